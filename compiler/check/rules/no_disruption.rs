//! What keeps pods from being replaced: a budget that lets none go, a rollout that is paused.

use super::labels::unmet;
use crate::check::{Check, Findings, Rule, StreamScope};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::NO_DISRUPTION,
    page: include_str!("no-disruption.md"),
    strict: false,
    check: Check::Stream(check),
};

/// Kinds that a budget counts pods of.
const KINDS: [&str; 4] = ["Deployment", "StatefulSet", "ReplicaSet", "Rollout"];

fn check(scope: &StreamScope, found: &mut Findings) {
    let mut file = File::default();
    for object in scope.objects() {
        match text(object, "/kind").unwrap_or_default() {
            "PodDisruptionBudget" => file.budgets.push(object),
            "HorizontalPodAutoscaler" => file.autoscalers.push(object),
            kind if KINDS.contains(&kind) => {
                file.workloads.push(object);
                paused(object, kind, found);
            }
            _ => {}
        }
    }
    for budget in &file.budgets {
        blocking(budget, &file, found);
    }
}

/// The objects of a file that have to do with the number of pods.
#[derive(Default)]
struct File<'a> {
    budgets: Vec<&'a Node>,
    workloads: Vec<&'a Node>,
    autoscalers: Vec<&'a Node>,
}

fn text<'a>(object: &'a Node, pointer: &str) -> Option<&'a str> {
    object.at(pointer).and_then(Node::as_str)
}

fn paused(object: &Node, kind: &str, found: &mut Findings) {
    let flag = object.at("/spec/paused").filter(|flag| flag.key().as_deref() == Some("true"));
    let Some(flag) = flag.filter(|_| matches!(kind, "Deployment" | "Rollout")) else { return };
    let message = format!("the {kind} is paused: a change of its template reaches no pod");
    found.push(
        Diagnostic::new(RULE.code, flag.span, message)
            .help("take `paused` out, or resume it after the change"),
    );
}

/// A budget under which no pod may be evicted, however healthy all are.
fn blocking(budget: &Node, file: &File, found: &mut Findings) {
    let Some(spec) = budget.get("spec") else { return };
    let help = "let one go: maxUnavailable: 1, or fewer in minAvailable than there are pods; a node cannot be drained else";
    if let Some(most) = spec.get("maxUnavailable") {
        if matches!(most.key().as_deref(), Some("0" | "0%")) {
            let message = "the budget lets no pod go";
            found.push(Diagnostic::new(RULE.code, most.span, message).help(help));
        }
        return;
    }
    let Some(least) = spec.get("minAvailable") else { return };
    let Some(needed) = least.key() else { return };
    if needed == "100%" {
        found.push(Diagnostic::new(RULE.code, least.span, "the budget lets no pod go").help(help));
        return;
    }
    let Some((workload, pods)) = guarded(budget, file) else { return };
    if pods > 0 && kept(&needed, pods).is_some_and(|kept| kept >= pods) {
        let name = text(workload, "/metadata/name").unwrap_or_default();
        let message = format!("the budget lets no pod go: {name} has {pods}, and {needed} must be there");
        let finding = Diagnostic::new(RULE.code, least.span, message).help(help);
        found.push(match workload.at("/spec/replicas") {
            Some(replicas) => finding.related(replicas.span, "as many pods as there are"),
            None => finding,
        });
    }
}

/// How many pods must stay; a percentage is rounded up.
fn kept(needed: &str, pods: u64) -> Option<u64> {
    match needed.strip_suffix('%') {
        Some(percent) => Some(percent.parse::<u64>().ok()?.saturating_mul(pods).div_ceil(100)),
        None => needed.parse().ok(),
    }
}

/// The only workload of the file whose pods the budget counts, and the fewest pods that it has.
fn guarded<'a>(budget: &Node, file: &File<'a>) -> Option<(&'a Node, u64)> {
    let selector = budget.at("/spec/selector")?;
    let namespace = text(budget, "/metadata/namespace");
    let counts = |object: &&&Node| {
        text(object, "/metadata/namespace") == namespace
            && unmet(selector, object.at("/spec/template/metadata/labels")).is_none()
    };
    let mut counted = file.workloads.iter().filter(counts);
    let workload = counted.next().filter(|_| counted.next().is_none())?;
    let replicas = |node: &Node| node.key()?.parse::<u64>().ok();
    let scaled =
        autoscaler(workload, file).map(|scaler| scaler.at("/spec/minReplicas").map_or(Some(1), replicas));
    let pods = scaled.unwrap_or_else(|| workload.at("/spec/replicas").map_or(Some(1), replicas))?;
    Some((workload, pods))
}

/// What sets the number of a workload's pods instead of its manifest.
fn autoscaler<'a>(workload: &Node, file: &File<'a>) -> Option<&'a Node> {
    let same = |scaler: &Node, pointer: &str, own: &str| text(scaler, pointer) == text(workload, own);
    let scales = |scaler: &&&Node| {
        same(scaler, "/metadata/namespace", "/metadata/namespace")
            && same(scaler, "/spec/scaleTargetRef/kind", "/kind")
            && same(scaler, "/spec/scaleTargetRef/name", "/metadata/name")
    };
    file.autoscalers.iter().find(scales).copied()
}
