//! A run that is killed, or that the disk fails, at each of its steps.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::cell::Cell;
use std::fs;
use std::io::{
    self,
    ErrorKind::{Other, ReadOnlyFilesystem, StorageFull},
};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use agentc::output::{Artifact, Mode, Probe, Scope, Step};

use crate::output_support::{Snapshot, artifact, run, run_probed, snapshot, snapshot_with_state, write};

/// Changes one file, adds two (one in a new folder), removes two (one with its folder).
fn old_and_new() -> (Vec<Artifact>, Vec<Artifact>) {
    let old = [("a", "1"), ("b", "1"), ("c", "1")].map(|(n, v)| artifact(&format!("pay/x/{n}.yaml"), v));
    let gone = artifact("gone/x/d.yaml", "1");
    let new = [("pay/x/a.yaml", "2"), ("pay/x/b.yaml", "1"), ("pay/x/e.yaml", "1"), ("new/x/f.yaml", "1")];
    (old.into_iter().chain([gone]).collect(), new.map(|(path, v)| artifact(path, v)).to_vec())
}

fn built(artifacts: &[Artifact]) -> Snapshot {
    let dir = tempfile::tempdir().unwrap();
    write(artifacts, dir.path()).fine();
    snapshot_with_state(dir.path())
}

fn start(old: &[Artifact]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(old, dir.path()).fine();
    fs::write(dir.path().join("pay/mine.txt"), "mine").unwrap();
    dir
}

fn attempt(artifacts: &[Artifact], out: &Path, probe: &Probe<'_>) -> crate::output_support::Run {
    run_probed(artifacts, out, &Scope::all(), Mode::Write, false, probe)
}

/// Whether the run came to the step at which it was to be killed.
fn killed(artifacts: &[Artifact], out: &Path, at: usize) -> bool {
    let step = Cell::new(0);
    let probe = |_, _: &str| {
        if step.replace(step.get() + 1) == at { resume_unwind(Box::new(())) } else { Ok(()) }
    };
    catch_unwind(AssertUnwindSafe(|| attempt(artifacts, out, &probe))).is_err()
}

/// The step from which on the run is to be finished.
fn journal(steps: &[(Step, String)]) -> usize {
    steps.iter().position(|step| *step == (Step::Rename, ".agentc/journal".into())).unwrap()
}

/// The steps of a run that nothing disturbs.
fn steps(old: &[Artifact], new: &[Artifact]) -> Vec<(Step, String)> {
    let (dir, seen) = (start(old), Cell::new(Vec::new()));
    let probe = |step, path: &str| {
        let below = path.strip_prefix(dir.path().to_str().unwrap()).unwrap().trim_start_matches('/');
        let mut steps = seen.take();
        steps.push((step, below.to_owned()));
        seen.set(steps);
        Ok(())
    };
    attempt(new, dir.path(), &probe).fine();
    seen.take()
}

#[test]
fn nothing_is_replaced_before_everything_is_on_disk() {
    let (old, new) = old_and_new();
    let all = steps(&old, &new);
    let at = |step, path: &str| all.iter().position(|(s, p)| *s == step && p == path).expect(path);
    let is_file = |path: &str| !path.starts_with(".agentc");
    let journal = at(Step::Rename, ".agentc/journal");
    for (i, (step, path)) in all.iter().enumerate() {
        match step {
            Step::MakeFolder | Step::Create | Step::Write | Step::SyncFile => assert!(i < journal, "{path}"),
            Step::Rename if path == ".agentc/journal" => {}
            Step::Rename | Step::RemoveFolder => assert!(i > journal, "{path}"),
            Step::Remove if is_file(path) => assert!(i > journal, "{path}"),
            Step::Remove | Step::SyncFolder => {}
        }
    }
    for name in ["pay/x/.agentc-tmp-a.yaml", "new/x/.agentc-tmp-f.yaml", ".agentc/.agentc-tmp-journal"] {
        assert!(
            at(Step::Create, name) < at(Step::Write, name)
                && at(Step::Write, name) < at(Step::SyncFile, name)
        );
    }
    for folder in ["pay/x", "new/x", "new", ""] {
        let synced: Vec<usize> =
            (0..all.len()).filter(|&i| all[i] == (Step::SyncFolder, folder.into())).collect();
        assert!(synced.iter().any(|&i| i < journal), "`{folder}` before the journal");
        assert!(synced.iter().any(|&i| i > at(Step::Rename, "pay/x/a.yaml")), "`{folder}` after the files");
    }
    assert!(
        at(Step::SyncFolder, ".agentc") > journal
            && at(Step::SyncFolder, ".agentc") < at(Step::Rename, "pay/x/a.yaml")
    );
    let last: Vec<_> = all.iter().rev().take(2).rev().cloned().collect();
    let expected = [(Step::Remove, ".agentc/journal".to_owned()), (Step::SyncFolder, ".agentc".to_owned())];
    assert_eq!(last, expected, "the journal goes when all is done");
}

