//! `agentc lint -`: what stands on stdin is judged by what it holds; its fixed text has stdout to itself.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::io::Write;
use std::process::{Command, Stdio};

use crate::tree_support::{Folder, files};

/// A variable that is given twice: the second one holds, which `--fix` says by leaving the first one out.
const TWICE: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: r/web:1.4\n    env:\n    - name: JAVA_TOOL_OPTIONS\n      value: -Xmx1g\n    - name: JAVA_TOOL_OPTIONS\n      value: -Xmx1g\n";

/// Exit code, stdout and stderr.
fn piped(folder: &Folder, arguments: &[&str], text: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
    command.args(arguments).current_dir(folder.path()).env_remove("COLUMNS").env_remove("NO_COLOR");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_fixed_text_is_printed() {
    let folder = Folder::new(&files(&[]));
    let (_, fixed, said) = piped(&folder, &["lint", "-", "--fix=all", "--select", "AGC105"], TWICE);
    assert_eq!(fixed.matches("JAVA_TOOL_OPTIONS").count(), 1, "{fixed}\n{said}");
    assert!(fixed.starts_with("apiVersion: v1\n"), "{fixed}");
    let (exit, same, said) = piped(&folder, &["lint", "-", "--fix"], &fixed);
    assert_eq!((exit, same), (0, fixed), "{said}");
    let (_, diff, _) = piped(&folder, &["lint", "-", "--diff", "--fix=all", "--select", "AGC105"], TWICE);
    assert!(diff.starts_with("--- a/-\n+++ b/-\n") && diff.contains("\n-    - name: JAVA_TOOL"), "{diff}");
}

#[test]
fn nothing_is_no_input() {
    let folder = Folder::new(&files(&[]));
    for command in ["lint", "launch"] {
        let (exit, out, err) = piped(&folder, &[command, "-"], " \n");
        assert_eq!(exit, 3, "{command}");
        assert!([out, err].concat().contains("stdin is empty"), "{command}");
    }
}

#[test]
fn kdl_is_linted_as_kdl() {
    let folder = Folder::new(&files(&[("base.kdl", "defaults \"base\" { jdk 8; }\n")]));
    let text = "// One.\napp \"pay\" {\n    use \"nothing-of-this-name\"\n}\n";
    let (exit, out, _) = piped(&folder, &["lint", "-", "--format", "concise"], text);
    assert_eq!(exit, 1, "{out}");
    assert!(out.starts_with("<stdin>:3:"), "{out}");
    let allowed = text.replace("name\"\n", "name\" // agentc: allow AGC905 -- a test\n");
    let (exit, out, err) = piped(&folder, &["lint", "-"], &allowed);
    assert_eq!((exit, out.as_str()), (0, ""), "{err}");
}

/// Of one file that is named, the others are read for what it says of them.
#[test]
fn others_of_the_tree_are_not_told() {
    let folder = Folder::new(&files(&[
        ("a.kdl", "app \"pay\" {\n    extends \"base\"\n    use \"no-such-agent\"\n}\n"),
        ("b.kdl", "defaults \"base\" {\n    jdk 8\n}\napp \"order\" {\n    use \"no-such-thing\"\n}\n"),
    ]));
    let said = |paths: &[&str]| {
        let (_, out, _) = piped(&folder, &[&["lint", "--format", "concise"], paths].concat(), "");
        (out.contains("a.kdl:3:"), out.contains("b.kdl:5:"), out.lines().count())
    };
    assert_eq!(said(&["a.kdl"]), (true, false, 1));
    assert_eq!(said(&["b.kdl"]), (false, true, 1));
    assert_eq!(said(&["a.kdl", "b.kdl"]), (true, true, 2));
    assert_eq!(said(&["."]), (true, true, 2));
}

/// Files that were looked at count, with findings or without; what a folder holds besides does not.
#[test]
fn files_are_counted() {
    let clean = TWICE.replacen("    - name: JAVA_TOOL_OPTIONS\n      value: -Xmx1g\n", "", 1);
    let tree = [
        ("twice.yaml", TWICE),
        ("clean.yaml", &clean),
        ("Dockerfile", "FROM r/base:1.4\nUSER 1000\n"),
        ("defaults.kdl", "defaults {\n    jdk 8\n}\n"),
        ("ci.yaml", "jobs: {}\n"),
    ];
    let folder = Folder::new(&files(&tree));
    let (_, json, _) = piped(&folder, &["lint", ".", "--format", "json"], "");
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["summary"]["files"], 4, "{json}");
    let (_, text, _) = piped(&folder, &["lint", "twice.yaml", "clean.yaml"], "");
    assert!(text.ends_with(" (checked 2 files)\n"), "{text}");
    let (exit, out, err) = piped(&folder, &["lint", "clean.yaml"], "");
    assert_eq!((exit, out.as_str(), err.as_str()), (0, "", ""));
}
