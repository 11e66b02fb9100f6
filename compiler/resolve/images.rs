//! Images that profiles need to know of and that hold no agent.

use super::shipped::Shipped;
use crate::diagnostic::Sink;
use crate::source::Sources;
use crate::syntax::{decode, parse};
use crate::world::{VirtualPath, World};

const FILE: &str = "profiles/images.kdl";

/// The repositories of images that hold a system or a JDK and nothing else; patterns.
pub fn plain_images(sources: &Sources, sink: &Sink) -> Vec<String> {
    let path = VirtualPath::root().join(FILE).ok();
    let bytes = path.and_then(|path| Shipped.read(&path).ok()).unwrap_or_default();
    let nodes = decode(sources, FILE, &bytes, sink).and_then(|id| parse(sources, id, sink));
    let plain = nodes.unwrap_or_default().into_iter().filter(|node| node.name.value == "plain-images");
    plain.flat_map(|node| node.args).map(|arg| arg.scalar.to_text()).collect()
}
