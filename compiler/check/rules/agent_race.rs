//! An agent that a container copies which starts beside the JVM.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::read::Provider;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_RACE,
    page: include_str!("agent-race.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for loaded in &scope.jvm.agents {
        let Some(Provider::Container(name)) = &loaded.arrival.provider else { continue };
        let message =
            format!("{} is copied by the container {name}, which starts at the same time", loaded.agent.jar);
        let help = format!("make {name} an init container: where the JVM is first, it exits");
        found.push(Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message).help(help));
    }
}
