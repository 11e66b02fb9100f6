//! An options variable whose value stands elsewhere, in a pod that an operator is asked to add an agent to.

use crate::check::{Check, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Launcher, Origin};
use crate::yaml::Node;

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
    let Some(annotation) = scope.pod.filter(|_| elsewhere).and_then(|pod| asked(scope, pod)) else { return };
    let message = format!(
        "{variable} has its value from elsewhere, so whoever is asked by {annotation} cannot append to it and adds no agent"
    );
    let finding = Diagnostic::new(RULE.code, scope.place(&Origin::Variable(variable.to_owned())), message);
    found.push(
        finding.help("write the options out as `value`, or take the application's own to JDK_JAVA_OPTIONS"),
    );
}

/// The annotation that asks for an agent.
fn asked<'a>(scope: &JvmScope, pod: &PodScope<'a>) -> Option<&'a str> {
    let annotations = pod.metadata?.get("annotations").map_or(&[][..], Node::entries);
    let asks = |(key, value): &'a (Node, Node)| {
        let wanted =
            value.key().is_some_and(|value| !value.eq_ignore_ascii_case("false") && !value.is_empty());
        key.as_str().filter(|key| wanted && scope.recogniser.annotation(key).is_some())
    };
    annotations.iter().find_map(asks)
}
