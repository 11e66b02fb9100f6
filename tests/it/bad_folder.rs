//! The program and the file system: what cannot be read, what cannot be written, what is in the way.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;

use crate::tree_support::{Folder, Ran, files};

const APP: &str = "app \"pay\" { use \"skywalking\" { collector \"oap:11800\" } }\n";
const PATCH: &str = "generated/pay/init-container/patch.yaml";

fn tree() -> Folder {
    Folder::new(&files(&[("a.kdl", APP)]))
}

/// The exit code, and this text in the only finding.
#[track_caller]
fn ends(ran: &Ran, exit: i32, code: &str, text: &str) {
    assert_eq!(ran.exit, exit, "{ran:?}");
    assert!(ran.stdout.starts_with(&format!("error[{code} ")), "{ran:?}");
    let flat = ran.stdout.replace("\n  │ ", " ");
    assert!(flat.contains(text), "{ran:?}");
    assert!(flat.ends_with("\n1 error\n"), "{ran:?}");
}

#[test]
fn nothing_to_compile_is_three() {
    let folder = Folder::new(&files(&[("README.md", "no profile here")]));
    ends(&folder.build(&["."]), 3, "AGC932", "no .kdl file here");
    for text in ["", "// nothing\n", "environment \"prod\" {}\n", "kubernetes min=\"1.30\"\n"] {
        let folder = Folder::new(&files(&[("a.kdl", text)]));
        ends(&folder.build(&["."]), 3, "AGC932", "no app, no `defaults` and no profile here");
    }
}

#[test]
fn options_that_match_nothing_are_three_too() {
    let folder = Folder::new(&files(&[("a.kdl", &format!("{APP}environment \"prod\" {{}}\n"))]));
    for (option, name, near) in [("--env", "prdo", "prod"), ("--app", "pya", "pay")] {
        ends(&folder.build(&[".", option, name]), 3, "AGC932", &format!("`{name}`"));
        ends(&folder.build(&[".", option, name]), 3, "AGC932", &format!("did you mean `{near}`?"));
    }
    let ran = folder.build(&[".", "--target", "init-contaner"]);
    ends(&ran, 3, "AGC932", "did you mean `init-container`?");
    let ran = folder.build(&[".", "--target", "swck"]);
    ends(&ran, 3, "AGC932", "`pay` has no target `swck`");
    assert_eq!(folder.snapshot().len(), 1);
}

#[test]
fn a_set_that_says_nothing_sensible() {
    let ran = tree().build(&[".", "--set", "collector"]);
    ends(&ran, 1, "AGC912", "write --set [APP:]PROFILE.SETTING=VALUE");
    let ran = tree().build(&[".", "--set", "skywalking.colector=x:1"]);
    ends(&ran, 1, "AGC905", "did you mean `collector`?");
}

#[test]
fn what_cannot_be_read_is_two() {
    ends(&tree().build(&["missing"]), 2, "AGC930", "cannot read missing: No such file");
    let folder = Folder::new(&files(&[("in/a.kdl", APP), ("b.kdl", APP)]));
    ends(&folder.build(&["in", "b.kdl"]), 2, "AGC930", "outside of the source tree");
}

#[test]
fn an_edited_file_is_kept_until_forced() {
    let folder = tree();
    assert_eq!(folder.build(&["."]).exit, 0);
    let patch = folder.path().join(PATCH);
    let edited = fs::read_to_string(&patch).unwrap().replace("pay", "pya");
    fs::write(&patch, &edited).unwrap();
    ends(&folder.build(&["."]), 1, "AGC902", "`pay/init-container/patch.yaml` was edited by hand");
    ends(&folder.build(&["."]), 1, "AGC902", "overwrite it with `--force`");
    assert_eq!(fs::read_to_string(&patch).unwrap(), edited);
    let check = folder.build(&[".", "--check"]);
    assert_eq!(check.exit, 1);
    assert!(check.stdout.lines().any(|line| line.starts_with('-') && line.contains("pya")), "{check:?}");
    assert_eq!(folder.build(&[".", "--force"]).exit, 0);
    assert_eq!(folder.build(&[".", "--check"]).exit, 0);
}

#[test]
fn somebody_elses_file_is_never_overwritten() {
    let folder = tree();
    let patch = folder.path().join(PATCH);
    fs::create_dir_all(patch.parent().unwrap()).unwrap();
    fs::write(&patch, "mine: true\n").unwrap();
    let before = folder.snapshot();
    for args in [&["."][..], &[".", "--force"]] {
        ends(&folder.build(args), 1, "AGC902", "`pay/init-container/patch.yaml` is in the way");
    }
    assert_eq!(folder.snapshot(), before);
}

