//! The entries of a map that is being read.

use std::collections::{BTreeSet, HashMap};

use super::Node;
use crate::source::Span;

/// Keys that are compared one by one; more are hashed.
const FEW: usize = 16;

/// Keys and values in order, each key once.
#[derive(Default)]
pub(super) struct Entries {
    all: Vec<(Node, Node)>,
    /// Where each key is, once there are more than [`FEW`].
    index: HashMap<String, usize>,
    /// Those that were merged in, not written there.
    merged: BTreeSet<usize>,
}

impl Entries {
    /// Where a key of the same name is.
    pub fn find(&self, key: &Node) -> Option<usize> {
        let name = key.name()?;
        if self.all.len() > FEW {
            return self.index.get(name.as_ref()).copied();
        }
        self.all.iter().position(|(key, _)| key.is_key(&name))
    }

    /// Adds a key that is not there.
    pub fn push(&mut self, key: Node, value: Node) {
        self.all.push((key, value));
        let first = match self.all.len() {
            0..=FEW => return,
            count if self.index.is_empty() => count - FEW - 1,
            count => count - 1,
        };
        let fresh = self.all.iter().enumerate().skip(first);
        self.index.extend(fresh.filter_map(|(at, (key, _))| Some((key.key()?, at))));
    }

    /// The same for one that is merged in: what is written behind it takes its place.
    pub fn push_merged(&mut self, key: Node, value: Node) {
        self.merged.insert(self.all.len());
        self.push(key, value);
    }

    /// Whether one was merged in, and is no more: it is about to be written.
    pub fn take_merged(&mut self, at: usize) -> bool {
        !self.merged.is_empty() && self.merged.remove(&at)
    }

    /// Puts a key and its value in the place of another.
    pub fn replace(&mut self, at: usize, key: Node, value: Node) {
        if let Some(entry) = self.all.get_mut(at) {
            *entry = (key, value);
        }
    }

    /// Gives a key another value.
    pub fn set(&mut self, at: usize, value: Node) {
        if let Some(entry) = self.all.get_mut(at) {
            entry.1 = value;
        }
    }

    /// Where a key is written.
    pub fn place(&self, at: usize) -> Option<Span> {
        self.all.get(at).map(|(key, _)| key.span)
    }

    /// The value that came last.
    pub fn last(&self) -> Option<&Node> {
        self.all.last().map(|(_, value)| value)
    }

    /// All of them.
    pub fn into_all(self) -> Vec<(Node, Node)> {
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::FEW;
    use crate::diagnostic::Sink;
    use crate::source::Sources;
    use crate::yaml::{Document, Kind, parse};

    fn read(text: &str) -> Option<Document> {
        let sources = Sources::default();
        let id = sources.add("a.yaml", text);
        parse(&sources, id, &Sink::default()).ok()?.pop()
    }

    #[test]
    fn many_keys_are_found_as_few() {
        for count in [1, FEW, FEW + 1, 3 * FEW] {
            let merged: Vec<String> = (0..count).map(|at| format!("k{at}: 1")).collect();
            let written: String = (0..count).map(|at| format!("  k{at}: 2\n")).collect();
            let text = format!("a: &a {{{}}}\nb:\n  <<: *a\n{written}", merged.join(", "));
            let document = read(&text).expect("each key is written once");
            let entries = document.root.get("b").map(|node| node.entries().to_vec()).unwrap_or_default();
            assert_eq!(entries.len(), count);
            for (at, (key, value)) in entries.iter().enumerate() {
                assert_eq!((key.as_str(), &value.kind), (Some(format!("k{at}").as_str()), &Kind::Int(2)));
            }
            let last = count - 1;
            assert!(read(&format!("{text}  k{last}: 3\n")).is_none(), "a key stands twice");
        }
    }
}
