//! An agent's `emptyDir` that may fill the node.

use super::agent_size::{ENOUGH, room};
use super::delivery::{self, Carried};
use super::quantity::{bytes, mebibytes};
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_VOLUME_UNLIMITED,
    page: include_str!("agent-volume-unlimited.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for volume in pod.carried.iter().filter(|volume| volume.is_empty_dir()) {
        let source = volume.node.get("emptyDir");
        if source.is_some_and(|source| source.get("sizeLimit").is_some()) {
            continue;
        }
        let known = room(pod, volume);
        let size = known.filter(|size| bytes(ENOUGH) < Some(*size)).map_or(ENOUGH.to_owned(), mebibytes);
        let edit = match source {
            Some(source) if !source.entries().is_empty() => {
                edit::insert(source, "sizeLimit", &size, pod.source)
            }
            _ => edit::set(volume.node, "emptyDir", &format!("{{sizeLimit: {size}}}"), pod.source),
        };
        let place = source.filter(|source| source.span.start < source.span.end).or(volume.node.get("name"));
        let message = format!("the volume {} holds an agent and has no sizeLimit", volume.name);
        let finding = Diagnostic::new(RULE.code, place.map_or(volume.node.span, |node| node.span), message)
            .help(format!("emptyDir: {{sizeLimit: {size}}}: without one it may fill the node's disk, and the kubelet evicts other pods as well"));
        let (title, edits) = (format!("limit it to {size}"), edit.into_iter().collect());
        found.push(if stays_as_it_is(pod, volume) {
            finding.fix(title, edits)
        } else {
            finding.unsafe_fix(title, edits)
        });
    }
}

/// Whether every agent in it is known and nobody writes there once it is copied: a log would outgrow the limit.
fn stays_as_it_is(pod: &PodScope, volume: &Carried) -> bool {
    let read_only = |mount: &Node| !delivery::is_of(mount, volume.name) || delivery::is_read_only(mount);
    let mut readers = pod.containers().filter(|container| !container.init);
    let known = volume.agents.iter().all(|loaded| loaded.profile.is_some());
    known && readers.all(|container| delivery::mounts(&container).iter().all(read_only))
}