#[test]
fn killed_at_any_step_each_file_is_old_or_new_and_the_next_run_finishes() {
    let (old, new) = old_and_new();
    let (before, after) = (built(&old), built(&new));
    let count = steps(&old, &new).len();
    assert!(count > 30, "{count} steps");
    for kill in 0..count {
        let dir = start(&old);
        assert!(killed(&new, dir.path(), kill), "step {kill}");
        for (name, bytes) in snapshot(dir.path()) {
            let whole = before.get(&name) == Some(&bytes) || after.get(&name) == Some(&bytes);
            assert!(
                whole || name.contains("/.agentc-tmp-") || name == "pay/mine.txt",
                "step {kill}: {name} is torn"
            );
        }
        for kept in ["pay/x/b.yaml", "pay/mine.txt", "pay/x/a.yaml"] {
            assert!(dir.path().join(kept).exists(), "step {kill}: {kept} is gone");
        }
        write(&new, dir.path()).fine();
        assert_finished(dir.path(), &after, &format!("killed at step {kill}"));
    }
}

/// The tree of a run that nothing disturbed, and the foreign file.
#[track_caller]
fn assert_finished(dir: &Path, expected: &Snapshot, when: &str) {
    let mut found = snapshot_with_state(dir);
    assert_eq!(found.remove("pay/mine.txt").as_deref(), Some(&b"mine"[..]), "{when}");
    assert_eq!(&found, expected, "{when}");
}

#[test]
fn killed_and_killed_again_while_finishing() {
    let (old, new) = old_and_new();
    let after = built(&new);
    let all = steps(&old, &new);
    let journal = journal(&all);
    for second in 0..all.len() - journal {
        let dir = start(&old);
        for kill in [journal + 2, second] {
            killed(&new, dir.path(), kill);
        }
        write(&new, dir.path()).fine();
        assert_finished(dir.path(), &after, &format!("second time at step {second}"));
    }
}

#[test]
fn a_run_of_another_source_finishes_the_killed_one_first() {
    let (old, new) = old_and_new();
    let dir = start(&old);
    let probe = |step, path: &str| {
        let at = step == Step::Rename && path.ends_with("pay/x/a.yaml");
        if at { resume_unwind(Box::new(())) } else { Ok(()) }
    };
    catch_unwind(AssertUnwindSafe(|| attempt(&new, dir.path(), &probe))).err().expect("killed");
    write(&old, dir.path()).fine();
    assert_finished(dir.path(), &built(&old), "back to the old source");
}

#[test]
fn a_full_or_broken_disk_leaves_the_old_tree_and_no_rubbish() {
    let (old, new) = old_and_new();
    let after = built(&new);
    let all = steps(&old, &new);
    let journal = journal(&all);
    for (fail, failing) in all.iter().enumerate() {
        for kind in [[StorageFull, Other], [ReadOnlyFilesystem, StorageFull]][fail % 2] {
            let (dir, step) = (start(&old), Cell::new(0));
            let before = snapshot_with_state(dir.path());
            let probe = |_, _: &str| {
                if step.replace(step.get() + 1) == fail { Err(kind.into()) } else { Ok(()) }
            };
            let (code, message) = attempt(&new, dir.path(), &probe).refused();
            assert_eq!(code, "AGC931", "{failing:?}");
            let name = failing.1.replace(".agentc-tmp-", "");
            assert!(
                message.contains(&name) && message.contains(&io::Error::from(kind).to_string()),
                "{message}"
            );
            if fail <= journal {
                assert_eq!(snapshot_with_state(dir.path()), before, "{failing:?}");
            } else {
                assert!(message.contains("the next build"), "{message}");
            }
            write(&new, dir.path()).fine();
            assert_finished(dir.path(), &after, &format!("{failing:?}"));
        }
    }
}

