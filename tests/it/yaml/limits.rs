//! Hostile texts end in an error or a result. How fast is a question for `tests/bench`.

use std::fmt::Write as _;

use super::{read, refused, value};
use crate::shapes;

/// How many documents, or the code of the finding.
fn outcome(text: &str) -> Result<usize, String> {
    read(text).map(|documents| documents.len()).map_err(|(id, ..)| id)
}

#[test]
fn nesting_is_bounded() {
    for unit in ["[", "{", "- ", "? ", "[{a: ", "{? ", "!t [", "&a [", "- - ", "{a: [", "[\n", "{\n"] {
        let id = outcome(&unit.repeat(100_000)).expect_err("refused");
        assert!(id == "AGC711" || (unit == "{" && id == "AGC712"), "{unit:?}: {id}");
    }
    let mut indented = String::new();
    for depth in 0..2_000 {
        writeln!(indented, "{}a:", " ".repeat(depth)).expect("a String");
    }
    assert_eq!(outcome(&indented), Err("AGC711".to_owned()));
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
    assert_eq!(outcome(&bomb), Err("AGC711".to_owned()));
    // A few nodes, but a great deal of text.
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), vec!["*a"; 1_000].join(", "));
    assert_eq!(outcome(&long), Err("AGC711".to_owned()));
    // Depth through aliases.
    let mut deep = "a0: &a0 [x]\n".to_owned();
    for level in 1..80 {
        writeln!(deep, "a{level}: &a{level} [*a{}]", level - 1).expect("a String");
    }
    assert_eq!(outcome(&deep), Err("AGC711".to_owned()));
}

#[test]
fn many_documents_and_large_streams() {
    let many = "---\na: 1\n".repeat(100_000);
    assert_eq!(outcome(&many), Ok(100_000));
    assert_eq!(outcome(&format!("{many}---\na: 1\n")), Err("AGC711".to_owned()));
    let manifest = format!("---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: {}\n", "x".repeat(2_000));
    let stream = manifest.repeat(5_000_000 / manifest.len());
    assert!(outcome(&stream).is_ok());
    assert_eq!(outcome(&"a".repeat(20_000_001)), Err("AGC005".to_owned()));
}

/// 300 KB each: what is not linear does not end in a working day.
#[test]
fn repetitive_texts_have_an_end() {
    for unit in shapes::YAML {
        let _ = outcome(&unit.repeat(300_000 / unit.len()));
        let _ = outcome(&format!("a: [{}", unit.repeat(100_000 / unit.len())));
    }
}
