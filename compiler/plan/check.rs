//! What can be seen to be wrong of a plan before any form is made of it.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::launch::{bytes, option_key};
use crate::profile::{Order, Role};
use crate::source::Span;

use super::{Container, Plan};

/// Reports all that is wrong.
pub fn run(plan: &Plan, sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    for container in &plan.containers {
        result = refusals(container, sink).and(result);
        result = order(container, sink).and(result);
        result = super::forced::check(container, sink).and(result);
        result = super::unexpanded::check(container, sink).and(result);
        result = super::own_options::check(container, sink).and(result);
        result = requirements(container, sink).and(result);
        result = staying(plan, container, sink).and(result);
        if !plan.unbound {
            hidden_options(plan, container, sink);
            super::own_options::hidden_sources(plan, container, sink);
        }
        container.agents.iter().for_each(|agent| supply(plan, agent, sink));
        super::pod_name::check(plan, container, sink);
        if user(plan, container).is_none() {
            foreign_files(container, sink);
        }
    }
    result
}

/// The user id that the application's container runs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// The pod says it: every container inherits it.
    OfPod(i64),
    /// The container says it, or its image does.
    OfContainer(i64),
}

/// The application's user, where the manifest or the image says one.
pub fn user(plan: &Plan, container: &Container) -> Option<User> {
    let manifest = plan.workload.as_ref().and_then(|w| w.manifest.as_ref());
    let pod = manifest.and_then(|m| m.document.pointer(&m.pod_spec));
    let own = pod.and_then(|p| super::container_of(p, &container.name));
    let of = |json: Option<&serde_json::Value>| json?.pointer("/securityContext/runAsUser")?.as_i64();
    let of_image = || container.image_config.as_ref().and_then(|config| config.user);
    let of_container = |user: Option<i64>| user.map(User::OfContainer);
    of_container(of(own)).or_else(|| of(pod).map(User::OfPod)).or_else(|| of_container(of_image()))
}

/// What the application writes, such as a dump of the heap (mode 0600), only its own user can read.
fn foreign_files(container: &Container, sink: &Sink) {
    for agent in &container.agents {
        for sidecar in agent.sidecars.iter().filter(|s| !s.mounts.is_empty() && s.user.is_none()) {
            let message =
                format!("`{}` must run as the application's user, which is not known", sidecar.name);
            let diagnostic = Diagnostic::new(&codes::USER_UNKNOWN, agent.span, message);
            let help =
                "name the manifest with `workload … from=`, or the image's user: image \"…\" { user 1000 }";
            sink.note(diagnostic.help(help));
        }
    }
}

/// The first Kubernetes where a sidecar is told to stop when the application has ended.
const NATIVE_SIDECARS: (u32, u32) = (1, 29);

/// A pod that ends by itself waits for every ordinary container.
fn staying(plan: &Plan, container: &Container, sink: &Sink) -> Result<(), Reported> {
    let old = plan.project.kubernetes.as_ref().filter(|min| min.value < NATIVE_SIDECARS);
    let (Some(old), true) = (old, plan.ends()) else { return Ok(()) };
    let all = container.agents.iter().flat_map(|agent| agent.sidecars.iter().map(move |s| (agent, s)));
    let report = |(agent, sidecar): (&super::Agent, &super::SidecarPlan)| {
        let kind = plan.workload.as_ref().map_or("Pod", |workload| &workload.kind);
        let message = format!(
            "`{}` would keep the {kind} from ending: {kind}s with sidecars need Kubernetes 1.29",
            sidecar.name
        );
        let diagnostic = Diagnostic::new(&codes::KUBERNETES_VERSION, agent.span, message);
        let diagnostic = diagnostic.related(old.span, "the clusters have less");
        let help =
            "raise `kubernetes min=` when all clusters are there, or use it without what needs the sidecar";
        sink.error(diagnostic.help(help))
    };
    all.map(report).reduce(|_, last| last).map_or(Ok(()), Err)
}

/// What the base may hold is not known without its manifest: a variable that the pod sets hides the image's.
fn hidden_options(plan: &Plan, container: &Container, sink: &Sink) {
    let read = plan.workload.as_ref().is_some_and(|workload| workload.manifest.is_some());
    let unknown = !read && container.image_config.is_none();
    // A gateway starts no JVM.
    let agent = container.agents.iter().find(|agent| unknown && agent.role != Some(Role::Gateway));
    let Some(agent) = agent else { return };
    let message =
        format!("{} of the application's own manifest or image would be replaced", container.variable);
    let diagnostic = Diagnostic::new(&codes::IMAGE_OPTIONS, agent.span, message).severity(Severity::Info);
    sink.note(
        diagnostic
            .together()
            .help("name the manifest, and what it holds is kept: workload \"Deployment\" from=\"app.yaml\""),
    );
}

