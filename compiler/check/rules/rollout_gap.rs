//! A rollout during which no pod runs.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::ROLLOUT_GAP,
    page: include_str!("rollout-gap.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(scope: &PodScope, found: &mut Findings) {
    if !scope.workload.is_some_and(|workload| workload.kind == "Deployment") || scope.is_patch() {
        return;
    }
    let replicas = scope.object.at("/spec/replicas").and_then(|node| node.key()?.parse::<u64>().ok());
    if replicas == Some(0) {
        return;
    }
    let kind = scope.object.at("/spec/strategy/type");
    let (place, message, help) = match (kind, replicas) {
        (Some(kind), _) if kind.as_str() == Some("Recreate") => {
            if needs_to_end_first(scope) {
                return;
            }
            let message =
                "Recreate ends every pod before the new ones start: each rollout is a downtime".to_owned();
            let help = "RollingUpdate starts new pods first; allow the rule where two versions must not run together";
            (kind.span, message, help)
        }
        // Where nothing is written, an autoscaler may decide.
        (_, Some(replicas)) => {
            let Some(place) = ends_all(scope.object, replicas) else { return };
            let pods = if replicas == 1 { "the only pod".to_owned() } else { format!("all {replicas} pods") };
            let help = "maxUnavailable: 0, with a maxSurge of at least 1, starts the new pod first";
            (place, format!("a rollout may end {pods} before a new one is ready"), help)
        }
        _ => return,
    };
    found.push(Diagnostic::new(RULE.code, place, message).help(help));
}

/// What of the strategy lets a rollout end all pods at once.
fn ends_all(object: &Node, replicas: u64) -> Option<Span> {
    let limit = |key: &str| object.at(&format!("/spec/strategy/rollingUpdate/{key}"));
    let (unavailable, surge) = (limit("maxUnavailable"), limit("maxSurge"));
    let gone = unavailable.map_or(Some(replicas / 4), |node| share(node, replicas))?;
    let none_more = surge.and_then(Node::key).is_some_and(|surge| matches!(surge.as_str(), "0" | "0%"));
    // Where neither number lets it move, the controller takes one pod away.
    let gone = if gone == 0 && none_more { 1 } else { gone };
    unavailable.or(surge).filter(|_| gone >= replicas).map(|node| node.span)
}

/// A number of pods, or a percentage of them, rounded down.
fn share(node: &Node, of: u64) -> Option<u64> {
    let text = node.key()?;
    match text.strip_suffix('%') {
        Some(percent) => Some(percent.parse::<u64>().ok()?.saturating_mul(of) / 100),
        None => text.parse().ok(),
    }
}

/// Whether something that the old pod holds has to be free before the new one starts: a disk, a port of the node.
fn needs_to_end_first(scope: &PodScope) -> bool {
    let volumes = scope.spec.get("volumes").map_or(&[][..], Node::items);
    let mut ports = scope.containers().flat_map(|it| it.node.get("ports").map_or(&[][..], Node::items));
    volumes
        .iter()
        .any(|volume| volume.get("persistentVolumeClaim").is_some() || volume.get("hostPath").is_some())
        || scope.spec.get("hostNetwork").and_then(Node::key).as_deref() == Some("true")
        || ports.any(|port| port.get("hostPort").is_some())
}
