//! What holds for any text: places are in it, tokens tile it, and the `kdl` crate reads it alike.

use agentc::diagnostic::Sink;
use agentc::source::{SourceId, Sources, Span};
use agentc::syntax::{self, Node};
use proptest::prelude::*;

use super::reference::agrees;
use super::{APPS, PROFILE};

/// Every finding's places are in the text and on character boundaries; tokens tile the text.
fn sound(text: &str) {
    let sources = Sources::default();
    let sink = Sink::default();
    let source = sources.add("a.kdl", text);
    let nodes = syntax::parse(&sources, source, &sink);
    let inside = |span: Span| text.get(span.start as usize..span.end as usize).is_some();
    let found = sink.into_sorted();
    assert_eq!(nodes.is_err(), !found.is_empty());
    for diagnostic in &found {
        let labels = diagnostic.primary.iter().chain(&diagnostic.related).map(|l| l.span);
        let edits = diagnostic.fix.iter().flat_map(|f| f.edits.iter().map(|e| e.0));
        assert!(diagnostic.primary.is_some() && diagnostic.help.is_some(), "{diagnostic:?}");
        assert!(labels.chain(edits).all(inside), "{diagnostic:?}");
    }
    let mut at = 0;
    for token in syntax::tokens(text) {
        assert!(token.start == at && token.end > at, "{token:?}");
        at = token.end;
    }
    assert_eq!(at, text.len());
    for node in nodes.unwrap_or_default() {
        places(&node, &inside);
    }
}

fn places(node: &Node, inside: &dyn Fn(Span) -> bool) {
    let (from, to) = (node.span.start, node.span.end);
    let within = |span: Span| span.start >= from && span.end <= to && inside(span);
    assert!(within(node.name.span) && node.args.iter().all(|a| within(a.span)));
    assert!(node.props.iter().all(|p| within(p.key.span) && within(p.value.span)));
    assert!(node.children().iter().all(|c| within(c.span)));
    node.children().iter().for_each(|c| places(c, inside));
}

#[test]
fn every_prefix_and_deletion_of_a_profile_is_sound() {
    for text in [PROFILE, APPS] {
        for at in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
            sound(&text[..at]);
            let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            sound(&format!("{}{}", &text[..at], &text[next..]));
        }
    }
}

/// Pieces that make texts which are nearly KDL.
pub fn pieces() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a",
        "b",
        "k=",
        "=",
        " ",
        " ",
        " ",
        "\n",
        "\n",
        ";",
        "{",
        "}",
        "{\n",
        "\n}",
        "/-",
        "//",
        "/*",
        "*/",
        "\\\n",
        "\\",
        "1",
        "-2",
        "0x1f",
        "1.5e3",
        "_",
        "#true",
        "#null",
        "true",
        "\"s\"",
        "\"\\n\"",
        "\"\\q\"",
        "\"",
        "\"\"\"",
        "#\"",
        "\"#",
        "\"\"\"\n x\n \"\"\"",
        "#\"\"\"\n x\n \"\"\"#",
        "r\"x\"",
        "#",
        "(",
        ")",
        "[",
        "é",
        "\u{2028}",
        "\r\n",
        "\u{202e}",
        "-D",
        "x:",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|p| p.concat())
}

/// What may stand between quotes, and what looks like a number.
fn scalars() -> impl Strategy<Value = String> {
    let string = "(\\\\|\"|u\\{|4|1\\}|d|\n| |\t|#|é|n){0,12}";
    let fences = prop::sample::select(&["\"", "\"\"\"\n", "#\"", "##\"\"\"\n", "\n  \"\"\""][..]);
    let quoted =
        (fences.clone(), string, fences).prop_map(|(open, body, close)| format!("a {open}{body}{close}\n"));
    let number = "[-+]?(0x|0o|0b|0|7)[0-9a-f_]{0,40}(\\.[0-9_]{0,40})?(e[-+]?[0-9]{0,5})?";
    prop_oneof![quoted, number.prop_map(|n| format!("a {n}\n"))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_scalar_is_sound_and_read_alike(text in scalars()) {
        sound(&text);
        agrees(&text);
    }

    #[test]
    fn any_text_is_sound(text in "\\PC{0,1000}") {
        sound(&text);
    }

    #[test]
    fn any_near_kdl_is_sound(text in pieces()) {
        sound(&text);
    }

    #[test]
    fn any_bytes_are_decoded_or_placed(bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
        let (sources, sink) = (Sources::default(), Sink::default());
        let source: Result<SourceId, _> = syntax::decode(&sources, "a.kdl", &bytes, &sink);
        for found in sink.into_sorted() {
            let span = found.primary.expect("has a span").span;
            prop_assert!(sources.get(span.source).text.get(span.start as usize..span.end as usize).is_some());
        }
        if let Ok(source) = source {
            sound(&sources.get(source).text);
        }
    }

    #[test]
    fn the_crate_refuses_nothing_that_is_read(text in pieces()) {
        agrees(&text);
    }
}
