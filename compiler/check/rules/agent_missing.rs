//! An agent whose jar does not arrive.

use crate::check::{Check, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Arrives, Loaded};
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
    // What a container copies that starts beside the JVM comes too late: another rule.
    let races = |loaded: &&Loaded| matches!(loaded.arrival.provider, Some(Provider::Container(_)));
    let missing = scope.jvm.agents.iter().filter(|loaded| loaded.arrival.arrives == Arrives::No);
    for loaded in missing.filter(|loaded| !races(loaded)) {
        let message = format!("{} is not there, so the JVM exits: {}", loaded.agent.jar, loaded.arrival.why);
        found.push(Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message));
    }
}
