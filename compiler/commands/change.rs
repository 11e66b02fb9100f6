//! A file that a command changes.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};

use super::stdin::{self, is_stdin};

/// A file before and after.
pub struct Change {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub before: String,
    /// Its text to be.
    pub after: String,
}

impl Change {
    /// A unified diff.
    pub fn diff(&self) -> String {
        // As git writes it: `patch -p1` takes the folders `a` and `b` away, from an absolute path too.
        let shown = self.path.display().to_string();
        let name = shown.trim_start_matches('/');
        let diff = similar::TextDiff::from_lines(&self.before, &self.after);
        diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
    }

    /// Replaces the file at once; what stdin held, for the rest of the run.
    pub fn write(&self, sink: &Sink) -> Result<(), Reported> {
        if is_stdin(&self.path) {
            stdin::replace(&self.after);
            return Ok(());
        }
        replace(&self.path, &self.after).map_err(|error| {
            let message = format!("cannot write {}: {error}", self.path.display());
            sink.error(Diagnostic::without_span(&codes::OUTPUT_FOLDER, message))
        })
    }
}

/// Through a new file beside it, with the old one's mode: whoever reads it sees either text, whole. A byte order
/// mark stays.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let real = path.canonicalize()?;
    let folder = real.parent().unwrap_or(Path::new("."));
    let mark: &[u8] = if std::fs::read(&real)?.starts_with(b"\xef\xbb\xbf") { b"\xef\xbb\xbf" } else { b"" };
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(mark)?;
    fresh.write_all(text.as_bytes())?;
    fresh.as_file().set_permissions(std::fs::metadata(&real)?.permissions())?;
    fresh.as_file().sync_all()?;
    fresh.persist(&real)?;
    Ok(())
}
