//! A selector that does not find the workload's own pods.

use super::labels::unmet;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::SELECTOR,
    page: include_str!("selector.md"),
    strict: false,
    check: Check::Pod(check),
};

/// Kinds that find their pods by a selector which somebody has to write.
const KINDS: [&str; 5] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"];

fn check(scope: &PodScope, found: &mut Findings) {
    let Some(workload) = scope.workload.filter(|workload| KINDS.contains(&workload.kind.as_str())) else {
        return;
    };
    let Some((key, spec)) = entry(scope.object, "spec").filter(|_| !scope.is_patch()) else { return };
    let labels = scope.metadata.and_then(|metadata| metadata.get("labels"));
    let Some(selector) = spec.get("selector") else {
        let message = format!("the {} has no selector, which the API server refuses", workload.kind);
        let help = "write spec.selector.matchLabels with labels of the pod template";
        found.push(Diagnostic::new(RULE.code, key.span, message).help(help));
        return;
    };
    let Some((place, requirement)) = unmet(selector, |key| labels.and_then(|labels| labels.get(key)?.key()))
    else {
        return;
    };
    let message =
        format!("the pods are not found by their selector: {requirement} does not hold for their labels");
    let finding = Diagnostic::new(RULE.code, place, message)
        .help("give the pod template the labels that the selector names; the API server refuses others");
    found.push(match labels {
        Some(labels) => finding.related(labels.span, "the pods' labels"),
        None => finding,
    });
}

fn entry<'a>(map: &'a Node, key: &str) -> Option<(&'a Node, &'a Node)> {
    let (key, value) = map.entries().iter().find(|(own, _)| own.as_str() == Some(key))?;
    Some((key, value))
}
