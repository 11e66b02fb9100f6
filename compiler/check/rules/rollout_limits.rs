//! Limits of a rollout under which it fails, or cannot be undone.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::ROLLOUT_LIMITS,
    page: include_str!("rollout-limits.md"),
    strict: false,
    check: Check::Pod(check),
};

/// What a JVM with an agent takes to start on a busy node, at least.
const START: i64 = 60;

fn check(scope: &PodScope, found: &mut Findings) {
    if scope.workload.is_none() {
        return;
    }
    let Some(spec) = scope.object.get("spec") else { return };
    if let Some(history) = spec.get("revisionHistoryLimit").filter(|node| whole(node) == Some(0)) {
        let message = "no revision is kept, so `kubectl rollout undo` has nothing to go back to";
        let finding = Diagnostic::new(RULE.code, history.span, message).help("keep some: 10 is the default");
        found.push(finding.fix("keep ten revisions", edit::replace(history, "10").into_iter().collect()));
    }
    let Some(deadline) = spec.get("progressDeadlineSeconds") else { return };
    let (Some(seconds), Some((needed, why))) = (whole(deadline), needed(scope, spec)) else { return };
    // At exactly that second the pod may still be one that starts.
    if seconds > needed {
        return;
    }
    let message = format!("the rollout counts as failed after {seconds} s, and {why}");
    let better = 600.max(needed + START);
    let finding = Diagnostic::new(RULE.code, deadline.span, message).help(format!("allow {better} s"));
    found.push(finding.fix(
        format!("allow {better} s"),
        edit::replace(deadline, &better.to_string()).into_iter().collect(),
    ));
}

fn whole(node: &Node) -> Option<i64> {
    node.key()?.parse().ok()
}

/// How many seconds a pod may take to be available by its own probes, or by its agent, and the reason.
fn needed(scope: &PodScope, spec: &Node) -> Option<(i64, String)> {
    let ready = spec.get("minReadySeconds").and_then(whole).unwrap_or(0);
    let own = scope.containers().filter(|container| !container.init);
    let probed = own.filter_map(|container| Some((allowed(container.node)?, container.name))).max();
    let probed = probed.map(|(seconds, name)| {
        (
            seconds + ready,
            format!("the probes of {name} let it take {} s until it is available", seconds + ready),
        )
    });
    let loads_agent = scope.jvms.iter().any(|jvm| !jvm.agents.is_empty());
    let agent = loads_agent.then(|| (START - 1, "a JVM with an agent may take a minute to start".to_owned()));
    probed.into_iter().chain(agent).max_by_key(|(seconds, _)| *seconds)
}

/// How long a startup probe, or else the delay of a readiness probe, lets a container take.
fn allowed(container: &Node) -> Option<i64> {
    let number = |probe: &Node, key: &str, default| probe.get(key).and_then(whole).unwrap_or(default);
    let of = |probe: &Node, failures: i64| {
        number(probe, "initialDelaySeconds", 0)
            .saturating_add(number(probe, "periodSeconds", 10).saturating_mul(failures))
    };
    let startup = container.get("startupProbe").map(|probe| of(probe, number(probe, "failureThreshold", 3)));
    startup.or_else(|| container.get("readinessProbe").map(|probe| of(probe, 0)))
}
