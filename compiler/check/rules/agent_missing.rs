//! An agent whose jar does not arrive.

use super::{delivery, hidden};
use crate::check::{Check, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Arrives, Loaded, Misplaced};
use crate::read::Provider;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_MISSING,
    page: include_str!("agent-missing.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    if scope.pod.is_some_and(PodScope::is_patch_of_init_containers) {
        return;
    }
    for loaded in scope.jvm.agents.iter().filter(|loaded| loaded.arrival.arrives == Arrives::No) {
        if is_told(scope, loaded) {
            continue;
        }
        let message = format!("{} is not there, so the JVM exits: {}", loaded.agent.jar, loaded.arrival.why);
        let told = Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message);
        found.push(match &loaded.arrival.misplaced {
            Some(misplaced) => with_mount(told, misplaced, scope),
            None => told,
        });
    }
}

/// Shows the mount that is wrong, or where one is missing.
fn with_mount(told: Diagnostic, misplaced: &Misplaced, scope: &JvmScope) -> Diagnostic {
    let Misplaced { volume, mounted, wanted } = misplaced;
    let told = told.help(format!("mount the volume {volume} at {wanted}"));
    let Some(container) = scope.pod.and_then(|pod| pod.container_of(scope.jvm)) else { return told };
    let mount = delivery::mounts(&container).iter().find(|mount| delivery::is_of(mount, volume));
    let path = mount.filter(|_| mounted.is_some()).and_then(|mount| mount.get("mountPath"));
    match path {
        Some(path) => told.related(path.span, "mounted here"),
        None => told.related(container.place("volumeMounts"), "not mounted here"),
    }
}

/// Whether another rule says why: the copy races, comes too late, or copies nothing.
fn is_told(scope: &JvmScope, loaded: &Loaded) -> bool {
    if matches!(loaded.arrival.provider, Some(Provider::Container(_))) {
        return true;
    }
    let Some((pod, jar)) = scope.pod.zip(loaded.agent.jar.known()) else { return false };
    let Some(own) = pod.container_of(scope.jvm) else { return false };
    delivery::filled_later(pod, &own, jar).is_some() || hidden::empties(pod, &own, jar)
}
