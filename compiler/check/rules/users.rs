//! Who a container runs as.

use serde_json::Value;

use super::delivery;
use crate::check::{ContainerScope, PodScope};
use crate::source::Span;

/// A container's user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// This one.
    Number(u64),
    /// The image decides, and it is not known.
    OfImage,
}

/// What the container's security context says, else the pod's.
pub fn context<'a>(pod: &PodScope<'a>, container: &ContainerScope<'a>, key: &str) -> Option<&'a Value> {
    let of = |json: &'a Value| json.get("securityContext")?.get(key);
    of(container.json).or_else(|| of(pod.json))
}

/// Who a container runs as: images of agents that are known to run as root do, unless somebody says otherwise.
pub fn user(pod: &PodScope, container: &ContainerScope) -> User {
    let written = context(pod, container, "runAsUser").and_then(Value::as_u64);
    let known = pod.recogniser.of_image(delivery::image(container));
    let root = known.filter(|known| known.facts().runs_as_root).map(|_| 0);
    written.or(root).map_or(User::OfImage, User::Number)
}

/// Where its user is written, else its name.
pub fn place(container: &ContainerScope) -> Span {
    let own = container.node.get("securityContext").and_then(|context| context.get("runAsUser"));
    own.map_or_else(|| container.place("name"), |node| node.span)
}
