//! Names of output files. An [`OutPath`] is the only way to name one, and it cannot leave the output folder.

use std::fmt;

/// Longest segment, in characters: what Kubernetes allows a name, and short enough for any file system.
const LONGEST: usize = 63;
/// Most segments: twice what the deepest place of an artifact has. Deeper folders are never looked into.
pub(super) const DEEPEST: usize = 16;
/// Names that Windows gives to devices, whatever extension follows.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A file below the output folder: segments joined by `/`, each of `[A-Za-z0-9._-]`, none hidden, none `..`,
/// none that some system cannot store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(String);

/// Why a text is no [`OutPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameProblem {
    segment: String,
    why: &'static str,
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be part of an output path: {}", self.segment.escape_debug(), self.why)
    }
}

impl OutPath {
    /// Checks every segment of `path`.
    pub fn new(path: &str) -> Result<Self, NameProblem> {
        let problem = |segment: &str, why| NameProblem { segment: segment.to_owned(), why };
        if path.split('/').count() > DEEPEST {
            return Err(problem(path, "it is nested too deep"));
        }
        for segment in path.split('/') {
            check(segment).map_err(|why| problem(segment, why))?;
        }
        Ok(OutPath(path.to_owned()))
    }

    /// The path `below` this one, taken as a folder.
    pub fn join(&self, below: &str) -> Result<Self, NameProblem> {
        OutPath::new(&format!("{}/{below}", self.0))
    }

    /// The whole path, with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The segments before the last, outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.rsplit_once('/').map_or("", |(folders, _)| folders).split('/').filter(|s| !s.is_empty())
    }

    /// The path itself and every folder above it, innermost first.
    pub(super) fn ancestors(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.as_str()), |path| path.rsplit_once('/').map(|(parent, _)| parent))
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check(segment: &str) -> Result<(), &'static str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if segment.is_empty() {
        return Err("it is empty");
    }
    if !segment.chars().all(allowed) {
        return Err("only letters, digits, `.`, `_` and `-` are allowed");
    }
    if segment.starts_with(['.', '-']) {
        return Err("it must start with a letter, a digit or `_`");
    }
    if segment.contains("..") {
        return Err("`..` is not allowed");
    }
    // Windows drops the dot, so two names would be one file.
    if segment.ends_with('.') {
        return Err("it must not end in `.`");
    }
    if segment.len() > LONGEST {
        return Err("it has more than 63 characters");
    }
    if is_device(segment) {
        return Err("Windows keeps that name for a device");
    }
    Ok(())
}

fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix| {
        let number = stem.strip_prefix(prefix).unwrap_or_default();
        number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit())
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}
