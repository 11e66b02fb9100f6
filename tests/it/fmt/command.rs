//! `agentc fmt` as a user runs it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::commands::agentc;

const UGLY: &str = "a{b;c}\n";
const NICE: &str = "a { b; c }\n";

/// Exit code, stdout and stderr of a run in a folder.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = agentc(folder, &[&["fmt"], arguments].concat());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn stdin(arguments: &[&str], text: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
    command.arg("fmt").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("agentc runs");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    folder
}

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("is there")
}

#[test]
fn folders_are_formatted_in_place() {
    let files =
        [("x/a.kdl", UGLY), ("b.kdl", NICE), ("c.txt", UGLY), ("out/d.kdl", UGLY), (".gitignore", "out\n")];
    let tree = tree(&files);
    assert_eq!(run(tree.path(), &[]), (0, String::new(), "1 formatted, 1 unchanged\n".to_owned()));
    assert_eq!(read(&tree, "x/a.kdl"), NICE);
    assert_eq!((read(&tree, "c.txt"), read(&tree, "out/d.kdl")), (UGLY.to_owned(), UGLY.to_owned()));
    assert_eq!(run(tree.path(), &["."]).2, "0 formatted, 2 unchanged\n");
    assert_eq!(run(tree.path(), &["out/d.kdl", "c.txt"]).0, 0, "what is named is formatted");
    assert_eq!((read(&tree, "c.txt"), read(&tree, "out/d.kdl")), (NICE.to_owned(), NICE.to_owned()));
}

#[test]
fn check_names_the_files_and_writes_nothing() {
    let tree = tree(&[("a.kdl", "x\ny  1\n"), ("b.kdl", NICE), ("c/d.kdl", UGLY)]);
    let (code, out, err) = run(tree.path(), &["--check", "."]);
    assert_eq!((code, err.as_str()), (1, "2 files differ, 1 as they should be\n"));
    for part in ["error[AGC937 unformatted]", "a.kdl:2:1", "c/d.kdl:1:1", "agentc fmt a.kdl"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.contains("b.kdl"), "{out}");
    assert_eq!(read(&tree, "c/d.kdl"), UGLY);
    assert_eq!(run(tree.path(), &["--check", "b.kdl"]).0, 0);
}

#[test]
fn a_diff_is_all_of_stdout() {
    let tree = tree(&[("a.kdl", UGLY), ("b.kdl", NICE)]);
    let diff = "--- a/a.kdl\n+++ b/a.kdl\n@@ -1 +1 @@\n-a{b;c}\n+a { b; c }\n";
    let (code, out, _) = run(tree.path(), &["--diff"]);
    assert_eq!((code, out.as_str()), (0, diff));
    let (code, out, err) = run(tree.path(), &["--diff", "--check"]);
    assert_eq!((code, out.as_str()), (1, diff));
    assert!(err.contains("AGC937"), "{err}");
    assert_eq!(read(&tree, "a.kdl"), UGLY);
}

#[test]
fn stdin_becomes_stdout() {
    assert_eq!(stdin(&["-"], UGLY), (0, NICE.to_owned(), String::new()));
    assert_eq!(stdin(&["-"], NICE), (0, NICE.to_owned(), String::new()));
    assert_eq!(stdin(&["-", "--upgrade"], "a true"), (0, "a #true\n".to_owned(), String::new()));
    let typed = "(type)a (u8)1 k=(u8)2 #true {\n    (t)b\n}\n";
    for text in [typed, "(type)a   (u8)1 k=(u8)2 true {\n(t)b\n}"] {
        assert_eq!(stdin(&["-", "--upgrade"], text), (0, typed.to_owned(), String::new()));
    }
    let (code, out, err) = stdin(&["-", "--check"], UGLY);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("<stdin>:1:1"), "{err}");
    let (code, out, err) = stdin(&["-"], "a {\n");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("AGC001") && err.contains("<stdin>:1:3"), "{err}");
}

#[test]
fn a_broken_file_does_not_stop_the_others() {
    let tree = tree(&[("a.kdl", "a {\n"), ("b.kdl", UGLY), ("c.kdl", "")]);
    std::fs::write(tree.path().join("d.kdl"), b"a \xff\n").expect("written");
    let (code, out, err) = run(tree.path(), &[]);
    assert_eq!((code, err.as_str()), (1, "1 formatted, 1 unchanged\n"));
    assert!(out.contains("AGC001") && out.contains("AGC004"), "{out}");
    assert_eq!((read(&tree, "a.kdl"), read(&tree, "b.kdl")), ("a {\n".to_owned(), NICE.to_owned()));
    let (code, out, _) = run(tree.path(), &["b.kdl", "nowhere.kdl"]);
    assert!(code == 2 && out.contains("AGC930") && out.contains("nowhere.kdl"), "{out}");
}

#[test]
fn no_source_is_told_apart() {
    let tree = tree(&[("a.txt", "")]);
    let (code, out, _) = run(tree.path(), &["--check"]);
    assert!(code == 3 && out.contains("AGC932"), "{out}");
}

#[test]
fn kdl_1_asks_for_the_flag() {
    let old = "a true {\n  b r\"x\" \"y\n  z\"\n}\n";
    let tree = tree(&[
        ("old.kdl", old),
        ("new.kdl", "a #true\n"),
        ("lines.kdl", "a \"x\ny\"\n"),
        ("broken.kdl", "a true {\n"),
    ]);
    let (code, out, _) = run(tree.path(), &["old.kdl"]);
    assert!(code == 1 && out.contains("AGC002") && out.contains("agentc fmt --upgrade old.kdl"), "{out}");
    assert!(out.contains("1 error"), "one file, one problem: {out}");
    let (_, out, _) = run(tree.path(), &["lines.kdl"]);
    assert!(out.contains("AGC001") && out.contains("agentc fmt --upgrade lines.kdl"), "{out}");
    assert_eq!(
        (read(&tree, "old.kdl"), run(tree.path(), &["--upgrade", "old.kdl", "new.kdl"]).0),
        (old.to_owned(), 0)
    );
    assert_eq!(
        read(&tree, "old.kdl"),
        "a #true {\n    b #\"x\"# \"\"\"\n        y\n          z\n        \"\"\"\n}\n"
    );
    let (code, out, _) = run(tree.path(), &["--upgrade", "broken.kdl"]);
    assert!(code == 1 && out.contains("AGC001") && !out.contains("AGC002"), "{out}");
    assert_eq!(read(&tree, "broken.kdl"), "a true {\n");
}

#[cfg(unix)]
#[test]
fn mode_mark_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = tree(&[("a.kdl", &format!("\u{feff}{UGLY}"))]);
    let path = tree.path().join("a.kdl");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
    symlink("a.kdl", tree.path().join("link.kdl")).expect("made");
    assert_eq!(run(tree.path(), &["link.kdl"]).0, 0);
    assert_eq!(read(&tree, "a.kdl"), format!("\u{feff}{NICE}"));
    assert_eq!(std::fs::metadata(&path).expect("is there").permissions().mode() & 0o777, 0o640);
    assert!(tree.path().join("link.kdl").is_symlink());
    let left = std::fs::read_dir(tree.path()).expect("a folder").count();
    assert_eq!(left, 2, "no new file is left");
    assert_eq!(run(tree.path(), &["--check", "a.kdl"]).0, 0, "a mark is no difference");
}
