//! The table of codes says what can happen: each is reported somewhere, and some test has seen it.

use super::{compiler, files, nothing};

/// Names and ids of the table, in order.
fn table() -> Vec<(String, String)> {
    let tokens = compiler().into_iter().find(|(path, _)| path == "compiler/diagnostic/codes.rs");
    let tokens = tokens.expect("the table").1;
    let rows = tokens.windows(3).filter(|w| w[1].text == "=" && w[2].text.starts_with("AGC"));
    let rows: Vec<_> = rows.map(|w| (w[0].text.clone(), w[2].text.clone())).collect();
    assert_eq!(rows.len(), agentc::diagnostic::codes::CODES.len());
    rows
}

#[test]
fn every_code_is_reported() {
    let used: Vec<String> = compiler()
        .into_iter()
        .filter(|(path, _)| path != "compiler/diagnostic/codes.rs")
        .flat_map(|(_, tokens)| {
            let named = tokens.windows(4).filter(|w| w[0].text == "codes" && w[1].text == ":");
            named.map(|w| w[3].text.clone()).collect::<Vec<_>>()
        })
        .collect();
    let idle = table().into_iter().filter(|(name, _)| !used.contains(name));
    let problems: Vec<String> = idle.map(|(name, id)| format!("{id} {name}")).collect();
    nothing(&problems, "a code that nothing reports: it comes with its rule");
}

#[test]
fn every_code_is_seen_by_a_test() {
    let mut tests: Vec<(String, String)> = files("tests/it", &[".rs"]);
    // `it/rules.rs` holds each rule against its cases, which begin with its code.
    tests.extend(files("tests/cases", &[".md", ".json"]));
    let seen = |id: &str| tests.iter().any(|(path, text)| !path.contains("/tidy/") && text.contains(id));
    let unseen = table().into_iter().filter(|(_, id)| !seen(id));
    let problems: Vec<String> = unseen.map(|(name, id)| format!("{id} {name}")).collect();
    nothing(&problems, "a code that no test expects");
}
