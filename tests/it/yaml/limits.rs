//! Hostile texts end in an error or a result soon.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{read, refused, value};

/// A hostile text ends in an error or a result soon; `limit` leaves room for a busy machine.
fn survives(text: &str, limit: Duration) -> Result<usize, String> {
    let start = Instant::now();
    let outcome = read(text).map(|documents| documents.len()).map_err(|(id, ..)| id);
    assert!(start.elapsed() < limit, "{:?} for {} bytes", start.elapsed(), text.len());
    outcome
}

const SOON: Duration = Duration::from_secs(5);

#[test]
fn nesting_is_bounded() {
    for unit in ["[", "{", "- ", "? ", "[{a: ", "{? ", "!t [", "&a [", "- - ", "{a: [", "[\n", "{\n"] {
        let id = survives(&unit.repeat(100_000), SOON).expect_err("refused");
        assert!(id == "AGC711" || (unit == "{" && id == "AGC712"), "{unit:?}: {id}");
    }
    let mut indented = String::new();
    for depth in 0..2_000 {
        writeln!(indented, "{}a:", " ".repeat(depth)).expect("a String");
    }
    assert_eq!(survives(&indented, SOON), Err("AGC711".to_owned()));
    assert_eq!(value(&format!("{}1{}", "[".repeat(64), "]".repeat(64))).to_string().len(), 129);
    assert_eq!(refused(&format!("{}1{}", "[".repeat(65), "]".repeat(65))).0, "AGC711");
}

#[test]
fn aliases_are_bounded() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{inner}]").expect("a String");
    }
    assert_eq!(survives(&bomb, SOON), Err("AGC711".to_owned()));
    // A few nodes, but a great deal of text.
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), vec!["*a"; 1_000].join(", "));
    assert_eq!(survives(&long, SOON), Err("AGC711".to_owned()));
    // Depth through aliases.
    let mut deep = "a0: &a0 [x]\n".to_owned();
    for level in 1..80 {
        writeln!(deep, "a{level}: &a{level} [*a{}]", level - 1).expect("a String");
    }
    assert_eq!(survives(&deep, SOON), Err("AGC711".to_owned()));
}

#[test]
fn many_documents_and_large_streams() {
    let many = "---\na: 1\n".repeat(10_000);
    assert_eq!(survives(&many, SOON), Ok(10_000));
    assert_eq!(survives(&format!("{many}---\na: 1\n"), SOON), Err("AGC711".to_owned()));
    let manifest = format!("---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: {}\n", "x".repeat(2_000));
    let stream = manifest.repeat(5_000_000 / manifest.len());
    assert!(survives(&stream, Duration::from_mins(1)).is_ok());
    assert_eq!(survives(&"a".repeat(20_000_001), SOON), Err("AGC005".to_owned()));
}

/// Shapes that make scanners slow: 300 KB each must not take more than a busy machine's few seconds.
#[test]
fn repetitive_texts_stay_fast() {
    for unit in [
        "\n",
        " ",
        "#",
        "# c\n",
        "a ",
        "a\n",
        "'",
        "''",
        "\"",
        "\\",
        ":",
        ": ",
        "a: b\n",
        "- a\n",
        "[],",
        "{},",
        "!",
        "%",
        "&",
        "*",
        "|\n",
        ">\n",
        "---\n",
        "...\n",
        "é",
        "\r",
        "\t",
        "{{",
        "x: {{ y }}\n",
        "'a\n",
        "? a\n",
        "&a b\n",
        "- &a x\n",
        "<<: {}\n",
    ] {
        let _ = survives(&unit.repeat(300_000 / unit.len()), SOON);
        let _ = survives(&format!("a: [{}", unit.repeat(100_000 / unit.len())), SOON);
    }
}
