//! The files that paths on the command line name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::diagnostic::{Diagnostic, Sink, codes};

use super::stdin::{STDIN, is_stdin};

/// A file to work on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// The folder that was asked for; `None` where the file itself was.
    pub folder: Option<PathBuf>,
}

impl File {
    /// What a user calls it.
    pub fn name(&self) -> String {
        if is_stdin(&self.path) { STDIN.to_owned() } else { self.path.display().to_string() }
    }

    /// Its path without links; as it is written where there is no such file.
    pub fn real(&self) -> PathBuf {
        self.path.canonicalize().unwrap_or_else(|_| self.path.clone())
    }
}

/// What a repository holds and nobody wants looked at, written as in `.gitignore`.
const IGNORE: &str = ".agentcignore";

/// Files that are named, whatever they are, and those wanted in folders, without what `.gitignore` and [`IGNORE`] name;
/// this folder where nothing is named. What cannot be read is reported.
pub fn files(paths: &[PathBuf], wanted: fn(&Path) -> bool, sink: &Sink) -> BTreeSet<File> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut all: Vec<File> = paths.iter().flat_map(|path| walk(path, wanted, sink)).collect();
    // One that is named and found in a folder, too, is a named one.
    all.sort_by_key(|file| file.folder.is_some());
    let mut seen = BTreeSet::new();
    all.retain(|file| seen.insert(file.real()));
    all.into_iter().collect()
}

fn walk(path: &Path, wanted: fn(&Path) -> bool, sink: &Sink) -> Vec<File> {
    if is_stdin(path) || !path.is_dir() {
        return vec![File { path: path.to_owned(), folder: None }];
    }
    let mut found = Vec::new();
    // Also where there is no repository: the file says what its folder does not want looked at.
    for entry in WalkBuilder::new(path).require_git(false).add_custom_ignore_filename(IGNORE).build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) && wanted(entry.path()) => {
                let file = entry.path().strip_prefix("./").unwrap_or(entry.path());
                found.push(File { path: file.to_owned(), folder: Some(path.to_owned()) });
            }
            Ok(_) => {}
            Err(error) => {
                let (path, why) = unread(path, &error);
                let message = format!("cannot read {}: {why}", path.display());
                sink.error(Diagnostic::without_span(&codes::UNREADABLE, message));
            }
        }
    }
    found
}

/// Which file or folder below a path could not be read, and why, without what the walker wraps around it.
fn unread(path: &Path, error: &ignore::Error) -> (PathBuf, String) {
    match error {
        ignore::Error::WithDepth { err, .. } => unread(path, err),
        ignore::Error::WithPath { path, err } => unread(path, err),
        _ => {
            let cause = error.io_error().and_then(std::error::Error::source);
            (path.to_owned(), cause.map_or_else(|| error.to_string(), ToString::to_string))
        }
    }
}

/// Whether a file is a KDL source by its name.
pub fn is_kdl(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "kdl")
}
