//! An agent brought to a Pod that nothing manages.

use super::delivery;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::BARE_POD,
    page: include_str!("bare-pod.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(scope: &PodScope, found: &mut Findings) {
    let is_pod = scope.workload.is_some_and(|workload| workload.kind == "Pod");
    let is_owned = scope.object.at("/metadata/ownerReferences").is_some();
    // What is to end is often run by hand.
    let policy = scope.spec.get("restartPolicy").and_then(Node::as_str);
    let ends = matches!(policy, Some("Never" | "OnFailure"));
    // What lives as long as the pod was brought by one of its containers.
    let is_brought = || scope.carried.iter().any(delivery::Carried::is_empty_dir);
    // A build says what kind its source names.
    if !is_pod || is_owned || ends || scope.source.is_generated() || !is_brought() {
        return;
    }
    let Some(kind) = scope.object.get("kind") else { return };
    let message =
        "a Pod by itself: nothing starts it again elsewhere, and no rollout can bring it another agent";
    let help = "let a Deployment make it: containers, variables and volumes of a Pod cannot be changed";
    found.push(Diagnostic::new(RULE.code, kind.span, message).help(help));
}
