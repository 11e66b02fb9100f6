//! Help texts, and the commands that documents show: every flag is there, and every flag is shown.

use std::collections::BTreeMap;
use std::process::Command;

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::yaml;
use serde_json::Value as Json;

use super::documents::blocks;
use super::tidy::files;

const COMMANDS: [&str; 9] =
    ["build", "plan", "launch", "lint", "fmt", "explain", "list", "init", "completions"];

/// What `--help` prints in 80 columns.
fn help(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
    let output = command.args(arguments).arg("--help").env("COLUMNS", "80").output().expect("agentc runs");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The long flags of each command.
fn flags() -> BTreeMap<&'static str, Vec<String>> {
    let of = |command: &'static str| {
        let help = help(&[command]);
        let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let flag = |line: &str| {
            let flag = line.split(&[' ', '=', '[', ','][..]).find(|word| word.starts_with("--"))?;
            Some(flag.to_owned())
        };
        (command, lines.filter_map(flag).collect())
    };
    COMMANDS.into_iter().map(of).collect()
}

#[test]
fn every_command_is_listed_and_fits_80_columns() {
    let all = help(&[]);
    for command in COMMANDS {
        assert!(all.contains(&format!("\n  {command} ")), "{all}");
        let help = help(&[command]);
        assert!(help.lines().count() > 5, "{help}");
        for line in help.lines().chain(all.lines()) {
            assert!(line.chars().count() <= 80, "{command}: {line}");
        }
    }
}

#[test]
fn every_flag_has_an_example_and_every_example_its_flags() {
    let flags = flags();
    for (command, flags) in &flags {
        let help = help(&[command]);
        let (_, examples) = help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{command}: {help}"));
        let everywhere = ["--color", "--help"];
        for flag in flags.iter().filter(|flag| !everywhere.contains(&flag.as_str())) {
            let shown = examples.split_whitespace().any(|word| word.split('=').next() == Some(flag));
            assert!(shown, "{command}: no example of {flag}\n{examples}");
        }
        assert_eq!(wrong(examples, &self::flags()), [""; 0], "{command}");
    }
}

/// Commands with flags that there are not, in a text of code.
fn wrong(code: &str, flags: &BTreeMap<&str, Vec<String>>) -> Vec<String> {
    let starts = ["", "$ ", "- ", "- run: ", "entry: ", "- |"];
    let mut wrong = Vec::new();
    for part in code.split(['\n', '|', ';']).map(str::trim) {
        let mut calls = starts.iter().filter_map(|start| part.strip_prefix(start)?.strip_prefix("agentc "));
        let Some(call) = calls.next_back() else { continue };
        let call = call.split(&['>', '<', '&'][..]).next().unwrap_or_default();
        let mut words = call.split_whitespace();
        let command = words.next().unwrap_or_default();
        let Some(known) = flags.get(command) else {
            let is_name = command.starts_with("--") || command.chars().all(char::is_uppercase);
            wrong.extend((!is_name).then(|| format!("no command `{command}`: {part}")));
            continue;
        };
        let given =
            words.filter(|word| word.starts_with("--")).filter_map(|word| word.split(['=', '…']).next());
        for flag in given.filter(|flag| !flag.trim_matches('-').is_empty()) {
            if !known.iter().any(|known| known == flag) {
                wrong.push(format!("`agentc {command}` has no {flag}: {part}"));
            }
        }
    }
    wrong
}

/// Inline code and blocks of a document.
fn code(document: &str) -> Vec<String> {
    let mut all: Vec<String> = blocks(document).into_iter().map(|(_, text)| text).collect();
    let (mut prose, mut fenced) = (String::new(), false);
    for line in document.lines() {
        fenced ^= line.starts_with("```");
        if !fenced && !line.starts_with("```") {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    all.extend(prose.split('`').skip(1).step_by(2).map(|span| span.replace('\n', " ")));
    all
}

#[test]
fn the_commands_of_documents_exist() {
    let flags = flags();
    let documents = files("", &[".md", ".pre-commit-hooks.yaml"]);
    let mut found = Vec::new();
    for (path, text) in documents.iter().filter(|(path, _)| !path.starts_with("tests/golden/")) {
        let texts = if path.ends_with(".md") { code(text) } else { vec![text.clone()] };
        found.extend(
            texts.iter().flat_map(|text| wrong(text, &flags)).map(|wrong| format!("{path}: {wrong}")),
        );
    }
    assert_eq!(found, [""; 0]);
    let none = "`agentc lint --fixed` and\n\n```sh\n- run: agentc bild x\n```\n";
    let told = code(none).iter().flat_map(|text| wrong(text, &flags)).collect::<Vec<_>>();
    assert_eq!(told.len(), 2, "{told:?}");
}

/// The YAML of `docs/ci.md`.
fn shown() -> Vec<(String, Json)> {
    let (_, text) = files("docs", &["ci.md"]).into_iter().next().expect("docs/ci.md");
    let sources = Sources::default();
    let parsed = |(info, text): (String, String)| {
        let name = info.strip_prefix("yaml ")?.to_owned();
        let sink = Sink::default();
        let documents = yaml::parse_each(&sources, sources.add(name.as_str(), text), &sink);
        assert!(!sink.has_errors() && documents.len() == 1, "{name}");
        Some((name, documents.first()?.root.to_json()))
    };
    blocks(&text).into_iter().filter_map(parsed).collect()
}

#[test]
fn what_ci_is_shown_is_there() {
    let (_, hooks) = files("", &[".pre-commit-hooks.yaml"]).into_iter().next().expect("the hooks");
    let sources = Sources::default();
    let parsed = yaml::parse_each(&sources, sources.add("hooks", hooks), &Sink::default());
    let hooks = parsed.first().expect("a list").root.to_json();
    let hooks = hooks.as_array().expect("a list");
    let of =
        |id: &Json| hooks.iter().find(|hook| hook["id"] == *id).unwrap_or_else(|| panic!("no hook {id}"));
    let shown = shown();
    let of_file =
        |file: &'static str| shown.iter().filter(move |(name, _)| name == file).map(|(_, json)| json);
    let mut configs = of_file(".pre-commit-config.yaml");
    let (remote, local) = (configs.next().expect("one"), configs.next().expect("another"));
    for hook in remote["repos"][0]["hooks"].as_array().expect("a list") {
        of(&hook["id"]);
    }
    let own = &local["repos"][0]["hooks"][0];
    let lint = of(&own["id"]);
    for key in ["files", "exclude", "require_serial"] {
        assert_eq!(own[key], lint[key], "{key}");
    }
    let workflow = of_file(".github/workflows/agentc.yml").next().expect("a workflow");
    let job = &workflow["jobs"]["agentc"];
    assert_eq!(job["permissions"]["security-events"], "write");
    let steps = job["steps"].as_array().expect("a list");
    let upload =
        steps.iter().find(|step| step["uses"].as_str().is_some_and(|uses| uses.contains("upload-sarif")));
    let upload = upload.expect("a step");
    assert!(upload["if"].as_str().is_some_and(|when| when.starts_with("always()")), "{upload}");
    let sarif = upload["with"]["sarif_file"].as_str().expect("a file");
    let made = format!("agentc lint --format sarif > {sarif}");
    assert!(steps.iter().any(|step| step["run"] == *made), "{made}");
    assert!(of_file(".gitlab-ci.yml").next().is_some());
}
