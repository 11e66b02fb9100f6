//! An agent whose folder is not called as it has to be.

use super::order;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_FOLDER,
    page: include_str!("agent-folder.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for loaded in &scope.jvm.agents {
        let needed = order::javaagent(scope, loaded).and_then(|agent| agent.below.as_deref());
        let (Some(needed), Some(jar)) = (needed, loaded.agent.jar.known()) else { continue };
        // What stands in a variable may have the folder.
        if jar.contains('$') || jar.split('/').rev().skip(1).any(|folder| folder == needed) {
            continue;
        }
        let message = format!("{jar} stands in no folder called {needed}: the agent does not start");
        found.push(
            Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message)
                .help(format!("let the path of its files end in /{needed}")),
        );
    }
}
