//! The way through a script to one of the JVMs that it starts.

use std::ops::Range;

/// Where compound commands begin, and the branch of each that is taken.
pub(crate) type Branches = Vec<(usize, usize)>;

/// The way to one `java` command.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    /// The branches that it stands in.
    pub branches: Branches,
    /// Where the command stands that starts it: in a function of the same text, there.
    pub place: Range<usize>,
    /// Functions on it are followed where they are called.
    pub by_call: bool,
    /// Which command of the script it is, or the one that starts the next script.
    pub at: usize,
    /// The way through the script that the command starts.
    pub inner: Option<Box<Path>>,
}
