//! Changes made so that each file is old or new, whenever the run ends.

use super::OutPath;
use super::folder::Failure;
use super::journal::Journal;
use super::judge::Change;
use super::state::State;
use super::tree::Tree;
use crate::diagnostic::{Reported, Sink};

/// Makes the changes: all new texts are on disk before the journal is, and the journal before the first file
/// is replaced. Returns files that were left alone because they changed meanwhile.
pub(super) fn write(
    tree: &Tree<'_>,
    state: &State<'_>,
    changes: &[Change],
    sink: &Sink,
) -> Result<Vec<OutPath>, Reported> {
    let journal = Journal::of(changes);
    if journal.0.is_empty() {
        return Ok(Vec::new());
    }
    let mut made = Vec::new();
    let prepared = stage(tree, changes, &mut made).and_then(|()| state.record(&journal));
    if let Err(failure) = prepared {
        undo(tree, state, changes, &made);
        return Err(failure.report(sink));
    }
    let finish = || {
        state.sync()?;
        let left = journal.carry_out(tree)?;
        state.forget()?;
        Ok(left)
    };
    finish().map_err(|failure: Failure| {
        sink.error(failure.diagnostic().help("some files are written; the next build writes the others"))
    })
}

/// Removes files that a run which was killed before its journal has left.
pub(super) fn reap(tree: &Tree<'_>, temps: &[OutPath]) -> Result<(), Failure> {
    for path in temps {
        tree.in_folder(path, |folder| folder.unstage(path.file_name()))?;
    }
    tree.prune(temps.iter())
}

fn stage(tree: &Tree<'_>, changes: &[Change], made: &mut Vec<String>) -> Result<(), Failure> {
    let mut paths = Vec::new();
    for change in changes {
        if let Some(text) = &change.new {
            tree.in_new_folder(&change.path, made, |folder| folder.stage(change.path.file_name(), text))?;
            paths.push(&change.path);
        }
    }
    if paths.is_empty() { Ok(()) } else { tree.sync(paths.into_iter()) }
}

/// Puts the folder back as it was. What cannot be removed now is removed by the next run: the first failure
/// is the one worth reading.
fn undo(tree: &Tree<'_>, state: &State<'_>, changes: &[Change], made: &[String]) {
    let _ = state.abandon();
    for change in changes.iter().filter(|change| change.new.is_some()) {
        let _ = tree.in_folder(&change.path, |folder| folder.unstage(change.path.file_name()));
    }
    for folder in made.iter().rev() {
        let _ = tree.remove_folder(folder);
    }
}
