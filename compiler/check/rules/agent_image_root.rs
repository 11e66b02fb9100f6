//! An agent's image that runs as root in a pod where nothing may.

use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_IMAGE_ROOT,
    page: include_str!("agent-image-root.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(scope: &PodScope, found: &mut Findings) {
    for container in scope.containers() {
        let Some(node) = container.node.get("image") else { continue };
        let known = node.as_str().and_then(|image| scope.recogniser.image(image));
        if !known.is_some_and(|known| known.facts().runs_as_root) || !is_refused(scope, &container) {
            continue;
        }
        let message = format!(
            "{} starts this image as root, which runAsNonRoot forbids: the pod never starts",
            container.name
        );
        let finding = Diagnostic::new(RULE.code, node.span, message);
        found
            .push(finding.help(
                "give the container a runAsUser: the application's own, so that it can read the files",
            ));
    }
}

/// Whether root is forbidden and no other user named.
fn is_refused(scope: &PodScope, container: &ContainerScope) -> bool {
    let own = |key: &str| container.json.pointer(&format!("/securityContext/{key}")).filter(|v| !v.is_null());
    let all = |key: &str| scope.json.pointer(&format!("/securityContext/{key}")).filter(|v| !v.is_null());
    let of = |key: &str| own(key).or_else(|| all(key));
    of("runAsNonRoot").and_then(serde_json::Value::as_bool) == Some(true) && of("runAsUser").is_none()
}
