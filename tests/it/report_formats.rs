//! The formats that machines read, as the program prints them. SARIF is held against OASIS's own schema (its
//! descriptions taken out, one broken pattern of it put right) and what GitHub asks for: facts, peers-cli-kdl-yaml.md 4.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use agentc::diagnostic::{Diagnostic, Severity, codes};
use agentc::report::{self, Format, Style};
use agentc::source::{Sources, Span};
use serde_json::Value as Json;

use super::bad_files::folder;
use super::commands::agentc;

fn parsed(folder: &Path, arguments: &[&str]) -> Json {
    let output = agentc(folder, arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn keys(value: &Json) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect()
}

/// Fields are a contract: `schema_version` 1.
#[test]
fn json_has_the_fields_of_its_version() {
    let folder = folder();
    let report = parsed(folder.path(), &["lint", "--format", "json", "."]);
    assert_eq!(keys(&report), ["schema_version", "tool", "diagnostics", "summary"]);
    assert_eq!((&report["schema_version"], keys(&report["tool"])), (&1.into(), vec!["name", "version"]));
    assert_eq!(keys(&report["summary"]), ["error", "warning", "info", "fixable", "files"]);
    let finding = &report["diagnostics"][0];
    let fields = [
        "code",
        "name",
        "severity",
        "message",
        "help",
        "url",
        "file",
        "range",
        "labels",
        "generated",
        "fixes",
        "ignored",
        "fingerprint",
    ];
    assert_eq!(keys(finding), fields);
    assert_eq!(keys(&finding["range"]), ["start", "end"]);
    assert_eq!(keys(&finding["range"]["start"]), ["line", "column", "offset"]);
    assert_eq!(keys(&finding["labels"][0]), ["message", "file", "range", "primary"]);
    let nothing = parsed(folder.path(), &["lint", "--format", "json", "--select", "AGC001", "."]);
    assert_eq!(nothing["diagnostics"], Json::Array(Vec::new()));
}

fn check_sarif(log: &Json) {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/sarif-2.1.0.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema).expect("a schema")).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        schema.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
    let runs = log["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 1, "GitHub combines none");
    let results = runs[0]["results"].as_array().expect("always there");
    assert!(results.len() <= 25_000);
    assert_eq!(runs[0]["columnKind"], "utf16CodeUnits");
    let rules = runs[0]["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        let tags = rule["properties"]["tags"].as_array().expect("tags");
        assert!((1..=10).contains(&tags.len()), "{rule}");
        assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.len() > 10), "{rule}");
    }
    let mut prints = BTreeSet::new();
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[at]["id"], result["ruleId"]);
        let print = result["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("a hash");
        assert!(prints.insert(print), "told twice: {result}");
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(!uri.contains(':') && !uri.starts_with('/'), "relative: {uri}");
        assert!(place["region"]["startLine"].as_u64() >= Some(1), "{place}");
    }
}

#[test]
fn sarif_is_valid_wherever_files_lie() {
    let (here, elsewhere) = (folder(), folder());
    let outside = elsewhere.path().join("good.yaml").display().to_string();
    let inside = here.path().join("good.yaml").display().to_string();
    let uri = |arguments: &[&str]| {
        let log = parsed(here.path(), &[&["lint", "--format", "sarif"], arguments].concat());
        check_sarif(&log);
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        place["artifactLocation"]["uri"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(uri(&["."]), "good.yaml");
    assert_eq!(uri(&[&inside]), "good.yaml");
    assert!(uri(&[&outside]).starts_with("../"), "{}", uri(&[&outside]));
    assert_eq!(uri(&["missing.yaml"]), "agentc.kdl");
    assert_eq!(uri(&["--select", "AGC001", "."]), "");
    assert_eq!(uri(&["--select", "AGX"]), "agentc.kdl");
}

/// An emoji is one character, two units of UTF-16, four bytes.
#[test]
fn sarif_counts_columns_as_github_does() {
    let sources = Sources::default();
    let id = sources.add("a.kdl", "x\n😀é x\n");
    let found = [Diagnostic::new(&codes::SHAPE, Span::new(id, 9, 10), "m")];
    let text = report::render(Format::Sarif, &found, &sources, Style::default());
    let log: Json = serde_json::from_str(&text).expect("JSON");
    check_sarif(&log);
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region, &serde_json::json!({"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 6}));
}

/// GitHub refuses more, and takes the worst ones.
#[test]
fn sarif_has_no_more_results_than_github_takes() {
    let sources = Sources::default();
    let id = sources.add("a.kdl", "x".repeat(30_000));
    let mut found: Vec<Diagnostic> = (0..25_010)
        .map(|at| Diagnostic::new(&codes::SHAPE, Span::new(id, at, at + 1), "m").severity(Severity::Info))
        .collect();
    found.push(Diagnostic::new(&codes::SHAPE, Span::new(id, 0, 1), "worst"));
    let text = report::render(Format::Sarif, &found, &sources, Style::default());
    let log: Json = serde_json::from_str(&text).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    assert_eq!((results.len(), &results[0]["message"]["text"]), (25_000, &"worst".into()));
}

/// `%`, line ends, and in properties `:` and `,` too.
#[test]
fn workflow_commands_are_one_line_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: r.example.com/a:1\n    env: [{name: JAVA_TOOL_OPTIONS, value: '-Duser.home=${X}'}]\n";
    fs::write(folder.path().join("a,b:100%.yaml"), pod).expect("written");
    let output = agentc(folder.path(), &["lint", "--format", "github", "."]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(said.lines().count(), 1, "{said}");
    let start = "::error file=a%2Cb%3A100%25.yaml,line=8,col=";
    assert!(said.starts_with(start) && said.contains("%0Ahelp: "), "{said}");
}

#[test]
fn rules_are_chosen_by_code_name_and_family() {
    let folder = folder();
    let exit =
        |arguments: &[&str]| agentc(folder.path(), &[&["lint", "."], arguments].concat()).status.code();
    for word in ["AGC101", "agc101", "unexpanded-variable", "AGC1", "AGC1xx", "agc1XX", "AGC10"] {
        assert_eq!(exit(&["--select", word]), Some(1), "{word}");
        assert_eq!(exit(&["--ignore", word]), Some(0), "{word}");
        let project = format!("lint {{ ignore \"{word}\" }}\n");
        fs::write(folder.path().join("agentc.kdl"), project).expect("written");
        assert_eq!(exit(&[]), Some(0), "{word}");
        fs::remove_file(folder.path().join("agentc.kdl")).expect("removed");
    }
    for (word, near) in
        [("AGC1011", "AGC101"), ("unexpanded-variables", "unexpanded-variable"), ("AGC3xy", "AGC3")]
    {
        let output = agentc(folder.path(), &["lint", "--select", word, "--format", "concise"]);
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(said.contains("AGC936") && said.contains(near), "{word}: {said}");
        assert_eq!(output.status.code(), Some(2));
    }
}
