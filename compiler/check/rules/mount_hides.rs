//! A mount over something that is needed.

use std::collections::BTreeMap;

use super::commands::commands;
use super::delivery;
use super::hidden::{self, Hidden};
use crate::check::{Check, ContainerScope, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Arrives;
use crate::launch::{Lookup, Origin, clean};
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
    if !pod.is_patch() {
        found.extend(over_application(scope, pod, &own));
    }
}

/// Volumes that hold no jar unless somebody puts it there.
const WITHOUT_JARS: [&str; 3] = ["configMap", "secret", "downwardAPI"];

/// A volume over the folder of the application's own jar.
fn over_application(scope: &JvmScope, pod: &PodScope, own: &ContainerScope) -> Option<Diagnostic> {
    let [flag, jar, ..] = scope.jvm.launch.application.as_slice() else { return None };
    let jar = jar.known().filter(|_| flag.known() == Some("-jar"))?;
    let absolute = jar.starts_with('/').then(|| jar.to_owned());
    let path = clean(&absolute.or_else(|| Some(format!("{}/{jar}", scope.jvm.cwd.as_deref()?)))?);
    let mount = delivery::mount_at(own, &path)?;
    let (at, volume) = (mount.get("mountPath")?, mount.get("name")?.as_str()?);
    let source = pod.spec.get("volumes")?.items().iter().find(|it| delivery::is_of(it, volume))?;
    let is_gone = match scope.jvm.launch.files.lookup(&path) {
        Lookup::Absent => true,
        // What is in it is not known here, and a jar it is not.
        Lookup::Unknown { .. } => {
            let whole = ["subPath", "subPathExpr"].iter().all(|key| mount.get(key).is_none());
            let of_kind = |kind: &&str| source.get(kind).is_some_and(|kind| kind.get("items").is_none());
            whole && WITHOUT_JARS.iter().any(of_kind)
        }
        Lookup::Found { .. } => false,
    };
    // The container itself may bring it before it starts the JVM.
    let itself = commands(pod, own).iter().any(|one| one.program() != "java" && hidden::fills(one, mount));
    let message = format!("the volume {volume} hides {path} of the image, which the JVM is to run");
    (is_gone && !itself).then(|| {
        Diagnostic::new(RULE.code, at.span, message)
            .related(scope.place(&Origin::Command), "started here")
            .help("mount it at another path, or single files of it with subPath")
    })
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
