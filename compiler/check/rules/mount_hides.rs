//! A mount over something that is needed.

use std::collections::BTreeMap;

use super::commands::{Command, commands};
use super::copy::Copy;
use super::delivery;
use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Content, Lookup, clean};
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::MOUNT_HIDES,
    page: include_str!("mount-hides.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for container in pod.containers() {
        same_path(&container, found);
    }
    for carrier in delivery::carriers(pod) {
        for command in commands(pod, &carrier) {
            hidden_sources(pod, &carrier, &command, found);
        }
    }
}

fn same_path(container: &ContainerScope, found: &mut Findings) {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for path in delivery::mounts(container).iter().filter_map(|mount| mount.get("mountPath")) {
        let Some(at) = path.as_str().map(clean) else { continue };
        let Some(first) = seen.get(&at) else {
            seen.insert(at, path.span);
            continue;
        };
        let message = format!("{} mounts two volumes at {at}", container.name);
        found.push(
            Diagnostic::new(RULE.code, path.span, message)
                .related(*first, "the first one")
                .help("give each its own path: the API server refuses one path twice"),
        );
    }
}

/// A copy out of a folder that the mount of an empty volume hides.
fn hidden_sources(pod: &PodScope, carrier: &ContainerScope, command: &Command, found: &mut Findings) {
    let Some(copy) = Copy::of(command) else { return };
    let Some(given) = pod.given(carrier.name) else { return };
    for source in copy.sources.iter().filter(|source| source.starts_with('/')) {
        let folder = clean(source.trim_end_matches("/*"));
        let Some(mount) = delivery::mount_at(carrier, &folder) else { continue };
        let gone = match given.files.lookup(&folder) {
            Lookup::Absent => true,
            Lookup::Found { content, beneath, .. } => content == Content::Empty && beneath.is_empty(),
            Lookup::Unknown { .. } => false,
        };
        if gone {
            let volume = mount.get("name").and_then(Node::as_str).unwrap_or_default();
            let message = format!(
                "{} copies from {folder}, where the empty volume {volume} hides what its image has",
                carrier.name
            );
            let place = mount.get("mountPath").map_or(mount.span, |path| path.span);
            found.push(
                Diagnostic::new(RULE.code, place, message)
                    .help("mount the volume at a path that the image does not have, and copy to it"),
            );
        }
    }
}
