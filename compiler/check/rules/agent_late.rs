//! An agent that is copied after the JVM that loads it.

use super::delivery;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_LATE,
    page: include_str!("agent-late.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(pod) = scope.pod else { return };
    let Some(container) = pod.container_of(scope.jvm) else { return };
    for loaded in &scope.jvm.agents {
        let jar = loaded.agent.jar.known();
        let Some(later) = jar.and_then(|jar| delivery::filled_later(pod, &container, jar)) else { continue };
        let inits = pod.spec.get("initContainers").map_or(&[][..], Node::items);
        let neighbours = inits.windows(2).find(|pair| {
            matches!(pair, [one, other] if one.span == container.node.span && other.span == later.node.span)
        });
        let edits = neighbours.and(edit::swap(container.node, later.node, pod.source));
        let message = format!(
            "{} loads {}, which {} copies only afterwards",
            container.name, loaded.agent.jar, later.name
        );
        let help = if later.init {
            format!("put {} before {}: init containers run in order", later.name, container.name)
        } else {
            format!(
                "make {} an init container before {}: these end before it starts",
                later.name, container.name
            )
        };
        found.push(
            Diagnostic::new(RULE.code, later.place("name"), message)
                .related(scope.place(&loaded.agent.from), "loaded here")
                .help(help)
                .fix("let them change places", edits.into_iter().flatten().collect()),
        );
    }
}
