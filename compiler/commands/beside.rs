//! What stands in the folder of a compose file: `.env`, `env_file`, Dockerfiles, mounted jars.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of a file that is read for another one's sake.
const MAX_BYTES: u64 = 256 * 1024;

/// A folder. Nothing outside of it is looked at, whatever a compose file names: it may be a stranger's.
pub struct Folder(Option<PathBuf>);

impl Folder {
    /// The folder of a file; none for stdin.
    pub fn of(file: &Path) -> Self {
        let real = file.canonicalize().ok();
        Folder(real.and_then(|real| real.parent().map(Path::to_owned)))
    }

    fn inside(&self, path: &str) -> Option<PathBuf> {
        let root = self.0.as_ref()?;
        let real = root.join(path).canonicalize().ok()?;
        (real.starts_with(root) && real.is_file()).then_some(real)
    }

    /// The text of a file in it.
    pub fn text(&self, path: &str) -> Option<String> {
        let mut text = String::new();
        let read = File::open(self.inside(path)?).ok()?.take(MAX_BYTES + 1).read_to_string(&mut text).ok()?;
        (read as u64 <= MAX_BYTES).then_some(text)
    }

    /// Whether a file is in it.
    pub fn has(&self, path: &str) -> bool {
        self.inside(path).is_some()
    }
}
