//! What a consumer that loads an agent by itself cannot take, although it loads the agent.

use serde_json::{Value as Json, json};

use crate::diagnostic::{Code, Sink, codes};
use crate::launch::JvmOption;
use crate::plan::{Agent, AgentFiles, Composed, Container, Plan, compose, container_of};
use crate::profile::Order;
use crate::source::Span;
use crate::text::{Opaque, Text};

use super::consumer::OwnVariable;
use super::model::{cause, operated, operated_model, splits};
use super::registry::Refusal;
use super::spec::Target;

fn refused(code: &'static Code, span: Span, why: String, help: &str) -> Refusal {
    Refusal { code, why, span: Some(span), help: Some(help.to_owned()).filter(|help| !help.is_empty()) }
}

impl Target {
    /// Whether the target's consumer can take this plan, which was made for it.
    pub fn takes(&self, plan: &Plan, delivery: &str) -> Result<(), Refusal> {
        let Some((_, _, agent, _)) = operated(plan, self).next() else { return Ok(()) };
        one_image(plan, self)?;
        // What cannot be composed is reported when the target is built.
        let quiet = Sink::default();
        let composed: Result<Vec<_>, _> =
            plan.containers.iter().map(|c| compose(plan, c, &self.carriers, &quiet)).collect();
        let Ok(composed) = composed else { return Ok(()) };
        let splits = splits(plan, &composed, self, delivery);
        let seen = json!({ "operated": operated_model(plan, &splits, self) });
        // What depends on more than this is asked when the target is built.
        let mut early = self.refuses.iter().filter(|refuse| refuse.guard.when.is_some());
        if let Some(refuse) = early.find(|refuse| refuse.guard.holds(&seen)) {
            let at = refuse.guard.when.as_deref().and_then(|path| cause(path, plan, self));
            let help = refuse.help.as_deref().unwrap_or_default();
            return Err(refused(&codes::TARGET_REFUSED, at.unwrap_or(agent.span), refuse.why.clone(), help));
        }
        let Some(variable) = &self.variable else { return Ok(()) };
        for (index, container, agent, _) in operated(plan, self) {
            let Some(split) = splits.get(index) else { continue };
            let left: Vec<&Text> = split.pod.leading.iter().chain(&split.pod.options).collect();
            own_value(plan, container, variable)?;
            added(container, variable, &left)?;
            order(container, agent, variable)?;
        }
        Ok(())
    }
}

/// The consumer chooses the container, and a value holds its name.
pub fn unknown_container(plan: &Plan, composed: &[Composed]) -> Option<Refusal> {
    let values = |c: &'_ Composed| -> Vec<Text> {
        let env = c.env.iter().map(|variable| &variable.value);
        env.chain(&c.leading).chain(&c.options).cloned().collect()
    };
    let agents = plan.containers.iter().flat_map(|container| &container.agents);
    let beside = agents.flat_map(|agent| &agent.sidecars).flat_map(|sidecar| &sidecar.env);
    let unknown = |text: &Text| text.opaques().any(|opaque| matches!(opaque, Opaque::Unknown(_)));
    let all = composed.iter().flat_map(values).chain(beside.map(|(_, value)| value.clone()));
    let text = all.into_iter().find(unknown)?;
    let why = format!(
        "chooses the container when the pod is there, and {text} wants its name: name it, as in --set container=NAME"
    );
    Some(Refusal::target(why))
}

/// One custom resource names one image, with one set of plugins.
fn one_image(plan: &Plan, target: &Target) -> Result<(), Refusal> {
    let mut all = operated(plan, target);
    let Some((_, _, agent, files)) = all.next() else { return Ok(()) };
    let plugins = |files: &AgentFiles| -> Vec<(String, String)> {
        files.plugins.iter().map(|plugin| (plugin.image.clone(), plugin.source.clone())).collect()
    };
    let same = |other: &Agent, theirs: &AgentFiles| {
        other.profile == agent.profile && theirs.image == files.image && plugins(theirs) == plugins(files)
    };
    match all.find(|(_, _, other, theirs)| !same(other, theirs)) {
        Some((_, container, other, _)) => {
            let why =
                format!("loads one image into all containers of a pod; `{}` wants another", container.name);
            Err(refused(&codes::TARGET_REFUSED, other.span, why, "use one release and the same plugins"))
        }
        None => Ok(()),
    }
}

