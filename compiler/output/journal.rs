//! What a run is about to do, on disk before it does it. Doing it and finishing it after a crash are one function.

use super::OutPath;
use super::folder::Failure;
use super::header::{self, Ownership, sha256};
use super::judge::Change;
use super::tree::Tree;

const TITLE: &str = "agentc journal 1";

/// One file's fate. Digests are of whole files, so that nothing is done to one that has changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    /// Put the staged file in this place.
    Replace {
        /// The place.
        path: OutPath,
        /// Digest of what is staged.
        new: String,
        /// Digest of what is there; `None` if nothing is.
        old: Option<String>,
    },
    /// Remove the file.
    Remove {
        /// Its place.
        path: OutPath,
        /// Digest of what is there.
        old: String,
    },
}

impl Intent {
    fn line(&self) -> String {
        match self {
            Intent::Replace { path, new, old } => {
                format!("replace {new} {} {path}\n", old.as_deref().unwrap_or("-"))
            }
            Intent::Remove { path, old } => format!("remove {old} {path}\n"),
        }
    }
}

/// All of them, in order of paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journal(pub(super) Vec<Intent>);

impl Journal {
    /// What turns the old files into the new.
    pub(super) fn of(changes: &[Change]) -> Self {
        let intent = |change: &Change| {
            let (path, old) = (change.path.clone(), change.old.as_deref().map(sha256));
            match (&change.new, old) {
                (Some(new), old) => Some(Intent::Replace { path, new: sha256(new.as_bytes()), old }),
                (None, old) => old.map(|old| Intent::Remove { path, old }),
            }
        };
        Journal(changes.iter().filter_map(intent).collect())
    }

    /// Lines, and the digest of these lines.
    pub(super) fn text(&self) -> String {
        let lines: String = self.0.iter().map(Intent::line).collect();
        let text = format!("{TITLE}\n{lines}");
        let end = sha256(text.as_bytes());
        format!("{text}end {end}\n")
    }

    /// Reads a journal. One that is torn, or names what is no output path, is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (lines, end) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        if end.strip_prefix("end ")? != sha256(format!("{lines}\n").as_bytes()) {
            return None;
        }
        let intents = lines.strip_prefix(TITLE)?.lines().filter(|line| !line.is_empty());
        intents.map(parse_intent).collect::<Option<_>>().map(Journal)
    }

    /// Does what is not done yet. Returns the files that were left alone because they are no longer what they
    /// were when the journal was written.
    pub(super) fn carry_out(&self, tree: &Tree<'_>) -> Result<Vec<OutPath>, Failure> {
        let (mut replaced, mut removed, mut left) = (Vec::new(), Vec::new(), Vec::new());
        for intent in &self.0 {
            if let Intent::Replace { path, new, old } = intent {
                let done = replace(tree, path, new, old.as_deref())?;
                if done { &mut replaced } else { &mut left }.push(path.clone());
            }
        }
        if !replaced.is_empty() {
            tree.sync(replaced.iter())?;
        }
        for intent in &self.0 {
            if let Intent::Remove { path, old } = intent {
                let done = remove(tree, path, old)?;
                if done { &mut removed } else { &mut left }.push(path.clone());
            }
        }
        if !removed.is_empty() {
            tree.prune(removed.iter())?;
            tree.sync(removed.iter())?;
        }
        Ok(left)
    }
}

fn parse_intent(line: &str) -> Option<Intent> {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["replace", new, old, path] => Some(Intent::Replace {
            path: OutPath::new(path).ok()?,
            new: (*new).to_owned(),
            old: Some((*old).to_owned()).filter(|old| old != "-"),
        }),
        ["remove", old, path] => {
            Some(Intent::Remove { path: OutPath::new(path).ok()?, old: (*old).to_owned() })
        }
        _ => None,
    }
}

fn replace(tree: &Tree<'_>, path: &OutPath, new: &str, old: Option<&str>) -> Result<bool, Failure> {
    let name = path.file_name();
    let done = tree.in_folder(path, |folder| {
        let there = folder.read(name)?;
        if there.as_deref().is_some_and(|bytes| sha256(bytes) == new) {
            return folder.unstage(name).map(|()| true);
        }
        let staged = folder.staged(name)?.filter(|bytes| sha256(bytes) == new);
        let sound = staged.is_some_and(|bytes| ownership(&bytes) == Ownership::Ours);
        if !sound || !still(there.as_deref(), old) {
            return Ok(false);
        }
        folder.replace(name).map(|()| true)
    })?;
    Ok(done.unwrap_or(false))
}

fn remove(tree: &Tree<'_>, path: &OutPath, old: &str) -> Result<bool, Failure> {
    let name = path.file_name();
    let done = tree.in_folder(path, |folder| match folder.read(name)? {
        None => Ok(true),
        there if still(there.as_deref(), Some(old)) => folder.remove(name).map(|()| true),
        Some(_) => Ok(false),
    })?;
    Ok(done.unwrap_or(true))
}

/// Whether a file is what the journal says it was, and one that a run may have judged.
fn still(there: Option<&[u8]>, old: Option<&str>) -> bool {
    match there {
        None => old.is_none(),
        Some(bytes) => Some(sha256(bytes).as_str()) == old && ownership(bytes) != Ownership::Foreign,
    }
}

fn ownership(bytes: &[u8]) -> Ownership {
    header::read(&String::from_utf8_lossy(bytes)).ownership
}
