//! An init container with rights that copying files does not take.

use super::commands::commands;
use super::delivery::{self, is_true};
use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Kind, Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::CARRIER_RIGHTS,
    page: include_str!("carrier-rights.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for carrier in delivery::carriers(pod) {
        let Some(context) = carrier.node.get("securityContext") else { continue };
        for key in ["privileged", "allowPrivilegeEscalation"] {
            let Some(flag) = context.get(key).filter(|flag| is_true(Some(flag))) else { continue };
            let fix = edit::replace(flag, "false").into_iter().collect();
            let finding = finding(&carrier, flag, &format!("has {key}: true"));
            found.push(finding.fix(format!("set {key} to false"), fix));
        }
        let user = context.get("runAsUser").filter(|user| user.kind == Kind::Int(0));
        if let Some(user) = user.filter(|_| !needs_root(pod, &carrier)) {
            found.push(finding(&carrier, user, "runs as root"));
        }
        let added = context.get("capabilities").and_then(|all| all.get("add")).map_or(&[][..], Node::items);
        if let (Some(first), [.., last]) = (added.first(), added) {
            let names: Vec<&str> = added.iter().filter_map(Node::as_str).collect();
            let mut finding = finding(&carrier, first, &format!("adds {}", names.join(", ")));
            if let Some(primary) = &mut finding.primary {
                primary.span = first.span.to(last.span);
            }
            found.push(finding);
        }
    }
}

fn finding(carrier: &ContainerScope, node: &Node, what: &str) -> Diagnostic {
    let message = format!("{} copies an agent and {what}", carrier.name);
    Diagnostic::new(RULE.code, node.span, message)
        .help("copying files needs no rights: any user can do it, with allowPrivilegeEscalation: false and capabilities: {drop: [ALL]}")
}

/// Whether it gives files away, which only root can.
fn needs_root(pod: &PodScope, carrier: &ContainerScope) -> bool {
    commands(pod, carrier).iter().any(|command| command.program() == "chown")
}
