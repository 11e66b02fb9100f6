//! Processes of a pod opened to each other, or to the node.

use super::delivery::is_true;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::POD_OPENED,
    page: include_str!("pod-opened.md"),
    strict: false,
    check: Check::Pod(check),
};

/// With these a process reads the memory of others.
const RIGHTS: [&str; 4] = ["SYS_PTRACE", "SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_ADMIN"];

fn check(pod: &PodScope, found: &mut Findings) {
    if pod.jvms.is_empty() {
        return;
    }
    for (key, who) in [
        ("shareProcessNamespace", "every container of the pod"),
        ("hostPID", "every process of the node with its rights"),
    ] {
        if let Some(flag) = pod.spec.get(key).filter(|flag| is_true(Some(flag))) {
            let message = format!("{key} lets {who} signal the JVM and read its files and variables");
            found.push(finding(flag, message));
        }
    }
    for container in pod.containers() {
        let capabilities =
            container.node.get("securityContext").and_then(|context| context.get("capabilities"));
        let added = capabilities.and_then(|all| all.get("add")).map_or(&[][..], Node::items);
        for right in added.iter().filter(|right| right.as_str().is_some_and(|name| RIGHTS.contains(&name))) {
            let name = right.as_str().unwrap_or_default();
            let message = format!("{name} lets {} read the memory of other processes", container.name);
            found.push(finding(right, message));
        }
    }
}

fn finding(node: &Node, message: String) -> Diagnostic {
    Diagnostic::new(RULE.code, node.span, message).help(
        "dumps need neither: the JVM writes heap dumps by itself, and kubectl debug adds a container when one is needed",
    )
}
