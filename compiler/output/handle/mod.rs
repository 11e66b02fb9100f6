//! The few things that output does to folders, as the system does them.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::Handle;

#[cfg(not(unix))]
mod portable;
#[cfg(not(unix))]
pub use portable::Handle;

/// What an entry of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, to whatever.
    Link,
    /// A device, a pipe, a socket.
    Other,
}
