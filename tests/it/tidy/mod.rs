//! What must stay true of the tree itself. `compiler/README.md` says why.

mod codes;
mod rust;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use agentc::target::Schemas;
use rust::{Kind, Token};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder of the package, with paths relative to it; build folders and hidden ones are passed over.
pub fn files(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let (mut found, mut next) = (Vec::new(), vec![root().join(folder)]);
    while let Some(dir) = next.pop() {
        for entry in std::fs::read_dir(&dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Cargo marks the folders that it fills.
            let build = path.join("CACHEDIR.TAG").exists() || dir == root() && name == "generated";
            if path.is_dir() && !name.starts_with('.') && !build {
                next.push(path);
            } else if path.is_file() && extensions.iter().any(|e| name.ends_with(e)) {
                let shown = path.strip_prefix(root()).expect("below").to_string_lossy().replace('\\', "/");
                found.push((shown, std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    found.sort();
    found
}

fn compiler() -> Vec<(String, Vec<Token>)> {
    let files = files("compiler", &[".rs"]);
    files.into_iter().map(|(path, text)| (path, rust::outside_tests(&rust::tokens(&text)))).collect()
}

fn nothing(problems: &[String], rule: &str) {
    assert!(problems.is_empty(), "{rule}:\n  {}", problems.join("\n  "));
}

/// A layer uses what stands before it. `main` and `lib` are the two ends and use all.
const LAYERS: [&str; 20] = [
    "secrets",
    "source",
    "diagnostic",
    "text",
    "image",
    "world",
    "syntax",
    "yaml",
    "profile",
    "launch",
    "read",
    "resolve",
    "jvms",
    "plan",
    "check",
    "output",
    "target",
    "report",
    "compile",
    "commands",
];

fn layer(path: &str) -> Option<&str> {
    let inner = path.strip_prefix("compiler/")?;
    let name = inner.split('/').next()?.trim_end_matches(".rs");
    (!matches!(name, "main" | "lib")).then_some(name)
}

#[test]
fn layers_use_only_what_stands_before_them() {
    let rank = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let mut problems = Vec::new();
    for (path, tokens) in compiler() {
        let Some(own) = layer(&path) else { continue };
        let own_rank = rank(own).unwrap_or_else(|| panic!("{path}: give `{own}` a place in LAYERS"));
        for used in tokens.windows(4).filter(|w| w[0].text == "crate" && w[1].text == ":") {
            let other = &used[3];
            if rank(&other.text).is_some_and(|rank| rank > own_rank) {
                problems.push(format!("{path}:{} uses {}", other.line, other.text));
            }
        }
    }
    nothing(&problems, "a layer uses one that stands after it");
}

#[test]
fn the_architecture_lists_every_layer_in_its_order() {
    let (_, text) = files("compiler", &["README.md"]).into_iter().next().expect("compiler/README.md");
    let rows = text.lines().filter(|line| line.starts_with("| `")).take_while(|line| !line.contains('/'));
    let named = rows.flat_map(|row| {
        let first = row.split('|').nth(1).unwrap_or_default();
        first.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    });
    assert_eq!(named.collect::<Vec<_>>(), LAYERS);
}

#[test]
fn the_system_is_touched_at_its_doors_only() {
    const DOORS: [&str; 4] = ["world", "output", "commands", "main"];
    const SYSTEM: [&str; 6] = ["fs", "env", "process", "net", "thread", "time"];
    let mut problems = Vec::new();
    for (path, tokens) in compiler() {
        if path == "compiler/main.rs" || layer(&path).is_some_and(|layer| DOORS.contains(&layer)) {
            continue;
        }
        for used in tokens.windows(4).filter(|w| w[0].text == "std" && w[1].text == ":") {
            if SYSTEM.contains(&used[3].text.as_str()) {
                problems.push(format!("{path}:{} uses std::{}", used[3].line, used[3].text));
            }
        }
    }
    nothing(&problems, "files, variables, processes, network and clock belong to world, output and commands");
}

#[test]
fn files_and_functions_stay_readable() {
    let mut problems = Vec::new();
    for (path, text) in ["compiler", "tests"].iter().flat_map(|folder| files(folder, &[".rs"])) {
        let lines = text.lines().count();
        if lines > 400 {
            problems.push(format!("{path} has {lines} lines, 400 at most"));
        }
    }
    for (path, text) in files("compiler", &[".rs"]) {
        for (name, line, length) in rust::functions(&rust::outside_tests(&rust::tokens(&text))) {
            if length > 60 {
                problems.push(format!("{path}:{line} {name} has {length} lines, 60 at most"));
            }
        }
    }
    nothing(&problems, "too long");
}

#[test]
fn nothing_gives_up_at_run_time() {
    const METHODS: [&str; 2] = ["unwrap", "expect"];
    const MACROS: [&str; 6] = ["panic", "todo", "dbg", "unreachable", "unimplemented", "assert"];
    let mut problems = Vec::new();
    for (path, tokens) in compiler() {
        for window in tokens.windows(3) {
            let [before, word, after] = window else { continue };
            let method = before.text == "." && METHODS.contains(&word.text.as_str()) && after.text == "(";
            let called = word.kind == Kind::Word && MACROS.contains(&word.text.as_str()) && after.text == "!";
            if method || called {
                problems.push(format!("{path}:{} {}", word.line, word.text));
            }
        }
    }
    nothing(&problems, "what a user writes must not end the process");
}

/// Names and aliases of the shipped profiles, as words: `heap-dump` is `heap`, `dump`.
fn profile_names() -> BTreeSet<Vec<String>> {
    let mut names = BTreeSet::new();
    for (path, text) in files("profiles", &["/profile.kdl", "profile.kdl"]) {
        for line in text.lines() {
            let declared = line.strip_prefix("profile ").or_else(|| line.trim_start().strip_prefix("alias "));
            let Some(rest) = declared else { continue };
            let name = rest.split('"').nth(1).unwrap_or_else(|| panic!("{path}: {line}"));
            names.insert(rust::words(name));
        }
    }
    assert!(names.len() > 7, "the profiles are read");
    names
}

/// The JVM's own words in `-agentlib:jdwp` and `-XX:HeapDumpPath` are no profiles, though companions are called like
/// them: `launch` may know them.
const WORDS_OF_THE_JVM: [(&str, &[&str]); 2] =
    [("compiler/launch/", &["jdwp"]), ("compiler/launch/", &["heap", "dump"])];

#[test]
fn the_compiler_knows_no_profile_by_name() {
    let (names, mut problems) = (profile_names(), Vec::new());
    // Comments and tests too: an example that names an agent makes the reader look for more of it.
    for (path, text) in files("compiler", &[".rs"]) {
        for (at, line) in text.lines().enumerate() {
            let words = rust::words(line);
            for name in &names {
                let exempt = WORDS_OF_THE_JVM
                    .iter()
                    .any(|(folder, words)| path.starts_with(folder) && *words == name.as_slice());
                if !exempt && words.windows(name.len()).any(|part| part == name.as_slice()) {
                    problems.push(format!("{path}:{} says {}", at + 1, name.join("-")));
                }
            }
        }
    }
    nothing(&problems, "adding an agent touches profiles/ alone");
}

fn targets() -> Vec<String> {
    let all = std::fs::read_dir(root().join("targets")).expect("targets/");
    let folders = all.map(|entry| entry.expect("an entry")).filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with('_')).collect()
}

/// Words that a target shares with the language: how files reach the JVM, where a value comes from.
const SHARED_WORDS: [&str; 6] =
    ["init-container", "sidecar", "image-volume", "admission-policy", "config-map", "dockerfile"];

#[test]
fn the_compiler_compares_no_target_by_name() {
    let (names, mut problems) = (targets(), Vec::new());
    for (path, tokens) in compiler() {
        for (at, token) in tokens.iter().enumerate() {
            if token.kind != Kind::String || !names.contains(&token.text) {
                continue;
            }
            let near = &tokens[at.saturating_sub(8)..(at + 8).min(tokens.len())];
            let on_line = |text: &str| near.iter().any(|t| t.line == token.line && t.text == text);
            let compared =
                near.windows(2).any(|w| matches!(w[0].text.as_str(), "=" | "!") && w[1].text == "=");
            if !SHARED_WORDS.contains(&token.text.as_str()) || compared && on_line("name") {
                problems.push(format!("{path}:{} knows `{}`", token.line, token.text));
            }
        }
    }
    nothing(&problems, "adding an output touches targets/ alone");
}

#[test]
fn every_folder_says_what_it_is() {
    let mut problems = Vec::new();
    let mut need = |folder: &Path, file: &str| {
        if !folder.join(file).is_file() {
            problems.push(format!("{} has no {file}", folder.strip_prefix(root()).expect("below").display()));
        }
    };
    for name in targets() {
        for file in ["README.md", "target.kdl"] {
            need(&root().join("targets").join(&name), file);
        }
    }
    for entry in std::fs::read_dir(root().join("profiles")).expect("profiles/") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            for file in ["README.md", "profile.kdl"] {
                need(&path, file);
            }
        }
    }
    nothing(&problems, "a folder without its description");
}

#[test]
fn no_text_names_a_place_of_one_machine() {
    // Spelled apart, so that this file does not name it.
    let places = [concat!("/wo", "rk/")];
    let extensions = [".md", ".rs", ".kdl", ".hbs", ".json", ".toml", ".sh", ".yaml"];
    let mut problems = Vec::new();
    for (path, text) in files("", &extensions) {
        for (line, content) in text.lines().enumerate() {
            let stands_at_start = |at: usize| !content[..at].ends_with(|c: char| c.is_alphanumeric());
            // The stories' containers have home folders of their own.
            let told = |place: &&&str| !path.starts_with("examples/") || !place.starts_with("/ho");
            let named = places.iter().filter(told).flat_map(|place| content.match_indices(place));
            if named.map(|(at, _)| at).any(stands_at_start) {
                problems.push(format!("{path}:{}", line + 1));
            }
        }
    }
    nothing(&problems, "a path of one machine");
}

#[test]
fn a_code_has_one_slug() {
    let codes = agentc::diagnostic::codes::CODES;
    let slugs: BTreeSet<&str> = codes.iter().map(|code| code.slug).collect();
    let ids: BTreeSet<&str> = codes.iter().map(|code| code.id).collect();
    assert_eq!((slugs.len(), ids.len()), (codes.len(), codes.len()));
}

#[test]
fn every_schema_and_definition_compiles() {
    let schemas = Schemas::default();
    for (path, text) in files("targets", &[".schema.json"]) {
        let file = path.rsplit('/').next().expect("a name");
        let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let definitions = schema.get("$defs").and_then(|d| d.as_object()).into_iter().flatten();
        let named = definitions.map(|(name, _)| format!("{file}#/$defs/{name}"));
        for reference in std::iter::once(file.to_owned()).chain(named) {
            let problems = schemas.validate(&reference, &serde_json::json!({}));
            let broken = problems.iter().find(|p| p.message.contains("cannot be used"));
            assert!(broken.is_none(), "{reference}: {broken:?}");
        }
    }
}
