//! An agent whose jar does not arrive.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Arrives;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_MISSING,
    page: include_str!("agent-missing.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for loaded in scope.jvm.agents.iter().filter(|loaded| loaded.arrival.arrives == Arrives::No) {
        let message = format!("{} is not there, so the JVM exits: {}", loaded.agent.jar, loaded.arrival.why);
        found.push(Diagnostic::new(RULE.code, scope.place(&loaded.agent.from), message));
    }
}
