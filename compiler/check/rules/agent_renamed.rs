//! An agent whose jar is not called as it has to be.

use regex::Regex;

use super::order;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_RENAMED,
    page: include_str!("agent-renamed.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for loaded in &scope.jvm.agents {
        let Some(agent) = order::javaagent(scope, loaded) else { continue };
        let pattern = agent.called.as_deref().and_then(|called| Regex::new(&format!("^(?:{called})$")).ok());
        let (Some(pattern), Some(jar)) = (pattern, loaded.agent.jar.known()) else { continue };
        let file = jar.rsplit('/').next().unwrap_or(jar);
        // What stands in a variable may be the name.
        if file.contains('$') || pattern.is_match(file) {
            continue;
        }
        let needed = agent.jar.value.rsplit('/').next().unwrap_or(&agent.jar.value);
        let message = format!("{jar} is {needed} under another name: the agent does not start");
        found.push(
            Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message)
                .help(format!("let the file be called {needed}")),
        );
    }
}
