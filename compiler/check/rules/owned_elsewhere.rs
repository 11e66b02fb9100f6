//! An object that something else writes again.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::OWNED_ELSEWHERE,
    page: include_str!("owned-elsewhere.md"),
    strict: false,
    check: Check::Pod(check),
};

/// Marks that stand on objects in a cluster, not on what charts and sources render: map, key, who sets it.
const MARKS: [(&str, &str, &str); 6] = [
    ("annotations", "meta.helm.sh/release-name", "the Helm release"),
    ("annotations", "argocd.argoproj.io/tracking-id", "Argo CD's application"),
    ("labels", "argocd.argoproj.io/instance", "Argo CD's application"),
    ("labels", "kustomize.toolkit.fluxcd.io/name", "Flux's Kustomization"),
    ("labels", "helm.toolkit.fluxcd.io/name", "Flux's HelmRelease"),
    ("annotations", "fluxcd.io/sync-checksum", "Flux"),
];

fn check(scope: &PodScope, found: &mut Findings) {
    let Some(metadata) = scope.workload.and_then(|_| scope.object.get("metadata")) else { return };
    let Some((place, owner)) = mark(metadata).or_else(|| controller(metadata)) else { return };
    let message = format!("it belongs to {owner}, which takes back what is changed here");
    let help = "change its source: the chart's values, the repository, the owner's own fields";
    found.push(Diagnostic::new(RULE.code, place, message).help(help));
}

fn mark(metadata: &Node) -> Option<(Span, String)> {
    MARKS.iter().find_map(|(map, key, owner)| {
        let entries = metadata.get(map)?.entries();
        let (key, value) = entries.iter().find(|(own, _)| own.as_str() == Some(*key))?;
        Some((key.span, format!("{owner} {}", value.key().unwrap_or_default())))
    })
}

/// The controller that made it.
fn controller(metadata: &Node) -> Option<(Span, String)> {
    let text = |owner: &Node, key: &str| owner.get(key).and_then(Node::key).unwrap_or_default();
    let owners = metadata.get("ownerReferences")?.items();
    let owner = owners.iter().find(|owner| text(owner, "controller") == "true")?;
    Some((owner.span, format!("the {} {}", text(owner, "kind"), text(owner, "name"))))
}
