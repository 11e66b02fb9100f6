//! A JVM in a Pod that nothing manages.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::BARE_POD,
    page: include_str!("bare-pod.md"),
    strict: true,
    check: Check::Pod(check),
};

fn check(scope: &PodScope, found: &mut Findings) {
    let is_pod = scope.workload.is_some_and(|workload| workload.kind == "Pod");
    let is_owned = scope.object.at("/metadata/ownerReferences").is_some();
    let Some(kind) = scope.object.get("kind").filter(|_| is_pod && !is_owned && !scope.jvms.is_empty())
    else {
        return;
    };
    let message =
        "a Pod by itself: nothing starts it again elsewhere, and no rollout can bring it another agent";
    let help = "let a Deployment make it: containers, variables and volumes of a Pod cannot be changed";
    found.push(Diagnostic::new(RULE.code, kind.span, message).help(help));
}
