//! Files by their paths below the output folder.

use std::collections::BTreeSet;

use super::folder::{Failure, Folder, TEMP};
use super::handle::Kind;
use super::path::DEEPEST;
use super::{OutPath, header};

/// What marks a folder as a source tree, or as the output folder of another run.
const OTHERS: [&str; 2] = ["agentc.kdl", super::state::FOLDER];

/// The output folder, open.
pub(super) struct Tree<'a>(pub(super) Folder<'a>);

/// What is below the output folder.
#[derive(Default)]
pub(super) struct Listing {
    /// Files that bear a digest, with their bytes, sorted.
    pub(super) files: Vec<(OutPath, Vec<u8>)>,
    /// Files that a run which was killed has left unfinished, by the name they were to have.
    pub(super) temps: Vec<OutPath>,
}

impl<'a> Tree<'a> {
    /// A file's bytes; `None` if it is not there.
    pub(super) fn read(&self, path: &OutPath) -> Result<Option<Vec<u8>>, Failure> {
        self.in_folder(path, |folder| folder.read(path.file_name())).map(Option::flatten)
    }

    /// Does something in a file's folder; `None` if the folder is not there.
    pub(super) fn in_folder<T>(
        &self,
        path: &OutPath,
        act: impl FnOnce(&Folder<'a>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        self.at(path.folders(), act)
    }

    /// Does something in a file's folder, which is made if need be; `made` gets the folders that were.
    pub(super) fn in_new_folder(
        &self,
        path: &OutPath,
        made: &mut Vec<String>,
        act: impl FnOnce(&Folder<'a>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let (mut current, mut name): (Option<Folder<'a>>, String) = (None, String::new());
        for segment in path.folders() {
            let (next, new) = current.as_ref().unwrap_or(&self.0).enter_or_make(segment)?;
            name = if name.is_empty() { segment.to_owned() } else { format!("{name}/{segment}") };
            if new {
                made.push(name.clone());
            }
            current = Some(next);
        }
        act(current.as_ref().unwrap_or(&self.0))
    }

    /// Removes the folders above these paths that have become empty.
    pub(super) fn prune<'p>(&self, paths: impl Iterator<Item = &'p OutPath>) -> Result<(), Failure> {
        let folders: BTreeSet<&str> = paths.flat_map(|path| path.ancestors().skip(1)).collect();
        // In reverse, what is inside comes before what it is inside of.
        folders.into_iter().rev().try_for_each(|folder| self.remove_folder(folder))
    }

    /// Removes a folder if it is there and empty.
    pub(super) fn remove_folder(&self, folder: &str) -> Result<(), Failure> {
        let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        let remove = |parent: &Folder<'a>| match parent.enter(name)? {
            Some(_) => parent.remove_folder(name),
            None => Ok(false),
        };
        self.at(above.split('/').filter(|s| !s.is_empty()), remove).map(|_| ())
    }

    /// Waits until the names of these files, and of the folders above them, are on disk.
    pub(super) fn sync<'p>(&self, paths: impl Iterator<Item = &'p OutPath>) -> Result<(), Failure> {
        let folders: BTreeSet<&str> = paths.flat_map(|path| path.ancestors().skip(1)).collect();
        for folder in folders {
            self.at(folder.split('/'), Folder::sync)?;
        }
        self.0.sync()
    }

    /// Everything below that could be ours. Links are not followed; hidden and unreadable folders are passed
    /// over, and so are the folders of other source trees and other output folders.
    pub(super) fn list(&self) -> Result<Listing, Failure> {
        let mut listing = Listing::default();
        list(&self.0, "", 1, &mut listing)?;
        Ok(listing)
    }

    fn at<'s, T>(
        &self,
        folders: impl Iterator<Item = &'s str>,
        act: impl FnOnce(&Folder<'a>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let mut current: Option<Folder<'a>> = None;
        for segment in folders {
            match current.as_ref().unwrap_or(&self.0).enter(segment)? {
                Some(next) => current = Some(next),
                None => return Ok(None),
            }
        }
        act(current.as_ref().unwrap_or(&self.0)).map(Some)
    }
}

fn list(folder: &Folder<'_>, above: &str, depth: usize, listing: &mut Listing) -> Result<(), Failure> {
    let entries = folder.entries()?;
    if depth > 1 && entries.iter().any(|(name, _)| OTHERS.contains(&name.as_str())) {
        return Ok(());
    }
    for (name, kind) in entries {
        let below = |name: &str| OutPath::new(&format!("{above}{name}"));
        let unfinished = name.strip_prefix(TEMP).and_then(|name| below(name).ok());
        match (kind, below(&name)) {
            (Kind::File, _) if unfinished.is_some() => listing.temps.extend(unfinished),
            (Kind::File, Ok(path)) => {
                let bytes = readable(folder.read_if(&name, has_digest))?.flatten();
                listing.files.extend(bytes.map(|bytes| (path, bytes)));
            }
            (Kind::Folder, Ok(path)) if depth < DEEPEST => {
                if let Some(inner) = readable(folder.enter(&name))?.flatten() {
                    readable(list(&inner, &format!("{path}/"), depth + 1, listing))?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn has_digest(start: &[u8]) -> bool {
    start.starts_with(b"#") && start.windows(header::DIGEST.len()).any(|w| w == header::DIGEST.as_bytes())
}

/// What this user may not read is not what agentc wrote for them.
fn readable<T>(result: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match result {
        Err(failure) if failure.is_denied() => Ok(None),
        other => other.map(Some),
    }
}
