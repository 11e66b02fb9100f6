//! An options variable whose value stands elsewhere, in a pod that an operator is asked to add an agent to.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Launcher, Origin};

use super::env;

pub const RULE: Rule = Rule {
    code: &codes::OPTIONS_FROM_ELSEWHERE,
    page: include_str!("options-from-elsewhere.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    // An operator knows no launcher: it always takes the variable that any JVM reads.
    let variable = Launcher::Java.default_variable();
    let Some(list) = env::list(scope) else { return };
    let at = env::positions(list, variable).last().and_then(|at| list.items().get(*at));
    let elsewhere = at.is_some_and(|entry| entry.get("value").is_none() && entry.get("valueFrom").is_some());
    let Some(asked) = scope.jvm.injected.iter().find(|it| elsewhere && it.appends) else { return };
    let message = format!(
        "{variable} has its value from elsewhere, so whoever is asked by {} cannot append to it and adds no agent",
        asked.key
    );
    let finding = Diagnostic::new(RULE.code, scope.place(&Origin::Variable(variable.to_owned())), message);
    found.push(
        finding.help("write the options out as `value`, or take the application's own to JDK_JAVA_OPTIONS"),
    );
}
