//! What keeps pods from being replaced: a budget that lets none go, a rollout that is paused.

use super::labels::unmet;
use crate::check::{Check, Counted, Findings, ObjectScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::NO_DISRUPTION,
    page: include_str!("no-disruption.md"),
    strict: false,
    check: Check::Object(check),
};

fn check(scope: &ObjectScope, found: &mut Findings) {
    for object in scope.objects() {
        match text(object, "/kind").unwrap_or_default() {
            "PodDisruptionBudget" => blocking(object, scope, found),
            kind @ ("Deployment" | "Rollout") => paused(object, kind, found),
            _ => {}
        }
    }
}

fn text<'a>(object: &'a Node, pointer: &str) -> Option<&'a str> {
    object.at(pointer).and_then(Node::as_str)
}

fn paused(object: &Node, kind: &str, found: &mut Findings) {
    let flag = object.at("/spec/paused").filter(|flag| flag.key().as_deref() == Some("true"));
    let Some(flag) = flag else { return };
    let message = format!("the {kind} is paused: a change of its template reaches no pod");
    found.push(
        Diagnostic::new(RULE.code, flag.span, message)
            .help("take `paused` out, or resume it after the change"),
    );
}

/// A budget under which no pod may be evicted, however healthy all are.
fn blocking(budget: &Node, scope: &ObjectScope, found: &mut Findings) {
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
    let Some((workload, pods, written)) = guarded(budget, scope) else { return };
    if pods > 0 && kept(&needed, pods).is_some_and(|kept| kept >= pods) {
        let name = &workload.name;
        let message = format!("the budget lets no pod go: {name} has {pods}, and {needed} must be there");
        let finding = Diagnostic::new(RULE.code, least.span, message).help(help);
        found.push(match written {
            Some(replicas) => finding.related(replicas, "as many pods as there are"),
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

/// The only workload near by whose pods the budget counts, the fewest pods that it has, and where that is written.
fn guarded<'a>(budget: &Node, scope: &ObjectScope<'a>) -> Option<(&'a Counted, u64, Option<Span>)> {
    let selector = budget.at("/spec/selector")?;
    let namespace = text(budget, "/metadata/namespace").unwrap_or_default();
    let wanted = selector.get("matchLabels").map_or(&[][..], Node::entries).iter();
    let wanted: Vec<_> = wanted.filter_map(|(key, value)| Some((key.key()?, value.key()?))).collect();
    let (run, home) = scope.around;
    let workload = run.workload(home, namespace, &wanted, |labels| {
        unmet(selector, |key| labels.get(key).cloned()).is_none()
    })?;
    let (pods, written) = run.pods(home, workload)?;
    Some((workload, pods, written))
}
