//! Output that nobody can take, or wants any more.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs::File;
use std::process::{Command, Stdio};

use crate::tree_support::{Folder, files};

const COMMANDS: [&[&str]; 5] = [
    &["build", "--stdout"],
    &["build", "--diff"],
    &["plan", "--app", "pay"],
    &["list", "targets"],
    &["completions", "bash"],
];

fn tree() -> Folder {
    Folder::new(&files(&[("a.kdl", r#"app "pay" { use "skywalking" { collector "oap:11800" } }"#)]))
}

fn run(arguments: &[&str], stdout: impl Into<Stdio>) -> (Option<i32>, String) {
    let folder = tree();
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
    command.args(arguments).current_dir(folder.path()).stdout(stdout);
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_full_disk_is_a_failure() {
    for arguments in COMMANDS {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let (code, said) = run(arguments, full);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(said.contains("cannot write to stdout: "), "{said}");
    }
}

#[test]
fn a_closed_pipe_is_none() {
    for arguments in COMMANDS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, said) = run(arguments, writer);
        assert_eq!((code, said.contains("stdout")), (Some(0), false), "{arguments:?} {said}");
    }
}
