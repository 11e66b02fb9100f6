//! One output file, before it is on disk.

use super::{OutPath, Scope, header};
use crate::source::Span;

/// A file to be generated. Its format must take lines that start with `#` as comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Where, below the output folder.
    pub path: OutPath,
    /// What it belongs to.
    pub scope: Scope,
    /// Lines of the leading comment, without the `# `: that the file is generated, from what, how to do it
    /// again. A line that must be the file's first, such as a Dockerfile's `syntax=…`, comes first.
    pub header: Vec<String>,
    /// Everything below the comment.
    pub body: String,
    /// Kinds and names of the objects in it that belong to no namespace.
    pub cluster_wide: Vec<String>,
    /// Where the app is declared that it is for.
    pub origin: Option<Span>,
}

impl Artifact {
    /// The whole file as it is written: comment, digest, body; LF line ends; a final line end.
    pub fn text(&self) -> String {
        header::render(&self.header, &self.scope, &self.body)
    }

    /// What it is for and what it comes from, for a message about two that claim one path.
    pub(super) fn claim(&self) -> String {
        let tags = self.scope.tags().join(" ");
        let from = self.header.first().map_or("no header", String::as_str);
        if tags.is_empty() { format!("`{from}`") } else { format!("{tags} (`{from}`)") }
    }
}
