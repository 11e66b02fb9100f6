//! KDL 1 as its own reader reads it: what `--upgrade` makes of a text says the same to a reader of KDL 2.

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::syntax::{self, Scalar};
use kdl_v1::{KdlDocument, KdlNode, KdlValue};
use proptest::prelude::*;

use super::format;
use crate::syntax::reference::{Plain, ours};

/// The reading of KDL 1. Line ends of texts are `\n` in KDL 2, whatever the file has.
fn theirs(document: &KdlDocument) -> Vec<Plain> {
    let text = |text: &str| Scalar::String(text.replace("\r\n", "\n"));
    let scalar = |value: &KdlValue| match value {
        KdlValue::String(string) | KdlValue::RawString(string) => text(string),
        KdlValue::Base2(n) | KdlValue::Base8(n) | KdlValue::Base10(n) | KdlValue::Base16(n) => {
            Scalar::Integer(i128::from(*n))
        }
        KdlValue::Base10Float(number) => Scalar::Float(*number),
        KdlValue::Bool(value) => Scalar::Bool(*value),
        KdlValue::Null => Scalar::Null,
    };
    let node = |node: &KdlNode| Plain {
        name: node.name().value().to_owned(),
        args: node.entries().iter().filter(|e| e.name().is_none()).map(|e| scalar(e.value())).collect(),
        props: node
            .entries()
            .iter()
            .filter_map(|e| Some((e.name()?.value().to_owned(), scalar(e.value()))))
            .collect(),
        children: node.children().map(theirs),
    };
    document.nodes().iter().map(node).collect()
}

/// Upgrades and formats a text of KDL 1, and holds it against the reading of KDL 1.
fn same(text: &str) {
    let document: KdlDocument =
        text.parse().unwrap_or_else(|error| panic!("{text:?} is no KDL 1: {error:?}"));
    let upgraded = syntax::upgrade(text);
    let formatted = format(&upgraded).unwrap_or_else(|told| panic!("{text:?} became {upgraded:?}: {told:?}"));
    for after in [&upgraded, &formatted] {
        let (sources, sink) = (Sources::default(), Sink::default());
        let nodes = syntax::parse(&sources, sources.add("a.kdl", after.as_str()), &sink);
        let nodes = nodes.unwrap_or_else(|_| panic!("{text:?} became {after:?}"));
        assert_eq!(ours(&nodes), theirs(&document), "{text:?} became {after:?}");
    }
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &[
        "a", "-", "b-c", "a#b", "#a", "inf", "nan", "-inf", "r", "r2", ".5x", ".5", "é", "a'b", "\"x y\"",
        "\"\"",
    ];
    prop_oneof![3 => one_of(&["a", "b"]), 2 => one_of(NAMES)]
}

fn value() -> impl Strategy<Value = String> {
    const VALUES: &[&str] = &[
        "true",
        "false",
        "null",
        "1",
        "-1_000",
        "0x1F_f",
        "0o17",
        "0b1_01",
        "1.5e-3",
        "+2.0",
        "\"\"",
        "\"a\\/b\\\\/\"",
        "\"\\n\\r\\t\\\"\\u{e9}\"",
        "\"#true\"",
        "\"x\n  y\"",
        "\"\n\"",
        "\"x\n \n\ty\"",
        "\"x\r\ny\"",
        "\"\\\"\\\"\\\"\n\"",
        "r\"C:\\x\"",
        "r\"\"",
        "r#\"\"\"#",
        "r#\"\"\"\"#",
        "r##\"a\"#b\"##",
        "r\"x\\n\n  y\"",
        "r#\"\n\"\n\"#",
        "r\"\\/\"",
    ];
    one_of(VALUES)
}

fn slashdash() -> impl Strategy<Value = String> {
    prop_oneof![6 => Just(String::new()), 1 => one_of(&["/-", "/- "])]
}

fn entry() -> impl Strategy<Value = (String, bool, String)> {
    let gap = prop_oneof![4 => Just(" ".to_owned()), 1 => one_of(&["\t", " /* true */ ", " \\\n  ", " \\ // null\n "])];
    (gap, slashdash(), any::<bool>(), value())
        .prop_map(|(gap, slashdash, is_property, value)| (gap + &slashdash, is_property, value))
}

fn node(blocks: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let block = prop::option::of(blocks.prop_map(|block| format!(" {block}")));
    (slashdash(), name(), prop::collection::vec(entry(), 0..4), block).prop_map(
        |(slashdash, name, entries, block)| {
            let mut text = format!("{slashdash}{name}");
            for (at, (before, is_property, value)) in entries.into_iter().enumerate() {
                let key = if is_property { format!("k{at}=") } else { String::new() };
                text.push_str(&format!("{before}{key}{value}"));
            }
            text + &block.unwrap_or_default()
        },
    )
}

fn nodes(blocks: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let end = prop_oneof![3 => Just("\n".to_owned()), 1 => one_of(&[";", "; ", "\r\n", "\n\n", " // true\n", "\n/* r\"x\" */\n"])];
    prop::collection::vec((node(blocks), end), 0..4)
        .prop_map(|all| all.into_iter().map(|(node, end)| node + &end).collect())
}

fn documents() -> impl Strategy<Value = String> {
    let leaf = one_of(&["{}", "{\n}", "{ a true; }", "{\n  b r\"x\"\n}"]).boxed();
    let blocks = leaf
        .prop_recursive(3, 16, 4, |inner| nodes(inner.boxed()).prop_map(|nodes| format!("{{\n{nodes}}}")));
    nodes(blocks.boxed())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_document_says_the_same_in_kdl_2(text in documents()) {
        same(&text);
    }
}
