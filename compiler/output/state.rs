//! `.agentc/` in the output folder: the lock, and the journal of a run that is writing. It ignores itself.

use std::fs::{File, TryLockError};

use super::folder::{Failure, Folder};
use super::journal::Journal;
use super::tree::Tree;
use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};

/// The folder's name.
pub(super) const FOLDER: &str = ".agentc";
const JOURNAL: &str = "journal";

/// The only run that may write to this output folder, as long as it lives.
pub(super) struct State<'a> {
    folder: Folder<'a>,
    _lock: File,
}

impl<'a> State<'a> {
    /// Takes the lock, without waiting for it. The system gives it back when the process ends, however it ends.
    pub(super) fn lock(tree: &Tree<'a>, sink: &Sink) -> Result<Self, Reported> {
        let open = || -> Result<_, Failure> {
            let (folder, _) = tree.0.enter_or_make(FOLDER)?;
            let lock = folder.open_lock("lock")?;
            Ok((folder, lock))
        };
        let (folder, lock) = open().map_err(|failure| failure.report(sink))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message =
                    format!("another agentc is writing to `{}`", tree.0.shown("").trim_end_matches('/'));
                let diagnostic = Diagnostic::without_span(&codes::OUTPUT_FOLDER, message);
                return Err(
                    sink.error(diagnostic.help("wait for it, or build to another folder with `--out`"))
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(Failure::new("lock", folder.shown("lock"), error).report(sink));
            }
        }
        let state = State { folder, _lock: lock };
        state.put(".gitignore", "*\n").map_err(|failure| failure.report(sink))?;
        Ok(state)
    }

    /// Finishes what a run that was killed had begun.
    pub(super) fn recover(&self, tree: &Tree<'a>, sink: &Sink) -> Result<(), Failure> {
        self.folder.unstage(JOURNAL)?;
        let Some(bytes) = self.folder.read(JOURNAL)? else {
            return Ok(());
        };
        if let Some(journal) = Journal::parse(&String::from_utf8_lossy(&bytes)) {
            journal.carry_out(tree)?;
        } else {
            let message = format!("`{}` is no journal of agentc and was dropped", self.folder.shown(JOURNAL));
            sink.note(Diagnostic::without_span(&codes::OUTPUT_FOLDER, message).severity(Severity::Warning));
        }
        self.forget()
    }

    /// Puts the journal on disk. From here on the run will be finished, by itself or by the next.
    pub(super) fn record(&self, journal: &Journal) -> Result<(), Failure> {
        self.put(JOURNAL, &journal.text())
    }

    /// Takes back a journal that could not be put on disk.
    pub(super) fn abandon(&self) -> Result<(), Failure> {
        self.folder.unstage(JOURNAL)
    }

    /// Waits until the journal's name is on disk.
    pub(super) fn sync(&self) -> Result<(), Failure> {
        self.folder.sync()
    }

    /// Drops the journal.
    pub(super) fn forget(&self) -> Result<(), Failure> {
        self.folder.remove(JOURNAL)?;
        self.folder.sync()
    }

    fn put(&self, name: &str, text: &str) -> Result<(), Failure> {
        if self.folder.read(name)?.as_deref() == Some(text.as_bytes()) {
            return Ok(());
        }
        self.folder.unstage(name)?;
        self.folder.stage(name, text)?;
        self.folder.replace(name)
    }
}
