//! The one door to files. Paths are relative to the root of the source tree, with `/`, and cannot leave it.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A path below the root: no `..`, no `.`, no absolute part, no `\`, no control character.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VirtualPath(String);

/// Why a text is no [`VirtualPath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathProblem {
    /// Absolute, or `..` out of the root.
    Outside,
    /// A backslash, NUL or other control character.
    Character,
}

impl VirtualPath {
    /// The root.
    pub fn root() -> Self {
        VirtualPath::default()
    }

    /// This folder's entry `relative`, with `.` and `..` resolved.
    pub fn join(&self, relative: &str) -> Result<Self, PathProblem> {
        if relative.chars().any(|c| c == '\\' || c.is_control()) {
            return Err(PathProblem::Character);
        }
        if relative.starts_with('/') {
            return Err(PathProblem::Outside);
        }
        let mut parts: Vec<&str> = self.0.split('/').filter(|p| !p.is_empty()).collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop().ok_or(PathProblem::Outside)?),
                name => parts.push(name),
            }
        }
        Ok(VirtualPath(parts.join("/")))
    }

    /// The folder this file stands in.
    #[must_use]
    pub fn parent(&self) -> Self {
        VirtualPath(self.0.rsplit_once('/').map_or(String::new(), |(dir, _)| dir.to_owned()))
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The whole path; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the last part ends in `.` and this.
    pub fn has_extension(&self, extension: &str) -> bool {
        self.file_name().rsplit_once('.').is_some_and(|(stem, e)| !stem.is_empty() && e == extension)
    }
}

impl fmt::Display for VirtualPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

/// Why a file could not be had.
#[derive(Debug)]
pub enum ReadError {
    /// There is none.
    NotFound,
    /// It is a link that leads out of the root.
    Outside,
    /// It is a folder, a pipe, a device.
    NotAFile,
    /// The system's own words.
    Io(io::Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotFound => f.write_str("no such file or folder"),
            ReadError::Outside => f.write_str("a link that leads out of the source tree"),
            ReadError::NotAFile => f.write_str("it is not a file"),
            ReadError::Io(error) => error.fmt(f),
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { ReadError::NotFound } else { ReadError::Io(error) }
    }
}

/// Reads files of one tree.
pub trait World: Sync {
    /// The bytes of a file.
    fn read(&self, path: &VirtualPath) -> Result<Vec<u8>, ReadError>;
    /// All files below a folder, sorted; hidden entries and links to folders are passed over.
    fn files(&self, dir: &VirtualPath) -> Result<Vec<VirtualPath>, ReadError>;
    /// What a user would call this file.
    fn display(&self, path: &VirtualPath) -> String;
}

/// Files on disk below a root.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    /// What stands before a path when it is shown: the root as the user typed it.
    shown: String,
}

impl Disk {
    /// The tree below `root`; `shown` is how the user would write that folder.
    pub fn new(root: impl AsRef<Path>, shown: impl Into<String>) -> Result<Self, ReadError> {
        Ok(Disk { root: root.as_ref().canonicalize()?, shown: shown.into() })
    }

    fn locate(&self, path: &VirtualPath) -> Result<PathBuf, ReadError> {
        let real = self.root.join(path.as_str()).canonicalize()?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(ReadError::Outside) }
    }

    fn walk(&self, dir: &VirtualPath, found: &mut Vec<VirtualPath>) -> Result<(), ReadError> {
        for entry in std::fs::read_dir(self.locate(dir)?)? {
            let entry = entry?;
            let Some(path) = entry.file_name().to_str().and_then(|name| dir.join(name).ok()) else {
                continue;
            };
            let kind = entry.file_type()?;
            if path.file_name().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                self.walk(&path, found)?;
            } else if kind.is_file() || kind.is_symlink() && !entry.path().is_dir() {
                // A link that leads nowhere, or out, is told when it is read.
                found.push(path);
            }
        }
        Ok(())
    }
}

impl World for Disk {
    fn read(&self, path: &VirtualPath) -> Result<Vec<u8>, ReadError> {
        let real = self.locate(path)?;
        // Reading a pipe would wait for ever.
        if std::fs::metadata(&real)?.is_file() { Ok(std::fs::read(real)?) } else { Err(ReadError::NotAFile) }
    }

    fn files(&self, dir: &VirtualPath) -> Result<Vec<VirtualPath>, ReadError> {
        let mut found = Vec::new();
        self.walk(dir, &mut found)?;
        found.sort();
        Ok(found)
    }

    fn display(&self, path: &VirtualPath) -> String {
        match self.shown.trim_end_matches('/') {
            "" | "." => path.to_string(),
            shown => format!("{shown}/{path}"),
        }
    }
}

/// Files in memory, for tests and for what is embedded in the program.
#[derive(Debug, Default)]
pub struct Memory {
    files: BTreeMap<VirtualPath, Vec<u8>>,
}

impl Memory {
    /// Adds or replaces a file. Returns whether the path is one.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> bool {
        let path = VirtualPath::root().join(path);
        path.map(|path| self.files.insert(path, bytes.into())).is_ok()
    }
}

impl World for Memory {
    fn read(&self, path: &VirtualPath) -> Result<Vec<u8>, ReadError> {
        self.files.get(path).cloned().ok_or(ReadError::NotFound)
    }

    fn files(&self, dir: &VirtualPath) -> Result<Vec<VirtualPath>, ReadError> {
        let inside = |p: &&VirtualPath| dir.as_str().is_empty() || p.as_str().starts_with(&format!("{dir}/"));
        Ok(self.files.keys().filter(inside).cloned().collect())
    }

    fn display(&self, path: &VirtualPath) -> String {
        path.to_string()
    }
}

/// One world over another: a file of the upper one hides the lower one's of the same path.
#[derive(Clone, Copy)]
pub struct Overlay<'a> {
    /// Looked into first.
    pub upper: &'a dyn World,
    /// Has what the upper one has not.
    pub lower: &'a dyn World,
}

impl World for Overlay<'_> {
    fn read(&self, path: &VirtualPath) -> Result<Vec<u8>, ReadError> {
        match self.upper.read(path) {
            Err(ReadError::NotFound) => self.lower.read(path),
            other => other,
        }
    }

    fn files(&self, dir: &VirtualPath) -> Result<Vec<VirtualPath>, ReadError> {
        let mut all = match self.upper.files(dir) {
            Err(ReadError::NotFound) => return self.lower.files(dir),
            other => other?,
        };
        match self.lower.files(dir) {
            Err(ReadError::NotFound) => {}
            other => all.extend(other?),
        }
        all.sort();
        all.dedup();
        Ok(all)
    }

    fn display(&self, path: &VirtualPath) -> String {
        match self.upper.read(path) {
            Err(ReadError::NotFound) => self.lower.display(path),
            _ => self.upper.display(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_cannot_leave_the_root() {
        let root = VirtualPath::root();
        let dir = root.join("a/b").expect("inside");
        assert_eq!(dir.join("../c.kdl").expect("inside").as_str(), "a/c.kdl");
        for bad in ["/etc/passwd", "../../../x", "..", "a/../../.."] {
            assert_eq!(root.join(bad), Err(PathProblem::Outside), "{bad}");
        }
        for bad in ["a\\b", "a\0b", "a\nb"] {
            assert_eq!(root.join(bad), Err(PathProblem::Character), "{bad}");
        }
    }
}
