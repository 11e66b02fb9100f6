//! `agentc lint` and `agentc launch` on files that nobody here wrote: what is found in them, and nothing else.
//!
//! Beside each file stands what must be said of it, written from the facts before the commands were run.

use std::fs;
use std::path::{Path, PathBuf};

use agentc::diagnostic::CODES;
use serde_json::Value as Json;

use super::commands::agentc;
use super::launches::differences;

const FOLDERS: [&str; 2] = ["seeds", "lint"];

/// Dockerfiles and scripts have expectations for rules that are not here yet.
fn waits(name: &str) -> bool {
    let rules = CODES.iter().any(|code| code.id == "AGC801");
    !rules && (name.ends_with("Dockerfile") || name.ends_with(".sh"))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

/// The files of a folder that have an expectation of this kind.
fn files(folder: &Path, kind: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("cases");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(kind)?.to_owned())).collect();
    names.retain(|name| !waits(name));
    names.sort();
    names
}

fn json(path: &Path) -> Json {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

/// A finding in a line of text: code, line, and the rest of the line from where it starts.
fn found(folder: &Path, name: &str, flags: &[&str]) -> Vec<(Json, String)> {
    let output = agentc(folder, &[&["lint", "--format", "json", name], flags].concat());
    let report: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    let text = fs::read_to_string(folder.join(name)).expect("a case");
    let lines: Vec<&str> = text.lines().collect();
    let diagnostics = report["diagnostics"].as_array().expect("a list").clone();
    let place = |finding: Json| {
        let start = &finding["range"]["start"];
        let number = |key: &str| usize::try_from(start[key].as_u64().expect("a number")).expect("small") - 1;
        let rest = lines.get(number("line")).expect("a line").chars().skip(number("column")).collect();
        (finding, rest)
    };
    diagnostics.into_iter().map(place).collect()
}

fn is(expected: &Json, (finding, rest): &(Json, String)) -> bool {
    finding["code"] == expected["code"]
        && finding["range"]["start"]["line"] == expected["line"]
        && ["severity", "help"].iter().all(|key| expected[key].is_null() || finding[key] == expected[key])
        && rest.starts_with(expected["at"].as_str().expect("a text"))
}

/// What is expected and not found, and what is found and not expected.
fn compare(name: &str, expected: &[&Json], mut found: Vec<(Json, String)>, problems: &mut Vec<String>) {
    for expected in expected {
        match found.iter().position(|finding| is(expected, finding)) {
            Some(at) => drop(found.remove(at)),
            None => problems.push(format!("{name}: missing {expected}")),
        }
    }
    for (finding, rest) in found {
        let (severity, code) = (&finding["severity"], &finding["code"]);
        let (line, message) = (&finding["range"]["start"]["line"], &finding["message"]);
        problems.push(format!("{name}: not expected {severity} {code}, line {line} at `{rest}`: {message}"));
    }
}

#[test]
fn findings_are_those_that_are_expected() {
    let mut problems = Vec::new();
    for folder in FOLDERS.map(folder) {
        let names = files(&folder, ".lint.json");
        assert!(!names.is_empty());
        for name in &names {
            let expectation = json(&folder.join(format!("{name}.lint.json")));
            let list = |key: &str| expectation[key].as_array().expect("a list").iter();
            let default: Vec<&Json> = list("default").collect();
            compare(name, &default, found(&folder, name, &[]), &mut problems);
            let strict: Vec<&Json> = list("default").chain(list("strict")).collect();
            compare(&format!("{name} --strict"), &strict, found(&folder, name, &["--strict"]), &mut problems);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn launches_are_those_that_are_expected() {
    let mut problems = Vec::new();
    for folder in FOLDERS.map(folder) {
        for name in files(&folder, ".expect.json") {
            let output = agentc(&folder, &["launch", "--format", "json", &name]);
            let got: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
            let expected = json(&folder.join(format!("{name}.expect.json")));
            differences(&expected, &got["launches"], &name, &mut problems);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Before JDK 9 a port alone is open on every interface; the manifest does not say which JDK it is.
#[test]
fn an_image_with_jdk_8_opens_the_debugger() {
    let scratch = tempfile::tempdir().expect("a folder");
    let config = scratch.path().join("image.json");
    fs::write(&config, r#"{"config": {"Env": ["JAVA_VERSION=8u392"], "Cmd": ["catalina.sh", "run"]}}"#)
        .expect("written");
    let name = "seed001-reassembled-deployment.yaml";
    let flags = ["launch", "--format", "json", "--image-config", config.to_str().expect("UTF-8"), name];
    let output = agentc(&folder("lint"), &flags);
    let got: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    let found = got["launches"][0]["findings"].as_array().expect("a list");
    let of = |code: &str| found.iter().find(|finding| finding["code"] == code);
    assert_eq!(of("AGC501").expect("it is found")["severity"], "error");
    assert!(of("AGC102").is_none(), "the image shows that catalina.sh expands it");
}

/// A file without an expectation would be judged by nobody.
#[test]
fn every_file_has_both_expectations() {
    for folder in FOLDERS.map(folder) {
        let cases = files(&folder, "");
        let cases = cases.iter().filter(|name| !name.ends_with(".json") && *name != "README.md");
        for name in cases {
            let kinds = [".lint.json", ".expect.json"].map(|kind| folder.join(format!("{name}{kind}")));
            assert!(kinds.iter().all(|path| path.is_file()), "{name}");
        }
    }
}
