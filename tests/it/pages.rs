//! Every code has a page, and every page is printed.
//!
//! An example is a text of the kind behind its fence, or `console`: commands, and what they print. A fence with a
//! file's name is a file beside it; `latin-1` is one that is not UTF-8. `text` shows what no example can.

use std::fs;
use std::path::Path;

use agentc::check::{Example, Page, RULES};
use agentc::diagnostic::CODES;

use super::commands::agentc;
use super::documents;

/// Codes that no example on a page fires.
const UNSHOWN: [&str; 2] = ["AGC005", "AGC999"];

/// Whether an example is a file beside another one.
pub fn is_named(example: &Example, all: &[Example]) -> bool {
    let is_main = |other: &Example| matches!(other.info, "kdl" | "console");
    example.info.contains('.') && !example.info.contains('=') && all.iter().any(is_main)
}

/// The files beside an example: name and text.
pub fn beside_of<'a>(all: &[Example<'a>]) -> Vec<(&'a str, &'a str)> {
    let named = all.iter().filter(|example| is_named(example, all));
    named.map(|example| (example.info.split_once(' ').expect("a name").1, example.text)).collect()
}

/// What is printed where the commands of an example are typed in a folder with the files beside it.
pub fn typed(block: &str, beside: &[Example]) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    for example in beside.iter().filter(|example| is_named(example, beside)) {
        let (kind, name) = example.info.split_once(' ').expect("a name");
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        let narrow = |c| u8::try_from(u32::from(c)).expect("Latin-1");
        let bytes: Vec<u8> = match kind {
            "latin-1" => example.text.chars().map(narrow).collect(),
            _ => example.text.into(),
        };
        fs::write(path, bytes).expect("written");
    }
    documents::typed(folder.path(), block).map(|printed| printed.concat())
}

#[test]
fn every_code_has_a_page() {
    let without = CODES.iter().filter(|code| !RULES.iter().any(|rule| rule.code == **code));
    assert_eq!(without.map(|code| code.id).collect::<Vec<_>>(), [""; 0]);
}

/// What no example fires is few, and is reached here where it can be.
#[test]
fn what_no_page_shows_comes_about_otherwise() {
    let text_alone = |page: &str| Page::parse(page).bad.iter().all(|example| example.info == "text");
    let unshown: Vec<&str> =
        RULES.iter().filter(|rule| text_alone(rule.page)).map(|rule| rule.code.id).collect();
    assert_eq!(unshown, UNSHOWN);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("apps.kdl"), " ".repeat((1 << 20) + 1)).expect("written");
    let output = agentc(folder.path(), &["build"]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let page = fs::read_to_string(page_of("file-too-large")).expect("a page");
    let shown = page.lines().find(|line| line.starts_with("error[")).expect("what is said");
    assert!(said.starts_with(shown) && output.status.code() == Some(1), "{said}");
    // AGC999 has no input that leads there: tests/it/fmt/properties.rs looks for one.
}

fn page_of(slug: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("compiler/check/rules/{slug}.md"))
}
