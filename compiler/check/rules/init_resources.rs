//! An init container that says nothing of the resources it needs.

use super::delivery;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::edit;

pub const RULE: Rule = Rule {
    code: &codes::INIT_RESOURCES,
    page: include_str!("init-resources.md"),
    strict: true,
    check: Check::Pod(check),
};

/// What copying an agent takes.
const ENOUGH: &str = "{requests: {cpu: 10m, memory: 64Mi}, limits: {cpu: 500m, memory: 256Mi}}";

fn check(pod: &PodScope, found: &mut Findings) {
    for carrier in delivery::carriers(pod) {
        let resources = carrier.node.get("resources");
        let says =
            |list: &str| resources.and_then(|r| r.get(list)).is_some_and(|list| !list.entries().is_empty());
        if says("requests") || says("limits") {
            continue;
        }
        let written = resources.is_some_and(|resources| resources.span.start < resources.span.end);
        let place = carrier.place(if written { "resources" } else { "name" });
        let message = format!("the init container {} brings an agent and says no resources", carrier.name);
        let fix = edit::set(carrier.node, "resources", ENOUGH, pod.source);
        found.push(
            Diagnostic::new(RULE.code, place, message)
                .help("name requests and limits: a namespace with a quota refuses the pod without")
                .fix("name what copying an agent takes", fix.into_iter().collect()),
        );
    }
}