#[test]
fn rubbish_of_a_killed_run_is_removed() {
    let (old, _) = old_and_new();
    let dir = start(&old);
    fs::create_dir_all(dir.path().join("half/made")).unwrap();
    for (name, bytes) in [
        ("pay/x/.agentc-tmp-a.yaml", &b"torn"[..]),
        ("half/made/.agentc-tmp-z.yaml", b""),
        (".agentc/.agentc-tmp-journal", b"agentc journal 1\nrepl"),
        (".agentc/.gitignore", b""),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    write(&old, dir.path()).fine();
    let mut found = snapshot_with_state(dir.path());
    found.remove("pay/mine.txt");
    assert_eq!(found, built(&old));
}

#[test]
fn a_hostile_journal_touches_nothing() {
    let (old, _) = old_and_new();
    let outside = tempfile::tempdir().unwrap();
    let dir = tempfile::tempdir_in(outside.path()).unwrap();
    write(&old, dir.path()).fine();
    let ours = artifact("x/x/x", "planted").text();
    for name in ["mine.txt", "pay/mine.txt"] {
        fs::write(dir.path().join(name), "mine").unwrap();
    }
    fs::write(outside.path().join("secret"), "mine").unwrap();
    fs::write(outside.path().join(".agentc-tmp-secret"), &ours).unwrap();
    let before = (snapshot(dir.path()), fs::read(outside.path().join("secret")).unwrap());
    let (mine, planted) = (sha256("mine"), sha256(&ours));
    let lines = [
        format!("remove {mine} ../secret"),
        format!("replace {planted} {mine} ../secret"),
        format!("remove {mine} {}", outside.path().join("secret").display()),
        format!("remove {mine} pay/../../secret"),
        format!("remove {mine} .agentc/lock"),
        // In the folder, with the right digest, but not ours.
        format!("remove {mine} mine.txt"),
        format!("remove {mine} pay/mine.txt"),
        format!("replace {planted} {mine} mine.txt"),
        // Ours, but not as the journal knew it.
        format!("remove {mine} pay/x/a.yaml"),
        // Nothing staged.
        format!("replace {planted} - pay/x/q.yaml"),
    ];
    for line in &lines {
        fs::write(dir.path().join(".agentc-tmp-mine.txt"), &ours).unwrap();
        let text = format!("agentc journal 1\n{line}\n");
        let journal = format!("{text}end {}\n", sha256(&text));
        fs::write(dir.path().join(".agentc/journal"), journal).unwrap();
        let done = write(&old, dir.path());
        assert!(done.outcome.is_some(), "{line}: {:?}", done.findings);
        let now = (snapshot(dir.path()), fs::read(outside.path().join("secret")).unwrap());
        assert_eq!(now, before, "{line}");
        assert!(!dir.path().join(".agentc/journal").exists());
    }
}

#[test]
fn a_journal_that_is_none_is_dropped_with_a_warning() {
    let (old, _) = old_and_new();
    let dir = start(&old);
    let good = format!("agentc journal 1\nremove {} pay/x/a.yaml\n", sha256(&old[0].text()));
    for text in ["", "\n", "rubbish", &good, &format!("{good}end {}\n", sha256("else"))] {
        fs::write(dir.path().join(".agentc/journal"), text).unwrap();
        let done = write(&old, dir.path());
        let codes: Vec<_> = done.findings.iter().map(|d| d.code.id).collect();
        assert_eq!(codes, ["AGC931"], "{text:?}");
        assert!(done.outcome.is_some_and(|o| o.written.is_empty()), "{text:?}");
    }
    fs::write(dir.path().join(".agentc/journal"), format!("{good}end {}\n", sha256(&good))).unwrap();
    let restored = write(&old, dir.path()).fine().written;
    assert_eq!(restored[0].as_str(), "pay/x/a.yaml", "a sound journal is carried out: the control");
}

#[test]
fn an_edit_after_the_crash_survives() {
    let (old, new) = old_and_new();
    let dir = start(&old);
    let probe = |step, path: &str| {
        let at = step == Step::Rename && path.ends_with("pay/x/a.yaml");
        if at { resume_unwind(Box::new(())) } else { Ok(()) }
    };
    catch_unwind(AssertUnwindSafe(|| attempt(&new, dir.path(), &probe))).err().expect("killed");
    let edited = old[0].text() + "# kept\n";
    fs::write(dir.path().join("pay/x/a.yaml"), &edited).unwrap();
    assert_eq!(write(&new, dir.path()).refused().0, "AGC902");
    assert_eq!(fs::read_to_string(dir.path().join("pay/x/a.yaml")).unwrap(), edited);
    run(&new, dir.path(), &Scope::all(), Mode::Write, true).fine();
    assert_finished(dir.path(), &built(&new), "forced");
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|n| char::from(b"0123456789abcdef"[usize::from(n)]));
    sha2::Sha256::digest(text).iter().flat_map(digits).collect()
}