/// Downloads without a checksum, images that nobody publishes and no registry to name them in.
fn supply(plan: &Plan, agent: &super::Agent, sink: &Sink) {
    let Some(files) = agent.files.as_ref().filter(|files| files.built) else { return };
    if let Some(archive) = files.archive.as_ref().filter(|archive| archive.sha256.is_none()) {
        let message = format!("{} is downloaded without a checksum", archive.url);
        let diagnostic = Diagnostic::new(&codes::CHECKSUM_MISSING, agent.span, message);
        sink.note(
            diagnostic
                .together()
                .help("give its release an `archive … sha256=\"…\"` in a profile that extends this one"),
        );
    }
    if plan.project.registry.is_none() {
        let message = format!("nobody publishes {}: build it with agent.Dockerfile", files.image);
        let diagnostic = Diagnostic::new(&codes::REGISTRY_UNSET, agent.span, message);
        sink.note(diagnostic.together().help("name your registry: registry \"harbor.example.com/agents\""));
    }
}

/// What profiles refuse. Two that refuse each other for one reason are one mistake, told at the later use.
fn refusals(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let mut reasons: BTreeMap<&str, Vec<(&super::Agent, Span)>> = BTreeMap::new();
    for agent in &container.agents {
        for why in &agent.refusals {
            reasons.entry(&why.value).or_default().push((agent, why.span));
        }
    }
    let mut result = Ok(());
    for (why, agents) in reasons {
        let Some(((last, place), others)) = agents.split_last() else { continue };
        let names: Vec<_> = agents.iter().map(|(agent, _)| format!("`{}`", agent.profile)).collect();
        let message = format!("{}: {why}", names.join(" and "));
        let mut diagnostic = Diagnostic::new(&codes::AGENTS_CONFLICT, last.span, message);
        for (other, _) in others {
            diagnostic = diagnostic.related(other.span, "used here");
        }
        let diagnostic = diagnostic.related(*place, "the profile refuses it here");
        let remove = format!("remove one: remove use=\"{}\"", last.profile);
        result = Err(sink.error(if others.is_empty() { diagnostic } else { diagnostic.help(remove) }));
    }
    result
}

/// Two agents cannot both be first, or both be last.
fn order(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    for (order, word) in [(Order::First, "first"), (Order::Last, "last")] {
        let has = |agent: &&super::Agent| agent.javaagents.iter().any(|j| j.order == order);
        let mut wanting = container.agents.iter().filter(has);
        if let (Some(one), Some(other)) = (wanting.next(), wanting.next()) {
            let message = format!("`{}` and `{}` must both load {word}", one.profile, other.profile);
            let diagnostic = Diagnostic::new(&codes::AGENT_ORDER, other.span, message);
            let diagnostic = diagnostic.related(one.span, "the other one is used here");
            result = Err(sink.error(diagnostic.help("use only one of them in this JVM")));
        }
    }
    result
}

/// Options that an agent needs: `require jvm= min= else=`.
fn requirements(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let own = container.own_options.iter().flat_map(|own| own.text.split_whitespace()).map(str::to_owned);
    let added = container.jvm.iter().chain(container.agents.iter().flat_map(|a| &a.jvm));
    let options: Vec<String> = own.chain(added.map(|o| o.value.to_string())).collect();
    let all = container.agents.iter().flat_map(|agent| agent.requires.iter().map(|r| (agent.span, r)));
    let mut result = Ok(());
    for (span, require) in all {
        let key = option_key(&require.jvm.value);
        let given = options.iter().rfind(|option| option_key(option) == key);
        let small = |option: &String| {
            let value = option.trim_start_matches(key.as_str()).trim_start_matches('=');
            let min = require.min.as_ref().and_then(|min| bytes(&min.value));
            matches!((bytes(value), min), (Some(value), Some(min)) if value < min)
        };
        let fails = match given {
            None => require.min.is_none(),
            Some(option) => small(option),
        };
        if fails {
            let min = require.min.as_ref().map(|m| format!(" of at least {}", m.value)).unwrap_or_default();
            let message = format!("{}{min} is needed: {}", require.jvm.value, require.why);
            let diagnostic = Diagnostic::new(&codes::JVM_REQUIREMENT, span, message);
            result = Err(sink.error(diagnostic.related(require.span, "required here")));
        }
    }
    result
}
