//! Every code has a page, and every page is printed.
//!
//! An example is a text of the kind behind its fence, or `console`: commands, and what they print. A fence with a
//! file's name is a file beside it; `latin-1` is one that is not UTF-8. `text` shows what no example can.

use std::fs;
use std::path::Path;
use std::process::Command;

use agentc::check::{Example, Page, RULES};
use agentc::diagnostic::CODES;
use serde_json::{Value as Json, json};

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

/// Whom a pager or a terminal serves reads columns and colours, a pipe Markdown.
#[test]
fn a_page_is_set_for_who_reads_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let printed = |arguments: &[&str]| {
        let output = agentc(folder.path(), arguments);
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let page = fs::read_to_string(page_of("edited-output")).expect("a page");
    assert_eq!(printed(&["explain", "AGC902"]), page);
    let shown = printed(&["explain", "edited-output", "--color", "always"]);
    assert!(shown.starts_with("\x1b[1mAGC902: a generated file"), "{shown}");
    assert!(shown.contains("\x1b[36m--force\x1b[0m") && !shown.contains("```"), "{shown}");
    assert!(shown.contains("apps.kdl:") && shown.contains("\n  app \"order\" {\n"), "{shown}");
    assert_eq!(printed(&["explain", "AGC902", "--color", "never"]), page);
    let unknown = printed(&["explain", "edited-outputs"]);
    assert!(unknown.contains("did you mean `edited-output`?"), "{unknown}");
}

#[test]
fn rules_are_listed_for_people_and_programs() {
    let folder = tempfile::tempdir().expect("a folder");
    for width in ["80", "100"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
        let output = command.args(["list", "rules"]).env("COLUMNS", width).output().expect("agentc runs");
        let table = String::from_utf8(output.stdout).expect("UTF-8");
        let wide = table.lines().find(|line| line.chars().count() > width.parse().expect("a number"));
        assert_eq!(wide, None);
        assert!(RULES.iter().all(|rule| table.contains(rule.code.slug)), "{table}");
    }
    let output = agentc(folder.path(), &["list", "rules", "--format", "json"]);
    let list: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    let rules = list["rules"].as_array().expect("a list");
    assert_eq!((&list["schema_version"], rules.len()), (&json!(1), RULES.len()));
    let of = |code: &str| rules.iter().find(|rule| rule["code"] == code).expect("is there");
    assert_eq!(
        of("AGC305"),
        &json!({
            "code": "AGC305", "name": "agent-folder-writable", "severity": "warning", "runs": "always",
            "fixes": ["unsafe"], "summary": "an agent's folder that the application can write",
        })
    );
    assert_eq!((&of("AGC402")["runs"], &of("AGC402")["fixes"]), (&json!("strict"), &json!([])));
    assert_eq!(of("AGC105")["fixes"], json!(["safe", "unsafe"]));
    for (what, names) in [("profiles", ["otel", "skywalking"]), ("targets", ["dockerfile", "swck"])] {
        let output = agentc(folder.path(), &["list", what, "--format", "json"]);
        let list: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
        let rows = list[what].as_array().expect("a list");
        assert!(names.iter().all(|name| rows.iter().any(|row| row["name"] == *name)), "{list}");
    }
}

fn page_of(slug: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("compiler/check/rules/{slug}.md"))
}
