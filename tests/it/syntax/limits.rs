//! Texts that would stop a parser, and where the limits are.

use agentc::syntax;

use super::parse;
use crate::shapes;

/// Codes of what is found on a stack as small as a worker thread's.
fn on_small_stack(text: String) -> Vec<&'static str> {
    let run = move || parse(&text).found.iter().map(|d| d.code.id).collect();
    // A quarter of what Rust gives a spawned thread.
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(run);
    thread.expect("spawns").join().expect("does not panic")
}

#[test]
fn nesting_bombs_are_refused() {
    let n = 100_000;
    for (opener, code) in
        [("a{", "AGC003"), ("{", "AGC003"), ("/*", "AGC003"), ("/-{", "AGC003"), ("a /-{", "AGC003")]
    {
        let codes = on_small_stack(opener.repeat(n));
        assert!(codes.contains(&code), "{opener}: {codes:?}");
        assert!(codes.len() <= 51, "{opener}: {codes:?}");
    }
    for opener in shapes::KDL {
        let codes = on_small_stack(opener.repeat(n));
        assert!((1..=51).contains(&codes.len()), "{opener}: {codes:?}");
    }
}

#[test]
fn legal_texts_that_stop_the_crate_are_read() {
    let license = format!("/*{}*/ a\n", " * line\n".repeat(20_000));
    let skipped = format!("{}{}", "a /-{\n".repeat(30), "}\n".repeat(30));
    let wide = format!("a {}\n", (0..50_000).map(|i| format!("k{i}={i}")).collect::<Vec<_>>().join(" "));
    let escapes = format!("a \"{}\"\n", "\\n".repeat(100_000));
    let lines = format!("a \"\"\"\n{}  \"\"\"\n", "  x\\t\n".repeat(30_000));
    let raw = format!("a {0}\"\"\"\n{1}  \"\"\"{0}\n", "#".repeat(1000), "  \"\"\"##\n".repeat(30_000));
    for text in [
        escapes,
        lines,
        raw,
        license,
        skipped,
        wide,
        "/-a;\n".repeat(100_000),
        "\n".repeat(500_000),
        "a{}\n".repeat(100_000),
    ] {
        assert_eq!(on_small_stack(text), Vec::<&str>::new());
    }
}

#[test]
fn limits_are_where_they_are_said_to_be() {
    let nested = |depth: usize| format!("{}{}", "a {\n".repeat(depth), "}\n".repeat(depth));
    assert!(parse(&nested(syntax::MAX_DEPTH)).nodes.is_some());
    assert_eq!(parse(&nested(syntax::MAX_DEPTH + 1)).only().code.id, "AGC003");
    let comment = |depth: usize| format!("{}{}", "/*".repeat(depth), "*/".repeat(depth));
    assert!(parse(&comment(syntax::MAX_COMMENT_DEPTH)).nodes.is_some());
    assert_eq!(parse(&comment(syntax::MAX_COMMENT_DEPTH + 1)).only().code.id, "AGC003");
    assert!(parse(&" ".repeat(syntax::MAX_BYTES)).nodes.is_some());
    assert_eq!(parse(&" ".repeat(syntax::MAX_BYTES + 1)).only().code.id, "AGC005");
}

#[test]
fn many_mistakes_end_in_a_count() {
    let parsed = parse(&"a true\n".repeat(3000));
    assert_eq!(parsed.found.len(), syntax::MAX_MISTAKES + 1);
    assert_eq!(parsed.lines().last().map(String::as_str), Some("51:3 AGC001 2950 more mistakes from here"));
}
