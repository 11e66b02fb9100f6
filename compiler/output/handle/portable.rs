//! Folders as paths, for systems without descriptors of folders. Links are looked for before each step.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::Kind;

/// A folder that was there when it was opened.
#[derive(Debug)]
pub struct Handle(PathBuf);

impl Handle {
    /// Opens a folder; links are followed above it, and one in its place is an error.
    pub fn open(path: &Path) -> io::Result<Self> {
        if fs::symlink_metadata(path)?.is_symlink() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let real = path.canonicalize()?;
        if real.is_dir() { Ok(Handle(real)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Opens a folder in this one; a link is an error.
    pub fn enter(&self, name: &str) -> io::Result<Self> {
        match self.kind(name)? {
            Some(Kind::Folder) => Ok(Handle(self.0.join(name))),
            Some(_) => Err(io::ErrorKind::NotADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// What an entry is; a link is not followed.
    pub fn kind(&self, name: &str) -> io::Result<Option<Kind>> {
        let kind = match fs::symlink_metadata(self.0.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?.file_type(),
        };
        Ok(Some(match kind {
            _ if kind.is_file() => Kind::File,
            _ if kind.is_dir() => Kind::Folder,
            _ if kind.is_symlink() => Kind::Link,
            _ => Kind::Other,
        }))
    }

    /// Names of all entries that are text, sorted.
    pub fn entries(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            names.extend(entry?.file_name().into_string().ok());
        }
        names.sort();
        Ok(names)
    }

    /// Opens a file to read.
    pub fn read(&self, name: &str) -> io::Result<File> {
        self.no_link(name)?;
        File::open(self.0.join(name))
    }

    /// Makes a file that is not there yet.
    pub fn create(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(self.0.join(name))
    }

    /// Opens a file to lock it, made if need be.
    pub fn open_lock(&self, name: &str) -> io::Result<File> {
        self.no_link(name)?;
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(self.0.join(name))
    }

    /// Makes a folder.
    pub fn make_folder(&self, name: &str) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    /// Renames an entry of this folder over another of it.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    /// Removes a file, or a link itself.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Removes an empty folder.
    pub fn remove_folder(&self, name: &str) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    /// Nothing: such systems have no way to sync a folder.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same shape as elsewhere")]
    pub fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    fn no_link(&self, name: &str) -> io::Result<()> {
        match self.kind(name)? {
            Some(Kind::Link) => Err(io::Error::other("a symbolic link")),
            _ => Ok(()),
        }
    }
}