#[test]
fn the_output_folder_is_a_file() {
    let folder = tree();
    fs::write(folder.path().join("generated"), "mine").unwrap();
    let before = folder.snapshot();
    for args in [&["."][..], &[".", "--force"], &[".", "--check"], &[".", "--out", "generated/below"]] {
        let ran = folder.build(args);
        ends(&ran, 2, "AGC931", "`generated");
    }
    assert_eq!(folder.snapshot(), before);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn links_among_the_sources() {
        let folder = tree();
        symlink("loop.kdl", folder.path().join("loop.kdl")).unwrap();
        ends(&folder.build(&["."]), 2, "AGC930", "cannot read loop.kdl: ");
        let outside = Folder::new(&files(&[("b.kdl", "app \"b\" {}\n")]));
        let folder = tree();
        symlink(outside.path().join("b.kdl"), folder.path().join("b.kdl")).unwrap();
        ends(
            &folder.build(&["."]),
            2,
            "AGC930",
            "cannot read b.kdl: a link that leads out of the source tree",
        );
        let folder = tree();
        symlink("nowhere", folder.path().join("b.kdl")).unwrap();
        ends(&folder.build(&["."]), 2, "AGC930", "cannot read b.kdl: no such file");
    }

    #[test]
    fn a_pipe_among_the_sources_does_not_block() {
        let folder = Folder::new(&files(&[(
            "a.kdl",
            "app \"pay\" { workload \"Deployment\" from=\"pipe\"; jvm \"-Xmx1g\" }\n",
        )]));
        let made = Command::new("mkfifo").arg(folder.path().join("pipe")).status();
        if made.is_ok_and(|status| status.success()) {
            ends(&folder.build(&["."]), 1, "AGC711", "cannot read `pipe`: it is not a file");
        }
    }

    #[test]
    fn an_unreadable_file() {
        let folder = tree();
        let source = folder.path().join("a.kdl");
        fs::set_permissions(&source, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&source).is_ok() {
            return; // Whoever runs this is not bound by permissions.
        }
        ends(&folder.build(&["."]), 2, "AGC930", "cannot read a.kdl: Permission denied");
    }

    #[test]
    fn a_read_only_output_folder() {
        let folder = tree();
        let out = folder.path().join("generated");
        fs::create_dir(&out).unwrap();
        fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
        if fs::write(out.join("root-may"), "").is_ok() {
            return; // Whoever runs this is not bound by permissions.
        }
        ends(&folder.build(&["."]), 2, "AGC931", "Permission denied");
    }

    #[test]
    fn neither_the_output_folder_nor_one_in_it_may_be_a_link() {
        let (folder, elsewhere) = (tree(), Folder::new(&Vec::new()));
        symlink(elsewhere.path(), folder.path().join("generated")).unwrap();
        for arguments in [&["."][..], &[".", "--out", "generated/"], &[".", "--check"], &[".", "--force"]] {
            ends(
                &folder.build(arguments),
                2,
                "AGC931",
                "a symbolic link, and nothing is written through one",
            );
        }
        assert!(elsewhere.snapshot().is_empty());

        let (folder, elsewhere) = (tree(), Folder::new(&Vec::new()));
        fs::create_dir(folder.path().join("generated")).unwrap();
        symlink(elsewhere.path(), folder.path().join("generated/pay")).unwrap();
        ends(&folder.build(&["."]), 2, "AGC931", "`generated/pay`: a symbolic link");
        assert!(elsewhere.snapshot().is_empty());
    }

    /// A tiny file system of its own, where the machine lets a test mount one.
    #[test]
    fn a_full_disk_leaves_nothing_half_written() {
        let folder = Folder::new(&files(&[("a.kdl", &APP.repeat(40).replace("\"pay\"", "\"pay-N\""))]));
        let source = folder.path().join("a.kdl");
        let mut text = String::new();
        for (number, line) in fs::read_to_string(&source).unwrap().lines().enumerate() {
            text.push_str(&line.replace("pay-N", &format!("pay-{number}")));
            text.push('\n');
        }
        fs::write(&source, text).unwrap();
        fs::create_dir(folder.path().join("generated")).unwrap();
        let script = format!(
            "mount -t tmpfs -o size=64k none generated || exit 99; '{}' build . ; code=$?; \
             find generated -type f -not -path '*/.agentc/*'; exit $code",
            env!("CARGO_BIN_EXE_agentc")
        );
        let output =
            Command::new("unshare").args(["-rm", "sh", "-c", &script]).current_dir(folder.path()).output();
        let Ok(output) = output else { return };
        if output.status.code() == Some(99) || String::from_utf8_lossy(&output.stderr).contains("unshare") {
            return;
        }
        let stdout = String::from_utf8(output.stdout).unwrap().replace("\n  │ ", " ");
        assert_eq!(output.status.code(), Some(2), "{stdout}");
        assert!(
            stdout.starts_with("error[AGC931 ") && stdout.contains("No space left on device"),
            "{stdout}"
        );
        assert!(!stdout.contains("\ngenerated/"), "{stdout}");
    }
}
