//! The output folder as a disk has it: links, permissions, what is in the way, other runs.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;

use agentc::output::{Artifact, Mode, Scope};

use crate::output_support::{artifact, check, names, run, run_probed, snapshot, snapshot_with_state, write};

fn two() -> [Artifact; 2] {
    [artifact("pay/x/a.yaml", "a: 1\n"), artifact("pay/x/b.yaml", "b: 1\n")]
}

#[track_caller]
fn cannot_write(artifacts: &[Artifact], out: &Path, why: &str) {
    let (code, message) = write(artifacts, out).refused();
    assert!(code == "AGC931" && message.contains(why), "{code} {message}");
}

#[test]
fn the_output_folder_is_something_else() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "mine").unwrap();
    cannot_write(&two(), &file, "/file`: ");
    cannot_write(&two(), &file.join("below"), "/file/below`: ");
    let (code, _) = check(&two(), &file).refused();
    assert_eq!(code, "AGC931");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn something_else_stands_where_a_file_or_folder_should() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("pay/x/a.yaml")).unwrap();
    cannot_write(&two(), dir.path(), "pay/x/a.yaml`: a folder stands where a file is needed");
    fs::remove_dir_all(dir.path().join("pay")).unwrap();
    fs::write(dir.path().join("pay"), "mine").unwrap();
    cannot_write(&two(), dir.path(), "pay`: a file stands where a folder is needed");
    assert_eq!(fs::read(dir.path().join("pay")).unwrap(), b"mine");
}

#[test]
fn nothing_to_write_makes_no_folder() {
    let dir = tempfile::tempdir().unwrap();
    write(&[], &dir.path().join("generated")).fine();
    assert!(!dir.path().join("generated").exists());
}

#[test]
fn the_state_folder_ignores_itself() {
    let dir = tempfile::tempdir().unwrap();
    write(&two(), &dir.path().join("deep/generated")).fine();
    let all = snapshot_with_state(&dir.path().join("deep/generated"));
    let state: Vec<_> = all.iter().filter(|(name, _)| name.starts_with(".agentc/")).collect();
    let (ignore, lock) = (".agentc/.gitignore".to_owned(), ".agentc/lock".to_owned());
    assert_eq!(state, [(&".agentc/".to_owned(), &vec![]), (&ignore, &b"*\n".to_vec()), (&lock, &vec![])]);
}

#[test]
fn one_run_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    write(&two()[..1], dir.path()).fine();
    let before = snapshot(dir.path());
    let lock = fs::File::open(dir.path().join(".agentc/lock")).unwrap();
    lock.try_lock().unwrap();
    cannot_write(&two(), dir.path(), "another agentc is writing to `");
    assert_eq!(check(&two(), dir.path()).fine().differences.len(), 1, "looking needs no lock");
    assert_eq!(snapshot(dir.path()), before);
    drop(lock);
    write(&two(), dir.path()).fine();
}

#[test]
fn sixteen_threads_and_one_folder() {
    let (dir, alone) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let versions: Vec<Vec<Artifact>> = (0..4).map(version).collect();
    std::thread::scope(|threads| {
        for thread in 0..16 {
            let (versions, out) = (&versions, dir.path());
            threads.spawn(move || {
                for round in 0..6 {
                    let one = write(&versions[(thread + round) % 4], out);
                    let held = one.findings.iter().any(|d| d.message.contains("another agentc is writing"));
                    assert!(one.outcome.is_some() != held, "{:?}", one.findings);
                }
            });
        }
    });
    write(&versions[1], dir.path()).fine();
    write(&versions[1], alone.path()).fine();
    assert_eq!(snapshot_with_state(dir.path()), snapshot_with_state(alone.path()));
}

fn version(n: usize) -> Vec<Artifact> {
    let file = |i: usize| artifact(&format!("app-{i}/x/{}.yaml", i * n), &format!("version: {n}\n"));
    (0..5).map(file).collect()
}

