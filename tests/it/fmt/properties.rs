//! What holds of every text.

use agentc::syntax::{self, TokenKind};
use kdl::KdlDocument;
use proptest::prelude::*;

use super::format;
use crate::syntax::properties::pieces;
use crate::syntax::reference::theirs;

/// Formats a text, and holds the result against it; `None` if the text is no KDL.
pub fn sound(text: &str) -> Option<String> {
    let once = match format(text) {
        Ok(once) => once,
        Err(told) => {
            let ours = ["AGC005", "AGC999"].iter().any(|code| told[0].starts_with(code));
            assert!(!ours, "{text:?}: {told:?}");
            return None;
        }
    };
    assert_eq!(format(&once).as_ref(), Ok(&once), "{text:?} is not stable");
    assert_eq!(comments(text), comments(&once), "{text:?}");
    neat(&once);
    // The crate has gaps of its own: what it reads, it reads alike.
    if let (Ok(before), Ok(after)) = (KdlDocument::parse_v2(text), KdlDocument::parse_v2(&once)) {
        assert_eq!(theirs(&before), theirs(&after), "{text:?}");
    }
    Some(once)
}

/// The words of all comments.
fn comments(text: &str) -> Vec<String> {
    let of_continuation = |text: &str| comments(text.strip_prefix('\\').unwrap_or_default());
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let tokens = syntax::tokens(text);
    let found = tokens.iter().flat_map(|token| match (token.kind, &text[token.start..token.end]) {
        (TokenKind::LineComment | TokenKind::BlockComment, text) => vec![words(text)],
        (TokenKind::Continuation, text) => of_continuation(text),
        _ => Vec::new(),
    });
    found.collect()
}

