//! Files that nobody should have: each is told with a code, the others are still read, nothing panics, and the exit
//! code is the one of design 7: 1 findings, 2 could not run, 3 no input.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use tempfile::TempDir;

use super::commands::agentc;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: r.example.com/a:1\n    env: [{name: JAVA_TOOL_OPTIONS, value: '-Duser.home=${X}'}]\n";

/// A folder with a pod in `good.yaml`, whose one finding shows that it was read.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("good.yaml"), POD).expect("written");
    folder
}

/// Exit code, and code and line of what is found in a file of that name, or nowhere.
pub fn lint(folder: &Path, file: &str) -> (Option<i32>, Vec<String>) {
    let output = agentc(folder, &["lint", "--format", "json", file, "good.yaml"]);
    assert!(output.stderr.is_empty(), "{file}: {output:?}");
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let found = report["diagnostics"].as_array().expect("a list");
    let of = |name: &str| {
        let here = found.iter().filter(|it| it["file"] == name || it["file"].is_null() && name == file);
        here.map(|it| format!("{} {}", it["code"].as_str().expect("a code"), it["range"]["start"]["line"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("good.yaml"), ["AGC101 8"], "{file}: the other file is still read");
    (output.status.code(), of(file))
}

/// What `launch` says of it, beside the same good file.
fn launch(folder: &Path, file: &str) -> Option<i32> {
    let output = agentc(folder, &["launch", file, "good.yaml"]);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("Pod a, container a good.yaml:6"), "{file}: {out}");
    assert!(!err.contains("panicked"), "{file}: {err}");
    output.status.code()
}

/// The finding of a text in a file of that name; every command leaves it as it is.
#[track_caller]
fn told(file: &str, bytes: &[u8], expected: &str) {
    let folder = folder();
    let path = folder.path().join(file);
    fs::write(&path, bytes).expect("written");
    assert_eq!(lint(folder.path(), file), (Some(1), vec![expected.to_owned()]), "{file}");
    assert_eq!(launch(folder.path(), file), Some(1), "{file}");
    for arguments in [&["lint", "--fix=all", file][..], &["fmt", file]] {
        let output = agentc(folder.path(), arguments);
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{file}: {output:?}");
    }
    assert_eq!(fs::read(&path).expect("a file"), bytes, "{file}");
}

#[test]
fn broken_yaml_has_its_line() {
    told("start.sh", b"\x7fELF\0\x01", "AGC004 1");
    told("Dockerfile", b"FROM a\0b\n", "AGC004 1");
    told("a.yaml", b"a: 1\nb: [1, 2\nc: 3\n", "AGC711 3");
    told("a.yaml", b"apiVersion: v1\nmetadata:\n\tname: a\n", "AGC711 3");
    told("a.yaml", b"metadata: {name: a}\nkind: Pod\nmetadata: {name: b}\n", "AGC707 3");
    told("a.yaml", b"a: b\0c\n", "AGC711 1");
    told(
        "a.yaml",
        format!("a: 1\nb: {}1{}\n", "{a: ".repeat(10_000), "}".repeat(10_000)).as_bytes(),
        "AGC711 2",
    );
    told("a.yaml", "[".repeat(100_000).as_bytes(), "AGC711 1");
}

#[test]
fn what_is_no_text() {
    told("a.yaml", b"# fine\na: caf\xe9\n", "AGC004 2");
    told("a.yaml", &[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0xff, 0xfe], "AGC004 1");
    told("a.sh", &[b'#', b'!', 0x80, 0xff, 0], "AGC004 1");
    told("Dockerfile", b"FROM a:1\nRUN \xff\n", "AGC004 2");
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    told("a.yaml", &utf_16("\u{feff}apiVersion: v1\n"), "AGC004 1");
}

#[test]
fn what_grows() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let all = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb += &format!("a{level}: &a{level} [{all}]\n");
    }
    // 9⁵ strings are in a4, 9⁶ would be in a5: the limit is 250,000 nodes.
    told("a.yaml", bomb.as_bytes(), "AGC711 6");
    told("a.yaml", format!("# {}\n", "x".repeat(20_000_000)).as_bytes(), "AGC005 1");
    let documents = "---\nkind: ConfigMap\n".repeat(100_001);
    told("a.yaml", documents.as_bytes(), "AGC711 200002");
    let container = "  - {name: a, image: 'a:1', env: [{name: JAVA_TOOL_OPTIONS, value: -Da=b}]}\n";
    let pod = |count: usize| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec:\n selector: {{matchLabels: {{a: b}}}}\n template:\n  metadata: {{labels: {{a: b}}}}\n  spec:\n   containers:\n{}",
            container.repeat(count).replace("  - ", "   - ")
        )
    };
    told("a.yaml", pod(1_001).as_bytes(), "AGC711 9");
}

/// They are what they are, however long or many.
#[test]
fn what_is_large_and_right() {
    let fine = [
        (
            "a.yaml",
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: a}\n".repeat(10_000),
        ),
        (
            "b.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: '{}'}}\n",
                "x".repeat(5_000_000)
            ),
        ),
        ("c.sh", format!("export A={}\n", "x".repeat(2_000_000))),
        ("e.yaml", String::new()),
        ("f.sh", String::new()),
    ];
    for (file, text) in fine {
        let folder = folder();
        fs::write(folder.path().join(file), text).expect("written");
        assert_eq!(lint(folder.path(), file), (Some(1), vec![]), "{file}");
        assert_eq!(launch(folder.path(), file), Some(1), "{file}");
    }
}