#[cfg(unix)]
mod unix {
    use std::cell::Cell;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn nothing_is_written_through_a_link_to_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("real")).unwrap();
        symlink("real", at("link")).unwrap();
        symlink("nowhere", at("dangling")).unwrap();
        for name in ["link", "link/", "link/.", "dangling"] {
            cannot_write(&two(), &at(name), "a symbolic link, and nothing is written through one");
            assert_eq!(check(&two(), &at(name)).refused().0, "AGC931");
        }
        assert_eq!((snapshot_with_state(&at("real")).len(), at("nowhere").exists()), (0, false));
        // Above the output folder a link is the machine's business: /tmp is one on some.
        write(&two(), &at("link/generated")).fine();
        assert!(at("real/generated/pay/x/a.yaml").exists());
    }

    #[test]
    fn links_inside_are_neither_followed_nor_replaced() {
        let outside = tempfile::tempdir().unwrap();
        write(&two(), outside.path()).fine();
        let before = snapshot_with_state(outside.path());
        let new = [artifact("pay/x/a.yaml", "a: 2\n")];
        for (link, to) in [
            ("pay/x/a.yaml", outside.path().join("pay/x/a.yaml")),
            ("pay/x/a.yaml", outside.path().join("nowhere")),
            ("pay/x", outside.path().join("pay/x")),
            ("pay", outside.path().join("pay")),
            (".agentc", outside.path().to_owned()),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let link = dir.path().join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(&to, &link).unwrap();
            for force in [false, true] {
                let (code, message) = run(&new, dir.path(), &Scope::all(), Mode::Write, force).refused();
                assert!(code == "AGC931" && message.contains("a symbolic link"), "{message}");
            }
            assert_eq!(fs::read_link(&link).unwrap(), to);
            assert_eq!(snapshot_with_state(outside.path()), before, "{}", link.display());
        }
    }

    #[test]
    fn what_a_link_leads_to_is_not_stale() {
        let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(&two(), outside.path()).fine();
        symlink(outside.path().join("pay"), dir.path().join("pay")).unwrap();
        symlink(outside.path().join("pay/x/a.yaml"), dir.path().join("b.yaml")).unwrap();
        let before = (snapshot(dir.path()), snapshot(outside.path()));
        assert_eq!(write(&[], dir.path()).fine().removed, []);
        assert_eq!((snapshot(dir.path()), snapshot(outside.path())), before);
    }

    /// Before each step in turn, the folder that is being written to is swapped for a link to one outside
    /// that looks the same.
    #[test]
    fn a_link_put_there_between_looking_and_writing_leads_nowhere() {
        let new = [artifact("pay/x/a.yaml", "a: 2\n"), artifact("pay/y/c.yaml", "c: 1\n")];
        for swap in 0.. {
            let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            write(&two(), dir.path()).fine();
            write(&two(), outside.path()).fine();
            let (before, step, pay) = (snapshot(outside.path()), Cell::new(0), dir.path().join("pay"));
            let probe = |_, _: &str| {
                if step.replace(step.get() + 1) == swap {
                    fs::rename(&pay, dir.path().join("aside"))?;
                    symlink(outside.path().join("pay"), &pay)?;
                }
                Ok(())
            };
            let run = run_probed(&new, dir.path(), &Scope::all(), Mode::Write, false, &probe);
            assert_eq!(snapshot(outside.path()), before, "swapped before step {swap}");
            if step.get() <= swap {
                assert!(swap > 20, "{swap} steps");
                run.fine();
                return;
            }
        }
    }

    #[test]
    fn a_pipe_does_not_block() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("pay/x")).unwrap();
        let made = Command::new("mkfifo").arg(dir.path().join("pay/x/a.yaml")).status();
        if made.is_ok_and(|status| status.success()) {
            assert_eq!(write(&[], dir.path()).fine().removed, []);
            cannot_write(&two(), dir.path(), "neither a file nor a folder");
        }
    }

    #[test]
    fn permissions_are_those_of_any_new_file_or_of_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        write(&two(), dir.path()).fine();
        fs::File::create(dir.path().join("plain")).unwrap();
        fs::create_dir(dir.path().join("folder")).unwrap();
        let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("pay/x/a.yaml"), mode("plain"));
        assert_eq!(mode("pay"), mode("folder"));
        for kept in [0o600, 0o755, 0o444] {
            fs::set_permissions(dir.path().join("pay/x/a.yaml"), fs::Permissions::from_mode(kept)).unwrap();
            let new = [artifact("pay/x/a.yaml", &format!("mode: {kept}\n"))];
            assert_eq!(names(&write(&new, dir.path()).fine().written), ["pay/x/a.yaml"]);
            assert_eq!(mode("pay/x/a.yaml") & 0o7777, kept);
        }
    }

    #[test]
    fn a_folder_without_permission_to_write() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
        if fs::write(dir.path().join("root-may"), "").is_ok() {
            return; // Whoever runs this is not bound by permissions.
        }
        cannot_write(&two(), dir.path(), "ermission denied");
        cannot_write(&two(), &dir.path().join("new"), "ermission denied");
        assert_eq!(check(&two(), dir.path()).fine().differences.len(), 2);
    }
}
