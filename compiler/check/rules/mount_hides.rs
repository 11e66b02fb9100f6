//! A mount over something that is needed.

use std::collections::BTreeMap;

use super::delivery;
use super::hidden::{self, Hidden};
use crate::check::{Check, ContainerScope, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Arrives;
use crate::launch::clean;
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::MOUNT_HIDES,
    page: include_str!("mount-hides.md"),
    strict: false,
    check: Check::Several(&[Check::Pod(check), Check::Jvm(of_jvm)]),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for container in pod.containers() {
        same_path(&container, found);
    }
    found.extend(hidden::copies(pod).iter().map(told));
}

/// Those that leave a JVM without its agent: who looks at JVMs alone is told, too.
fn of_jvm(scope: &JvmScope, found: &mut Findings) {
    let Some(pod) = scope.pod else { return };
    let Some(own) = pod.container_of(scope.jvm) else { return };
    let missing = scope.jvm.agents.iter().filter(|loaded| loaded.arrival.arrives == Arrives::No);
    for jar in missing.filter_map(|loaded| loaded.agent.jar.known()) {
        found.extend(hidden::copies_for(pod, &own, jar).iter().map(told));
    }
}

fn told(hidden: &Hidden) -> Diagnostic {
    let (name, folder) = (hidden.carrier.name, &hidden.folder);
    let volume = hidden.mount.get("name").and_then(Node::as_str).unwrap_or_default();
    let message =
        format!("{name} copies from {folder}, where the empty volume {volume} hides what its image has");
    let place = hidden.mount.get("mountPath").map_or(hidden.mount.span, |path| path.span);
    Diagnostic::new(RULE.code, place, message)
        .help("mount the volume at a path that the image does not have, and copy to it")
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