#[test]
fn what_is_not_there_or_no_file() {
    let folder = folder();
    fs::create_dir(folder.path().join("empty.yaml")).expect("a folder");
    assert_eq!(lint(folder.path(), "missing.yaml"), (Some(2), vec!["AGC930 null".to_owned()]));
    assert_eq!(launch(folder.path(), "missing.yaml"), Some(2));
    assert_eq!(agentc(folder.path(), &["fmt", "missing.kdl"]).status.code(), Some(2));
    // A folder without matching files, alone and beside something to do.
    assert_eq!(lint(folder.path(), "empty.yaml"), (Some(1), vec![]));
    for command in ["lint", "launch", "fmt"] {
        let output = agentc(folder.path(), &[command, "empty.yaml"]);
        assert_eq!(output.status.code(), Some(3), "{command}: {output:?}");
    }
    assert_eq!(agentc(folder.path(), &["launch"]).status.code(), Some(2), "clap: an argument is missing");
    assert_eq!(agentc(folder.path(), &["lint"]).status.code(), Some(1), "this folder");
}

#[test]
fn a_file_given_twice_is_read_once() {
    let folder = folder();
    let twice = agentc(folder.path(), &["lint", "--format", "concise", "good.yaml", "./good.yaml", "."]);
    assert_eq!(String::from_utf8_lossy(&twice.stdout).lines().count(), 1, "{twice:?}");
    let twice = agentc(folder.path(), &["launch", "good.yaml", "./good.yaml", "--format", "json"]);
    let report: Json = serde_json::from_slice(&twice.stdout).expect("JSON");
    assert_eq!(report["launches"].as_array().map(Vec::len), Some(1), "{report}");
}

#[cfg(unix)]
mod unix {
    use std::io::Write as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn links_pipes_and_sockets() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        symlink("nowhere", at("dangling.yaml")).expect("a link");
        symlink("b.yaml", at("a.yaml")).expect("a link");
        symlink("a.yaml", at("b.yaml")).expect("a link");
        let _socket = UnixListener::bind(at("socket.yaml")).expect("a socket");
        let pipe = Command::new("mkfifo").arg(at("pipe.yaml")).status();
        let pipe = pipe.is_ok_and(|status| status.success()).then_some("pipe.yaml");
        for file in ["dangling.yaml", "a.yaml", "socket.yaml"].into_iter().chain(pipe) {
            assert_eq!(lint(folder.path(), file), (Some(2), vec!["AGC930 null".to_owned()]), "{file}");
            assert_eq!(launch(folder.path(), file), Some(2), "{file}");
            // By its name it is no KDL, whatever it is.
            let formatted = agentc(folder.path(), &["fmt", file]).status.code();
            assert!(matches!(formatted, Some(2..=3)), "{file}: {formatted:?}");
        }
        // A folder that a link in it leads back to is walked once.
        fs::create_dir(at("loop")).expect("a folder");
        fs::write(at("loop/pod.yaml"), POD).expect("written");
        symlink("..", at("loop/up")).expect("a link");
        let output = agentc(folder.path(), &["lint", "loop", "--format", "concise"]);
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1, "{output:?}");
    }

    #[test]
    fn stdin_is_read_once_however_often_it_is_asked_for() {
        let folder = folder();
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
            command.args(arguments).current_dir(folder.path());
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().expect("agentc runs");
            child.stdin.take().expect("a pipe").write_all(POD.as_bytes()).expect("written");
            child.wait_with_output().expect("an end")
        };
        for arguments in [&["lint", "-", "-"][..], &["lint", "--fix", "-"], &["lint", "--fix=all", "-"]] {
            let output = run(&[arguments, &["--format", "concise"]].concat());
            // What stdin becomes has stdout to itself.
            let fixes = arguments.iter().any(|argument| argument.starts_with("--fix"));
            assert_eq!(output.stdout == POD.as_bytes(), fixes, "{arguments:?}");
            let said = String::from_utf8_lossy(if fixes { &output.stderr } else { &output.stdout });
            assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{arguments:?}: {said}");
            assert!(said.starts_with("<stdin>:8:"), "{said}");
        }
        assert_eq!(run(&["lint", "--diff", "-"]).status.code(), Some(1));
    }

    /// Whoever closes a pipe has read enough; that is no failure and no panic.
    #[test]
    fn nobody_reads_stdout() {
        let folder = folder();
        for arguments in ["lint good.yaml", "launch good.yaml", "lint --format sarif good.yaml"] {
            let script = format!("'{}' {arguments} | true", env!("CARGO_BIN_EXE_agentc"));
            let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output();
            assert_eq!(String::from_utf8_lossy(&output.expect("a shell").stderr), "", "{arguments}");
        }
    }

    /// The mode of a file, CRLF, a byte order mark, and the link by which it is named.
    #[test]
    fn a_fix_keeps_what_is_not_its_business() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let pod = POD.replace("'-Duser.home=${X}'", "yes").replace('\n', "\r\n");
        let before = format!("\u{feff}{pod}");
        fs::write(at("real.yaml"), &before).expect("written");
        fs::set_permissions(at("real.yaml"), fs::Permissions::from_mode(0o640)).expect("a mode");
        symlink("real.yaml", at("link.yaml")).expect("a link");
        let output = agentc(folder.path(), &["lint", "--fix", "--select", "AGC703", "link.yaml"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let after = fs::read_to_string(at("real.yaml")).expect("a file");
        assert_eq!(after, before.replace("value: yes", "value: \"yes\""));
        assert!(fs::symlink_metadata(at("link.yaml")).expect("there").is_symlink());
        let mode = fs::metadata(at("real.yaml")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing is left behind");
    }
}
