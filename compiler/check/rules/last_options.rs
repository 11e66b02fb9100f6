//! Agents in the variable that is read last.

use super::env;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Launcher, Origin};

pub const RULE: Rule = Rule {
    code: &codes::LAST_OPTIONS,
    page: include_str!("last-options.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// What the JVM reads behind everything else.
const LAST: &str = "_JAVA_OPTIONS";

fn check(scope: &JvmScope, found: &mut Findings) {
    let is_last = |from: &Origin| matches!(from, Origin::Variable(name) if name == LAST);
    let Some(loaded) = scope.jvm.agents.iter().find(|loaded| is_last(&loaded.agent.from)) else { return };
    let variable = Launcher::Java.default_variable();
    let message =
        format!("{LAST} loads {}: it is not documented, and overrides the command line", loaded.agent.jar);
    found.push(
        Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message)
            .help(format!("use {variable}, which tools and operators know"))
            .unsafe_fix(format!("rename it to {variable}"), env::renamed(scope, LAST, variable)),
    );
}
