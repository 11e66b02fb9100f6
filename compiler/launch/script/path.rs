//! The way through a script to one of the JVMs that it starts.

/// Where compound commands begin, and the branch of each that is taken.
pub(crate) type Branches = Vec<(usize, usize)>;

/// The way to one `java` command.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    /// The branches that it stands in.
    pub branches: Branches,
    /// Which command of the script it is, or the one that starts the next script.
    pub at: usize,
    /// The way through the script that the command starts.
    pub inner: Option<Box<Path>>,
}
