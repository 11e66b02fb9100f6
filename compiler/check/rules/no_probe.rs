//! A container with an agent and without a probe that waits for it.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::NO_PROBE,
    page: include_str!("no-probe.md"),
    strict: true,
    check: Check::Jvm(check),
};

/// Kinds whose rollouts wait for pods to be ready. Knative has a probe of its own; jobs are never ready.
const KINDS: [&str; 5] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"];

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(pod) = scope.pod.filter(|pod| !pod.is_patch()) else { return };
    let Some(workload) = pod.workload.filter(|workload| KINDS.contains(&workload.kind.as_str())) else {
        return;
    };
    let Some(container) = pod.container_of(scope.jvm).filter(|container| !container.init) else { return };
    let Some(loaded) = scope.jvm.agents.first() else { return };
    let probes = ["readinessProbe", "startupProbe"];
    if probes.iter().any(|probe| container.node.get(probe).is_some()) {
        return;
    }
    let agent = loaded.profile.clone().unwrap_or_else(|| Text::to_string(&loaded.agent.jar));
    let message = format!(
        "{} counts as ready when its process exists, while {agent} still prepares its classes",
        container.name
    );
    let help = format!(
        "give it a readinessProbe, and a startupProbe if it has a livenessProbe: the {} takes a pod without one \
         for ready at once",
        workload.kind
    );
    found.push(Diagnostic::new(RULE.code, container.place("name"), message).help(help));
}