/// No blank before a line end, no two blank lines, one line end at the end.
fn neat(text: &str) {
    let kinds: Vec<TokenKind> = syntax::tokens(text).iter().map(|token| token.kind).collect();
    let has = |run: &[TokenKind]| kinds.windows(run.len()).any(|part| part == run);
    assert!(!has(&[TokenKind::Space, TokenKind::Newline]), "{text:?}");
    assert!(!has(&[TokenKind::Newline; 3]), "{text:?}");
    assert!(
        !kinds.starts_with(&[TokenKind::Newline]) && !kinds.ends_with(&[TokenKind::Newline; 2]),
        "{text:?}"
    );
    assert!(text.is_empty() || kinds.ends_with(&[TokenKind::Newline]), "{text:?}");
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

/// What may stand between the entries of a node.
fn gap() -> impl Strategy<Value = String> {
    const ODD: &[&str] = &[
        "  ",
        "\t",
        " /* c */ ",
        "/*a*//*b*/",
        " /* x\n   y\r\n*/ ",
        " \\\n",
        "\\\r\n\\\n  ",
        " \\ // c \n  ",
        " \\    // C\n",
        "\\ /* c *//* d */ // e\n",
        " /* f */ \\\n\t/* g */ ",
    ];
    prop_oneof![3 => Just(" ".to_owned()), 1 => one_of(ODD)]
}

/// What may stand after a node.
fn end() -> impl Strategy<Value = String> {
    const ODD: &[&str] = &[
        "; ",
        ";",
        "\n\n\n",
        "\r\n",
        "\r",
        "\u{2028}",
        " // c  \n",
        "   // d\n",
        "//e\r\n\n",
        "; /* f */ ",
        ";/* g */\n",
        "\n// h\n",
        "\n\n  // i\n\n\n",
        "\n/* j\n  k */\n",
        " /* l */\n",
        "; // m\n",
        "\n\\ // n\n",
        " \\\n\n",
        " \\ // o\n\n",
        "\n/* p */ ",
        "; \\\n",
    ];
    prop_oneof![3 => Just("\n".to_owned()), 2 => one_of(ODD)]
}

fn value() -> impl Strategy<Value = String> {
    const VALUES: &[&str] = &[
        "a",
        "-x",
        "1",
        "0x1_f",
        "-1.50e+3",
        "#true",
        "#null",
        "\"s t\"",
        "\"\\\"\\n\"",
        "#\"r\\\"#",
        "##\"a\"#b\"##",
        "\"a \\\n   b\"",
        "\"\"\"\n  x\n    y\n \t \n  \"\"\"",
        "\"\"\"\n\"\"\"",
        "#\"\"\"\n\t\"x\"\r\n\n\t\"\"\"#",
        "\"\"\"\n    p \\\n q\n    \"\"\"",
        "\"\"\"\r\n    \\ts\\\\\n    \"\"\"",
        "\"é\"",
    ];
    one_of(VALUES)
}

/// `/-`, or not.
fn slashdash() -> impl Strategy<Value = String> {
    const ODD: &[&str] =
        &["/-", "/- ", "/-\n", "/- // c\n ", "/-/* c */", "/- \\\n", "/-\n\n// d\n/* e */ \n"];
    prop_oneof![6 => Just(String::new()), 1 => one_of(ODD)]
}

/// An entry with what stands before it; its place in the node makes a key no other has.
fn entry() -> impl Strategy<Value = (String, bool, String)> {
    let equals = prop_oneof![4 => Just("=".to_owned()), 1 => one_of(&[" = ", "= /* c */ ", " /* d */=", " \\\n= \\ // e\n"])];
    (gap(), slashdash(), prop::option::of(equals), value()).prop_map(|(gap, slashdash, equals, value)| {
        let is_property = equals.is_some();
        (format!("{gap}{slashdash}"), is_property, format!("{}{value}", equals.unwrap_or_default()))
    })
}

fn node(blocks: impl Strategy<Value = String> + Clone) -> impl Strategy<Value = String> {
    let skipped =
        (gap(), one_of(&["/-", "/- ", "/- // c\n"]), blocks.clone()).prop_map(|(a, b, c)| a + &b + &c);
    let block = prop::option::of((prop_oneof![Just(String::new()), gap()], blocks).prop_map(|(a, b)| a + &b));
    let name = one_of(&["a", "b", "\"c d\"", "#\"e\"#", "-"]);
    let entries = prop::collection::vec(entry(), 0..4);
    (slashdash(), name, entries, block, prop::option::weighted(0.1, skipped)).prop_map(
        |(slashdash, name, entries, block, skipped)| {
            let mut text = format!("{slashdash}{name}");
            for (at, (before, is_property, value)) in entries.into_iter().enumerate() {
                let key = if is_property { format!("k{at}") } else { String::new() };
                text.push_str(&format!("{before}{key}{value}"));
            }
            text + &block.unwrap_or_default() + &skipped.unwrap_or_default()
        },
    )
}

fn nodes(blocks: impl Strategy<Value = String> + Clone) -> impl Strategy<Value = String> {
    let start = prop_oneof![2 => Just(String::new()), 1 => one_of(&[" ", "\n\n", "// c\n", "/* c */", "  /* d\n  e */\n\n"])];
    let all = prop::collection::vec((node(blocks), end()), 0..4);
    (start, all)
        .prop_map(|(start, all)| start + &all.into_iter().map(|(node, end)| node + &end).collect::<String>())
}

fn documents() -> impl Strategy<Value = String> {
    let leaf = one_of(&["{}", "{\n}", "{ a }", "{a;b}", "{ // c\n}", "{ a { b }; c }"]);
    let blocks =
        leaf.prop_recursive(3, 24, 4, |inner| nodes(inner.boxed()).prop_map(|nodes| format!("{{{nodes}}}")));
    nodes(blocks.boxed())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_document_keeps_its_meaning(text in documents()) {
        prop_assert!(sound(&text).is_some(), "{:?}: {:?}", text, format(&text));
    }

    #[test]
    fn near_kdl_keeps_its_meaning(text in pieces()) {
        sound(&text);
    }

    #[test]
    fn any_text_is_formatted_or_refused(text in "\\PC{0,300}") {
        sound(&text);
        syntax::upgrade(&text);
    }

    #[test]
    fn kdl_2_needs_no_upgrade(text in documents()) {
        prop_assert_eq!(syntax::upgrade(&text), text);
    }

    #[test]
    fn an_upgrade_of_near_kdl_is_done_once(text in pieces()) {
        let once = syntax::upgrade(&text);
        if format(&once).is_ok() {
            prop_assert_eq!(syntax::upgrade(&once), once);
        }
    }
}

#[test]
fn large_texts_take_linear_time() {
    let n = 40_000;
    let string = format!("a \"\"\"\n{}  \"\"\"\n", "  x\n".repeat(n));
    let one_line = format!("a {{ {} }}\n", "b { c; d }; ".repeat(n / 4));
    let columns = format!("a{}  // c\n", " 1".repeat(n));
    let strings = format!("a{}\n", " \"\"\"\n x\n \"\"\"".repeat(n / 8));
    let deep = format!("{}b{}\n", "a { ".repeat(32), " }".repeat(32)).repeat(100);
    for text in [
        "a;".repeat(n),
        "a{}\n".repeat(n),
        "// c\n".repeat(n),
        format!("/-{}a", "\n".repeat(n)),
        string,
        one_line,
        columns,
        strings,
        deep,
    ] {
        assert!(format(&text).is_ok());
        syntax::upgrade(&text);
    }
    for text in
        ["\"\n".repeat(n), "r\"\n".repeat(n), "r#\"".repeat(n), "{".repeat(n), "a \"x\n y\" ".repeat(n / 2)]
    {
        syntax::upgrade(&text);
        assert!(format(&text).is_err());
    }
}
