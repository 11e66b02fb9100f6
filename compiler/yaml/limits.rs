//! What a stream may cost.

use super::{MAX_COPIES, MAX_DOCUMENTS, MAX_NODES};

/// Bytes read again because of hanging lines, before the first one is called an error.
const MAX_REREAD: usize = 50_000_000;

/// What is left of the limits of a stream, or of a part of it.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Documents.
    pub documents: usize,
    /// Nodes as written.
    pub nodes: usize,
    /// Nodes that anchors and aliases may add.
    pub copies: usize,
    /// Bytes that may be read again.
    pub reread: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { documents: MAX_DOCUMENTS, nodes: MAX_NODES, copies: MAX_COPIES, reread: MAX_REREAD }
    }
}

impl Limits {
    /// The part of one of so many that are read at once. What is written is limited by the text itself.
    pub fn shared(self, parts: usize) -> Self {
        let parts = parts.max(1);
        Limits { copies: self.copies / parts, reread: self.reread / parts, ..self }
    }

    /// Whether nothing more can be read.
    pub fn is_spent(&self) -> bool {
        self.documents == 0 || self.nodes == 0 || self.copies == 0
    }

    /// Takes from one of them; `false`, and nothing left of it, where it does not have so much.
    pub fn take(limit: &mut usize, count: usize) -> bool {
        let left = limit.checked_sub(count);
        *limit = left.unwrap_or(0);
        left.is_some()
    }
}
