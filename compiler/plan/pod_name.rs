//! Pods are called like their workload, and more: an agent may cut the end, which is what tells them apart.

use crate::diagnostic::{Diagnostic, Severity, Sink, codes};
use crate::text::Opaque;

use super::{Agent, Container, Plan, SettingPlan};

/// The API server cuts names that it generates to a label's length.
const LONGEST: usize = 63;

/// Warns of agents that cut the names of this app's pods.
pub fn check(plan: &Plan, container: &Container, sink: &Sink) {
    if plan.unbound {
        return;
    }
    let (name, added) = generated(plan);
    let length = (name.len() + added).min(LONGEST) as u64;
    for agent in &container.agents {
        for planned in agent.settings.iter().filter(|planned| is_pod_name(planned)) {
            for limit in &planned.setting.limits {
                let raised = limit.raised_by.as_ref().and_then(|name| number(agent, name));
                let takes = raised.or(limit.chars).filter(|&takes| takes < length);
                let (Some(takes), Some(then)) = (takes, &limit.then) else { continue };
                let setting = &planned.setting.name.value;
                let message = format!(
                    "`{setting}` is the pod's name, for `{name}` up to {length} characters, the agent takes {takes}: it will be {then}, and pods may share one"
                );
                let diagnostic = Diagnostic::new(&codes::IDENTITY_TRUNCATED, agent.span, message);
                let known = |name: &&String| {
                    agent.known.iter().any(|s| s.name.value == **name && s.known_to(&agent.release))
                };
                let raise = limit.raised_by.as_ref().filter(known);
                let raise = raise.map(|name| format!("raise the limit: \"{name}\" {length}"));
                let another = || format!("give another: {setting} \"{{{{pod.uid}}}}\"");
                sink.note(diagnostic.severity(Severity::Warning).help(raise.unwrap_or_else(another)));
            }
        }
    }
}

fn is_pod_name(planned: &SettingPlan) -> bool {
    planned.value.value.sole_opaque() == Some(&Opaque::Field("metadata.name".to_owned()))
}

/// The value of a setting that is a number.
fn number(agent: &Agent, name: &str) -> Option<u64> {
    let planned = agent.settings.iter().find(|planned| planned.setting.name.value == name)?;
    planned.value.value.known()?.parse().ok()
}

/// The workload's name, and how much its controller adds: the digest of the template has up to 10 characters, a
/// pod's own part 5, the minute of a `CronJob` 8; each with a dash.
fn generated(plan: &Plan) -> (String, usize) {
    let own = plan.workload.as_ref();
    let (kind, name) = own.map_or(("Deployment", plan.app.as_str()), |w| (w.kind.as_str(), w.name.as_str()));
    let variant = plan.variant.iter().map(|variant| format!("-{}", variant.name));
    let name = std::iter::once(name.to_owned()).chain(variant).collect();
    let added = match kind {
        "Pod" => 0,
        "StatefulSet" => 2,
        "DaemonSet" | "Job" => 6,
        "CronJob" => 15,
        _ => 17,
    };
    (name, added)
}
