//! A folder below the output folder, with a name for messages. Every change to the disk is made here.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::handle::{Handle, Kind};
use crate::diagnostic::{Diagnostic, Reported, Sink, codes};

/// Starts the name of a file that is not finished; what follows is the name it will have.
pub(super) const TEMP: &str = ".agentc-tmp-";

/// One change to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make a folder.
    MakeFolder,
    /// Make an empty file beside the one it will replace.
    Create,
    /// Write its bytes.
    Write,
    /// Wait until they are on disk.
    SyncFile,
    /// Wait until the names in a folder are on disk.
    SyncFolder,
    /// Put a finished file in its place.
    Rename,
    /// Remove a file.
    Remove,
    /// Remove an empty folder.
    RemoveFolder,
}

/// Is asked before each step, with the path; an error stands for the step's own failure.
pub type Probe<'a> = dyn Fn(Step, &str) -> io::Result<()> + 'a;

/// What the system did not let us do, and where.
#[derive(Debug)]
pub(super) struct Failure {
    doing: &'static str,
    path: String,
    error: io::Error,
}

impl Failure {
    pub(super) fn new(doing: &'static str, path: impl Into<String>, error: io::Error) -> Self {
        Failure { doing, path: path.into(), error }
    }

    pub(super) fn diagnostic(&self) -> Diagnostic {
        let message = format!("cannot {} `{}`: {}", self.doing, self.path, self.error);
        Diagnostic::without_span(&codes::OUTPUT_FOLDER, message)
    }

    pub(super) fn report(&self, sink: &Sink) -> Reported {
        sink.error(self.diagnostic())
    }

    /// Whether it is a place that this user may not look into.
    pub(super) fn is_denied(&self) -> bool {
        self.error.kind() == io::ErrorKind::PermissionDenied
    }
}

/// An open folder.
pub(super) struct Folder<'a> {
    handle: Handle,
    shown: String,
    probe: &'a Probe<'a>,
}

