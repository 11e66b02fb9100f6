//! Differences as people read them.

use similar::TextDiff;

use super::OutPath;
use super::judge::Change;

/// In what way a file on disk is not what would be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Generated from an older source.
    Changed,
    /// Not there.
    Missing,
    /// Generated once, and no longer.
    Stale,
    /// Changed by hand.
    Edited,
}

/// One file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDiff {
    /// Which file.
    pub path: OutPath,
    /// How it differs.
    pub kind: Difference,
    /// A unified diff from what is on disk to what would be, without colour.
    pub diff: String,
}

impl FileDiff {
    pub(super) fn of(change: &Change) -> Self {
        let old = change.old.as_deref().map(String::from_utf8_lossy);
        let diff = unified(&change.path, old.as_deref(), change.new.as_deref());
        FileDiff { path: change.path.clone(), kind: change.kind, diff }
    }
}

/// A unified diff, `patch -p1` in the output folder applies it. `None` is a file that is not there.
pub fn unified(path: &OutPath, old: Option<&str>, new: Option<&str>) -> String {
    let name = |side, text: Option<&str>| text.map_or("/dev/null".to_owned(), |_| format!("{side}/{path}"));
    let (from, to) = (name("a", old), name("b", new));
    TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default())
        .unified_diff()
        .context_radius(3)
        .header(&from, &to)
        .to_string()
}
