//! Generated files on disk: which are ours, which differ, and writing them so that a crash cannot tear them.
//!
//! Whose a file is stands in the file ([`header`]). `.agentc/` in the output folder holds a lock and a journal,
//! and only while a run writes is there anything in the journal.

mod artifact;
mod diff;
mod folder;
mod handle;
mod header;
mod journal;
mod judge;
mod layout;
mod path;
mod refuse;
mod scope;
mod state;
mod tree;
mod write;

use std::path::Path;

use crate::diagnostic::{Reported, Sink};
use folder::{Failure, Folder};
use judge::{Change, Verdict, judge};
use layout::Wanted;
use refuse::Refuse;
use state::State;
use tree::{Listing, Tree};

pub use artifact::Artifact;
pub use diff::{Difference, FileDiff, unified};
pub use folder::{Probe, Step};
pub use header::{Ownership, Reading, generated_from, read, sources};
pub use path::{NameProblem, OutPath};
pub use scope::Scope;

/// What to do about differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write them.
    Write,
    /// Write nothing; the caller takes any as a failure.
    Check,
    /// Write nothing; the caller shows them.
    Diff,
}

/// Where the files belong, and what may be done about them.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// Files outside of it that no artifact names are not looked at.
    pub scope: &'a Scope,
    /// What to do about differences.
    pub mode: Mode,
    /// Replace files that were edited by hand.
    pub force: bool,
}

/// What was done, or would be. Lists are sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files made or replaced.
    pub written: Vec<OutPath>,
    /// Files that were right and were not touched.
    pub unchanged: Vec<OutPath>,
    /// Stale files removed.
    pub removed: Vec<OutPath>,
    /// What is not as it should be; empty when writing.
    pub differences: Vec<FileDiff>,
}

/// Brings the output folder in line with the artifacts, or says how it differs. Nothing is touched if any file is
/// in the way: foreign (AGC902, always), edited (AGC902, unless `force`), or behind a link (AGC931).
pub fn apply(artifacts: &[Artifact], task: Task<'_>, sink: &Sink) -> Result<Outcome, Reported> {
    apply_probed(artifacts, task, sink, &|_, _| Ok(()))
}

/// [`apply`], with a probe that is asked before each change to the disk and can make it fail.
pub fn apply_probed(
    artifacts: &[Artifact],
    task: Task<'_>,
    sink: &Sink,
    probe: &Probe<'_>,
) -> Result<Outcome, Reported> {
    let wanted = layout::settle(artifacts, sink)?;
    let refuse = Refuse::new(artifacts, task.out, sink);
    let run = Run { wanted, task, refuse, sink, probe };
    if task.mode == Mode::Write { run.write() } else { run.compare() }
}

struct Run<'a> {
    wanted: Wanted,
    task: Task<'a>,
    refuse: Refuse<'a>,
    sink: &'a Sink,
    probe: &'a Probe<'a>,
}

impl<'a> Run<'a> {
    fn compare(&self) -> Result<Outcome, Reported> {
        let tree = self.open()?;
        let listing = tree.as_ref().map_or(Ok(Listing::default()), Tree::list);
        let verdict = self.judge(tree.as_ref(), self.done(listing)?)?;
        self.refuse.foreign(&verdict)?;
        let differences = verdict.changes.iter().map(FileDiff::of).collect();
        Ok(Outcome { unchanged: verdict.unchanged, differences, ..Outcome::default() })
    }

    fn write(&self) -> Result<Outcome, Reported> {
        let Some(tree) = self.open_or_make()? else {
            return Ok(Outcome::default());
        };
        let state = State::lock(&tree, self.sink)?;
        self.done(state.recover(&tree, self.sink))?;
        let listing = self.done(tree.list())?;
        self.done(write::reap(&tree, &listing.temps))?;
        let mut verdict = self.judge(Some(&tree), listing)?;
        self.refuse.foreign(&verdict).and(self.refuse.edited(&mut verdict))?;
        let left = write::write(&tree, &state, &verdict.changes, self.sink)?;
        self.refuse.moved(&left)?;
        let (written, removed): (Vec<_>, Vec<_>) = verdict.changes.into_iter().partition(|c| c.new.is_some());
        let paths = |changes: Vec<Change>| changes.into_iter().map(|change| change.path).collect();
        let differences = Vec::new();
        Ok(Outcome {
            written: paths(written),
            unchanged: verdict.unchanged,
            removed: paths(removed),
            differences,
        })
    }

    fn judge(&self, tree: Option<&Tree<'a>>, listing: Listing) -> Result<Verdict, Reported> {
        self.done(judge(tree, listing, &self.wanted, self.task.scope, self.task.force))
    }

    fn open(&self) -> Result<Option<Tree<'a>>, Reported> {
        Ok(self.done(Folder::open(self.task.out, self.probe))?.map(Tree))
    }

    /// `None` if there is no folder and nothing to put in one.
    fn open_or_make(&self) -> Result<Option<Tree<'a>>, Reported> {
        if let Some(tree) = self.open()? {
            return Ok(Some(tree));
        }
        if self.wanted.is_empty() {
            return Ok(None);
        }
        let shown = self.task.out.to_string_lossy();
        let made =
            (self.probe)(Step::MakeFolder, &shown).and_then(|()| std::fs::create_dir_all(self.task.out));
        self.done(made.map_err(|error| Failure::new("create", shown, error)))?;
        self.open()
    }

    fn done<T>(&self, result: Result<T, Failure>) -> Result<T, Reported> {
        result.map_err(|failure| failure.report(self.sink))
    }
}