impl<'a> Folder<'a> {
    /// The output folder itself, which is no link; those above it may be. `None` if nothing stands there.
    pub(super) fn open(path: &Path, probe: &'a Probe<'a>) -> Result<Option<Self>, Failure> {
        let shown = path.to_string_lossy().into_owned();
        let failure = |error| Failure::new("open", shown.as_str(), error);
        // A slash behind the name would have the system follow a link.
        let path: PathBuf = path.components().collect();
        match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Ok(meta) if meta.is_symlink() => return Err(failure(obstacle(Kind::Link))),
            Ok(_) => {}
            Err(error) => return Err(failure(error)),
        }
        let handle = Handle::open(&path).map_err(failure)?;
        Ok(Some(Folder { handle, shown, probe }))
    }

    /// The folder `name` in this one; `None` if nothing stands there.
    pub(super) fn enter(&self, name: &str) -> Result<Option<Self>, Failure> {
        let failure = |error| Failure::new("open", self.shown(name), error);
        match self.handle.enter(name) {
            Ok(handle) => Ok(Some(Folder { handle, shown: self.shown(name), probe: self.probe })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failure(match self.handle.kind(name) {
                Ok(Some(kind)) if kind != Kind::Folder => obstacle(kind),
                _ => error,
            })),
        }
    }

    /// The folder `name` in this one, made if need be, and whether it was made.
    pub(super) fn enter_or_make(&self, name: &str) -> Result<(Self, bool), Failure> {
        if let Some(folder) = self.enter(name)? {
            return Ok((folder, false));
        }
        let made = self.ask(Step::MakeFolder, name).and_then(|()| self.handle.make_folder(name));
        // Another run may have been faster.
        let raced = made.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists);
        let absent = |error| Failure::new("create", self.shown(name), error);
        made.or_else(|error| if raced { Ok(()) } else { Err(absent(error)) })?;
        let folder = self.enter(name)?.ok_or_else(|| absent(io::ErrorKind::NotFound.into()))?;
        Ok((folder, !raced))
    }

    /// Entries that are plain files or folders, sorted by name.
    pub(super) fn entries(&self) -> Result<Vec<(String, Kind)>, Failure> {
        let failure = |error| Failure::new("read", self.shown.as_str(), error);
        let mut found = Vec::new();
        for name in self.handle.entries().map_err(failure)? {
            if let Some(kind) = self.handle.kind(&name).map_err(failure)? {
                found.push((name, kind));
            }
        }
        Ok(found)
    }

    /// The bytes of a file; `None` if nothing stands there, a failure if it is anything but a file.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.read_if(name, |_| true)
    }

    /// The bytes of a file whose first 64 KiB pass a test; the rest of others is not read.
    pub(super) fn read_if(
        &self,
        name: &str,
        test: impl Fn(&[u8]) -> bool,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let failure = |error| Failure::new("read", self.shown(name), error);
        match self.handle.kind(name).map_err(failure)? {
            None => return Ok(None),
            Some(Kind::File) => {}
            Some(kind) => return Err(failure(obstacle(kind))),
        }
        let (mut file, mut bytes) = (self.handle.read(name).map_err(failure)?, Vec::new());
        (&file).take(64 * 1024).read_to_end(&mut bytes).map_err(failure)?;
        if !test(&bytes) {
            return Ok(None);
        }
        file.read_to_end(&mut bytes).map_err(failure)?;
        Ok(Some(bytes))
    }

    /// Writes a file's new text beside it, with the permissions of the file it will replace, and waits until it is on disk.
    pub(super) fn stage(&self, name: &str, text: &str) -> Result<(), Failure> {
        let failure = |error| Failure::new("write", self.shown(name), error);
        let old = match self.handle.kind(name).map_err(failure)? {
            Some(Kind::File) => Some(self.handle.read(name).and_then(|f| f.metadata()).map_err(failure)?),
            _ => None,
        };
        let temp = temp_name(name);
        let write = || {
            self.ask(Step::Create, &temp)?;
            let mut file = self.handle.create(&temp)?;
            if let Some(old) = old {
                file.set_permissions(old.permissions())?;
            }
            self.ask(Step::Write, &temp)?;
            file.write_all(text.as_bytes())?;
            self.ask(Step::SyncFile, &temp)?;
            file.sync_all()
        };
        write().map_err(failure)
    }

    /// The bytes of what was staged, if it is there.
    pub(super) fn staged(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.read(&temp_name(name))
    }

    /// Puts what was staged in its place.
    pub(super) fn replace(&self, name: &str) -> Result<(), Failure> {
        let renamed = self.ask(Step::Rename, name);
        let renamed = renamed.and_then(|()| self.handle.rename(&temp_name(name), name));
        renamed.map_err(|error| Failure::new("replace", self.shown(name), error))
    }

    /// Removes what was staged, if it is there.
    pub(super) fn unstage(&self, name: &str) -> Result<(), Failure> {
        self.remove(&temp_name(name))
    }

    /// Removes a file, if it is there.
    pub(super) fn remove(&self, name: &str) -> Result<(), Failure> {
        let failure = |error| Failure::new("remove", self.shown(name), error);
        if self.handle.kind(name).map_err(failure)? != Some(Kind::File) {
            return Ok(());
        }
        self.ask(Step::Remove, name).and_then(|()| self.handle.remove(name)).map_err(failure)
    }

    /// Removes a folder if it is empty, and says whether it was.
    pub(super) fn remove_folder(&self, name: &str) -> Result<bool, Failure> {
        let removed = self.ask(Step::RemoveFolder, name).and_then(|()| self.handle.remove_folder(name));
        match removed.as_ref().map_err(io::Error::kind) {
            Ok(()) => Ok(true),
            Err(io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists) => Ok(false),
            Err(_) => removed.map_err(|e| Failure::new("remove", self.shown(name), e)).map(|()| false),
        }
    }

    /// Waits until the names in it are on disk.
    pub(super) fn sync(&self) -> Result<(), Failure> {
        let synced = (self.probe)(Step::SyncFolder, &self.shown).and_then(|()| self.handle.sync());
        synced.map_err(|error| Failure::new("write", self.shown.as_str(), error))
    }

    /// Opens a file that is only there to be locked.
    pub(super) fn open_lock(&self, name: &str) -> Result<File, Failure> {
        let opened = self.handle.open_lock(name);
        opened.map_err(|error| Failure::new("create", self.shown(name), error))
    }

    /// How a user would call an entry.
    pub(super) fn shown(&self, name: &str) -> String {
        format!("{}/{name}", self.shown.trim_end_matches('/'))
    }

    fn ask(&self, step: Step, name: &str) -> io::Result<()> {
        (self.probe)(step, &self.shown(name))
    }
}

fn temp_name(name: &str) -> String {
    format!("{TEMP}{name}")
}

fn obstacle(kind: Kind) -> io::Error {
    io::Error::other(match kind {
        Kind::File => "a file stands where a folder is needed",
        Kind::Folder => "a folder stands where a file is needed",
        Kind::Link => "a symbolic link, and nothing is written through one: remove it",
        Kind::Other => "it is neither a file nor a folder",
    })
}
