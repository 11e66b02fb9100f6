//! A workload without a namespace of its own.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::NO_NAMESPACE,
    page: include_str!("no-namespace.md"),
    strict: true,
    check: Check::Pod(check),
};

fn check(scope: &PodScope, found: &mut Findings) {
    let Some(workload) = scope.workload.filter(|_| !scope.is_patch()) else { return };
    let namespace = scope.object.at("/metadata/namespace");
    let (place, message) = match namespace.map(|node| (node, node.as_str())) {
        Some((node, Some("default"))) => (node, "the namespace `default` is everybody's"),
        Some(_) => return,
        None => {
            let Some(name) = scope.object.at("/metadata/name").or_else(|| scope.object.get("kind")) else {
                return;
            };
            (name, "no namespace: it goes wherever kubectl's context points")
        }
    };
    let help = format!("name a namespace in the metadata of the {}", workload.kind);
    found.push(Diagnostic::new(RULE.code, place.span, message).help(help));
}
