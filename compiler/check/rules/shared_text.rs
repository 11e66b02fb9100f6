//! What an edit of a JVM's options would change elsewhere too.

use super::{env, written};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::holds_options;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::SHARED_TEXT,
    page: include_str!("shared-text.md"),
    strict: true,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(container) = scope.pod.and_then(|pod| pod.container_of(scope.jvm)) else { return };
    let name = container.name;
    let told = |node: &Node, what: &str| {
        let message = format!("{what} of {name} is one text with other places, by an anchor or a merge key");
        let help = "write it out where it is used: an edit would change all of them, so agentc makes none";
        Diagnostic::new(RULE.code, node.span, message).help(help)
    };
    if container.node.shared {
        return found.push(told(container.node, "the container"));
    }
    if let Some(list) = env::list(scope).filter(|list| list.shared) {
        return found.push(told(list, "the list of variables"));
    }
    let names = scope.jvm.variables.iter().map(|(name, _)| name).filter(|name| holds_options(name));
    for variable in names {
        let Some(entry) = written::entry(scope, variable) else { continue };
        let value = entry.get("value").filter(|value| value.shared);
        if let Some(node) = Some(entry).filter(|entry| entry.shared).or(value) {
            found.push(told(node, variable));
        }
    }
}
