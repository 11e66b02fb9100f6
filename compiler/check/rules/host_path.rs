//! A folder of the node for what the pod should bring itself.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::clean;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::HOST_PATH,
    page: include_str!("host-path.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    let agents: Vec<_> = pod.carried.iter().map(|volume| volume.node.span).collect();
    for volume in pod.spec.get("volumes").map_or(&[][..], Node::items) {
        let Some(path) = volume.get("hostPath").and_then(|source| source.get("path")) else { continue };
        let Some(at) = path.as_str() else { continue };
        let (message, help) = if agents.contains(&volume.span) {
            let message = format!("the agent is taken from {at} of whichever node the pod runs on");
            (
                message,
                "copy it from an image with an init container: every node, and every release, is then the same",
            )
        } else if is_time_zone(at) && !pod.jvms.is_empty() {
            let message = format!("the time zone is taken from {at} of the node");
            (message, "set the variable TZ, or -Duser.timezone: a pod needs no part of its node for that")
        } else {
            continue;
        };
        found.push(Diagnostic::new(RULE.code, path.span, message).help(help));
    }
}

fn is_time_zone(path: &str) -> bool {
    let path = clean(path);
    matches!(path.as_str(), "/etc/localtime" | "/etc/timezone") || path.starts_with("/usr/share/zoneinfo")
}
