//! An agent that a container copies which starts beside the JVM.

use std::collections::BTreeSet;

use super::delivery;
use crate::check::{Check, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Arrives, Loaded, Starter};
use crate::read::{Provider, copied_beside};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_RACE,
    page: include_str!("agent-race.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    if scope.pod.is_some_and(PodScope::is_patch_of_init_containers) {
        return;
    }
    let mut told = BTreeSet::new();
    for loaded in &scope.jvm.agents {
        let jar = &loaded.agent.jar;
        if jar.known().is_some_and(|jar| scope.jvm.launch.awaits(jar)) {
            continue;
        }
        let elsewhere = scope.pod.and_then(|pod| delivery::copied_for_another(pod, scope.jvm, loaded));
        if let Some(name) = racing_sidecar(scope, loaded) {
            found.push(beside_sidecar(scope, loaded, name));
            continue;
        }
        let (copier, message) = match (&loaded.arrival.provider, elsewhere) {
            (Some(Provider::Container(name)), _) => (
                name.clone(),
                match scope.jvm.starter {
                    Starter::Kubelet => {
                        format!("{jar} is copied by the container {name}, which starts at the same time")
                    }
                    Starter::Compose => {
                        format!(
                            "{jar} is copied by the service {name}, and nothing waits until that has ended"
                        )
                    }
                },
            ),
            (_, Some((name, other))) if told.insert(name.clone()) => {
                let message = format!(
                    "{jar} is copied by the container {name} for the container {other}, which starts at the same time"
                );
                (name, message)
            }
            _ => continue,
        };
        let help = match scope.jvm.starter {
            Starter::Kubelet => format!("make {copier} an init container: where the JVM is first, it exits"),
            Starter::Compose => format!(
                "let it wait: `depends_on: {{{copier}: {{condition: service_completed_successfully}}}}`"
            ),
        };
        found.push(Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message).help(help));
    }
}

fn beside_sidecar(scope: &JvmScope, loaded: &Loaded, name: &str) -> Diagnostic {
    let message = format!(
        "{} is copied by the native sidecar {name}, and nothing waits until that is done: it has no startupProbe",
        loaded.agent.jar
    );
    let help = format!(
        "give {name} a startupProbe that finds the copy, or take its restartPolicy out: where the JVM is first, it exits"
    );
    Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message).help(help)
}

/// The native sidecar that may still copy when the JVM starts: the kubelet waits until it has started, not until it
/// is done.
fn racing_sidecar<'a>(scope: &JvmScope<'a>, loaded: &Loaded) -> Option<&'a str> {
    let unknown = loaded.arrival.arrives == Arrives::Unknown;
    let mut inits = scope.pod?.containers().filter(|container| container.init && unknown);
    inits.find(|container| loaded.arrival.why == copied_beside(container.name)).map(|it| it.name)
}
