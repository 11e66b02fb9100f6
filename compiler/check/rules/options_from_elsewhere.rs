//! An options variable whose value stands elsewhere, in a pod that an operator is asked to add an agent to.

use crate::check::{Check, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Launcher, Origin};
use crate::profile::Operator;

use super::{env, operators};

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
    let Some(annotation) = scope.pod.filter(|_| elsewhere).and_then(|pod| asked(scope, pod)) else { return };
    let message = format!(
        "{variable} has its value from elsewhere, so whoever is asked by {annotation} cannot append to it and adds no agent"
    );
    let finding = Diagnostic::new(RULE.code, scope.place(&Origin::Variable(variable.to_owned())), message);
    found.push(
        finding.help("write the options out as `value`, or take the application's own to JDK_JAVA_OPTIONS"),
    );
}

/// What asks for the agent, of an operator that would append to the options.
fn asked<'a>(scope: &JvmScope<'a>, pod: &PodScope) -> Option<&'a str> {
    let operators = scope.recogniser.known().iter().flat_map(|known| &known.detect.operators);
    let mut appending = operators.filter(|operator| operator.appends && !operators::is_done(pod, operator));
    let asks = |operator: &&Operator| {
        operators::asked(pod, operator).is_some() && operators::concerns(pod, operator, scope.jvm)
    };
    appending.find(asks).map(|operator| operator.key.as_str())
}
