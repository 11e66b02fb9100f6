//! What is known of images that hold no agent.

use super::shipped::Shipped;
use crate::diagnostic::Sink;
use crate::source::Sources;
use crate::syntax::{Node, decode, parse};
use crate::world::{VirtualPath, World};

const FILE: &str = "profiles/images.kdl";

/// Images by patterns of their repositories.
#[derive(Clone, Debug, Default)]
pub struct Images {
    /// Those that hold a system or a JDK and nothing else.
    pub plain: Vec<String>,
    /// What the ENTRYPOINT of others is.
    pub entrypoints: Vec<(String, Vec<String>)>,
    /// Those that start whatever they are given, and their ENTRYPOINT, if they have one.
    pub runners: Vec<(String, Vec<String>)>,
}

impl Images {
    /// Reads the shipped list.
    pub fn read(sources: &Sources, sink: &Sink) -> Self {
        let path = VirtualPath::root().join(FILE).ok();
        let bytes = path.and_then(|path| Shipped.read(&path).ok()).unwrap_or_default();
        let nodes = decode(sources, FILE, &bytes, sink).and_then(|id| parse(sources, id, sink));
        let mut images = Images::default();
        for node in nodes.unwrap_or_default() {
            images.take(&node);
        }
        images
    }

    fn take(&mut self, node: &Node) {
        let mut words = node.args.iter().map(|arg| arg.scalar.to_text());
        match node.name.value.as_str() {
            "plain-images" => self.plain.extend(words),
            "image-entrypoint" => {
                if let Some(pattern) = words.next() {
                    self.entrypoints.push((pattern, words.collect()));
                }
            }
            "image-runner" => {
                if let Some(pattern) = words.next() {
                    self.runners.push((pattern, words.collect()));
                }
            }
            _ => {}
        }
    }
}
