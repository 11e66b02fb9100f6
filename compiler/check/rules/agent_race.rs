//! An agent that a container copies which starts beside the JVM.

use std::collections::BTreeSet;

use super::delivery;
use crate::check::{Check, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Starter;
use crate::read::Provider;

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
        let elsewhere = scope.pod.and_then(|pod| delivery::copied_for_another(pod, scope.jvm, loaded));
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