/// The variable that the consumer sets must not hold what the consumer would lose.
fn own_value(plan: &Plan, container: &Container, variable: &OwnVariable) -> Result<(), Refusal> {
    let name = &variable.name;
    let lost = |whose: &str, span: Span| {
        let why = format!("sets {name} by itself: the value of {whose} would be lost");
        Err(refused(&codes::TARGET_REFUSED, span, why, ELSEWHERE))
    };
    let manifest = plan.workload.as_ref().and_then(|workload| workload.manifest.as_ref());
    let entry = manifest.and_then(|m| {
        let env = container_of(m.document.pointer(&m.pod_spec)?, &container.name)?.get("env")?.as_array()?;
        env.iter().rfind(|entry| entry["name"] == **name).map(|entry| (m.span, entry))
    });
    match entry {
        Some((span, entry)) if entry.get("valueFrom").is_some_and(|from| *from != Json::Null) => {
            let why = format!("adds nothing to {name}, which the manifest takes from elsewhere");
            return Err(refused(
                &codes::OPTIONS_FROM_ELSEWHERE,
                span,
                why,
                "write the value into the manifest",
            ));
        }
        Some((span, _)) if !variable.appends => return lost("the manifest", span),
        _ => {}
    }
    let image = container.image_config.as_ref().is_some_and(|i| i.env.iter().any(|(known, _)| known == name));
    let own = container.env.iter().find(|(known, _)| known == name);
    match own {
        _ if variable.appends => Ok(()),
        Some((_, own)) => lost("the app", own.origin.span),
        None if image => lost("the image", container.span),
        None => Ok(()),
    }
}

/// Options of ours beside the agent need a variable that the consumer leaves alone or adds to.
fn added(container: &Container, variable: &OwnVariable, left: &[&Text]) -> Result<(), Refusal> {
    match left.first().filter(|_| container.variable == variable.name && !variable.appends) {
        Some(option) => {
            let why = format!("sets {} by itself: nothing can carry the option {option}", variable.name);
            Err(refused(&codes::TARGET_REFUSED, origin(container, option), why, ELSEWHERE))
        }
        None => Ok(()),
    }
}

const ELSEWHERE: &str = "carry the application's options by another variable (`launcher … variable=`), or choose a target that adds to the variable";

/// Where an option was asked for.
fn origin(container: &Container, option: &Text) -> Span {
    let own = container.jvm.iter().find(|own| own.value == *option).map(|own| own.origin.span);
    let of = |agent: &Agent| {
        let key = match JvmOption::parse(option) {
            JvmOption::Property { key, .. } => key.known().map(str::to_owned),
            _ => None,
        };
        let setting = agent.settings.iter().find(|planned| {
            planned.setting.carriers.iter().any(|carrier| Some(&carrier.name) == key.as_ref())
        });
        let assigned = agent.assigned.iter().find(|assigned| Some(&assigned.name) == key.as_ref());
        let by_profile = agent.jvm.iter().any(|own| own.value == *option).then_some(agent.span);
        let loads = agent.files.as_ref().is_some_and(|files| {
            let path = option.strip_prefix("-javaagent:");
            path.is_some_and(|path| path.strip_prefix(&files.mount).is_some())
        });
        setting
            .map(|planned| planned.value.origin.span)
            .or_else(|| assigned.map(|assigned| assigned.value.origin.span))
            .or(by_profile)
            .or_else(|| loads.then_some(agent.span))
    };
    own.or_else(|| container.agents.iter().find_map(of)).unwrap_or(container.span)
}

/// The consumer's agent stands behind what its variable holds already, and before what other variables hold.
fn order(container: &Container, agent: &Agent, variable: &OwnVariable) -> Result<(), Refusal> {
    let all =
        container.agents.iter().flat_map(|agent| agent.javaagents.iter().map(move |j| (agent, j.order)));
    let mut wanted: Vec<(&Agent, Order)> = all.collect();
    wanted.sort_by_key(|(_, order)| *order);
    let is_own = |(other, _): &(&Agent, Order)| other.profile == agent.profile;
    let (own, others): (Vec<_>, Vec<_>) = wanted.iter().copied().partition(is_own);
    let behind = container.variable == variable.name;
    let got = if behind { [others.as_slice(), &own].concat() } else { [own.as_slice(), &others].concat() };
    if got.iter().zip(&wanted).all(|((got, _), (wanted, _))| got.profile == wanted.profile) {
        return Ok(());
    }
    let other = others.first().map_or(agent, |(other, _)| other);
    let place = if behind { "behind" } else { "before" };
    let why = format!("loads `{}` {place} `{}`, which wants it otherwise", agent.profile, other.profile);
    Err(refused(&codes::AGENT_ORDER, other.span, why, "choose a target that writes the whole variable"))
}
