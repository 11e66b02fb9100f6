//! An agent whose jar does not arrive.

use super::delivery;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Arrives, Loaded};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_MISSING,
    page: include_str!("agent-missing.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for loaded in scope.jvm.agents.iter().filter(|loaded| loaded.arrival.arrives == Arrives::No) {
        if comes_later(scope, loaded) {
            continue;
        }
        let message = format!("{} is not there, so the JVM exits: {}", loaded.agent.jar, loaded.arrival.why);
        found.push(Diagnostic::new(RULE.code, scope.place(&loaded.agent.from), message));
    }
}

/// Another rule says so.
fn comes_later(scope: &JvmScope, loaded: &Loaded) -> bool {
    let pod = scope.pod.and_then(|pod| Some((pod, pod.container_of(scope.jvm)?)));
    let jar = loaded.agent.jar.known();
    let later = pod.zip(jar).and_then(|((pod, own), jar)| delivery::filled_later(pod, &own, jar));
    later.is_some()
}
