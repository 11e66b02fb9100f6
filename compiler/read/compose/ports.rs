//! Ports of a service that the host passes on.

use super::project::{Layers, Project};
use crate::source::Span;
use crate::yaml::Node;

/// A port that others reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The container's port, or a range of them.
    pub target: String,
    /// The address of the host; `None` for all of them.
    pub address: Option<String>,
    /// Where it is written.
    pub place: Span,
}

impl Published {
    /// Whether others than the host itself reach a port of the container.
    pub fn opens(&self, port: u16) -> bool {
        let local = self
            .address
            .as_deref()
            .is_some_and(|it| it == "localhost" || it == "::1" || it.starts_with("127."));
        let (first, last) = self.target.split_once('-').unwrap_or((&self.target, &self.target));
        let inside = |first: u16, last: u16| first <= port && port <= last;
        !local && first.parse().ok().zip(last.parse().ok()).is_some_and(|(first, last)| inside(first, last))
    }
}

/// The ports of a service; one with parts that are not known is left out.
pub(super) fn published(project: &Project, service: &Layers) -> Vec<Published> {
    let own = service.items("ports").filter_map(|node| one(project, node));
    own.chain(of_host(project, service)).collect()
}

/// In the host's own network every port is one of the host.
fn of_host(project: &Project, service: &Layers) -> Option<Published> {
    let mode = service.get("network_mode").filter(|mode| project.known(mode).as_deref() == Some("host"))?;
    Some(Published { target: "1-65535".to_owned(), address: None, place: mode.span })
}

fn one(project: &Project, node: &Node) -> Option<Published> {
    let place = node.span;
    if let Some(target) = node.get("target") {
        let address = node.get("host_ip").and_then(|address| project.known(address));
        return Some(Published { target: project.known(target)?, address, place });
    }
    // [[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]
    let text = project.known(node)?;
    let ports = text.split('/').next().unwrap_or_default();
    let (before, target) = ports.rsplit_once(':').unwrap_or(("", ports));
    let address = before.rsplit_once(':').map(|(address, _)| address.trim_matches(['[', ']']).to_owned());
    Some(Published { target: target.to_owned(), address, place })
}
