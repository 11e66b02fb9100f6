//! From settings to what a container is given: variables, options in order, files.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::profile::{Carrier, CarrierKind, Order, Setting};
use crate::text::{Opaque, Text};

use super::config_file::{self, Entry};
use super::{Agent, Container, Plan};

/// A variable of the container.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Text,
    /// The profile it is for; none where the application itself wants it.
    pub profile: Option<String>,
}

/// A file in an agent's folder.
#[derive(Clone, Debug, PartialEq)]
pub struct FileText {
    /// The profile it belongs to.
    pub profile: String,
    /// Below the agent's folder.
    pub path: String,
    /// The whole text; `None` where a ConfigMap of the cluster gives it.
    pub text: Option<String>,
}

/// What a container is given beside its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composed {
    /// Variables, the carrying one apart, in order.
    pub env: Vec<Variable>,
    /// Options that must stand before the application's own.
    pub leading: Vec<Text>,
    /// Options that stand after them.
    pub options: Vec<Text>,
    /// Files written whole.
    pub files: Vec<FileText>,
}

/// The ConfigMap of the cluster that holds what nobody set in an unbound build.
pub fn cluster_map(profile: &str) -> String {
    format!("agent-{profile}")
}

/// Chooses a carrier for every setting, the first listed that is allowed and can hold the value.
pub fn compose(
    plan: &Plan,
    container: &Container,
    allowed: &[CarrierKind],
    sink: &Sink,
) -> Result<Composed, Reported> {
    let mut composed = Composed::default();
    let mut per_agent: Vec<Parts> = Vec::new();
    let mut result = Ok(());
    composed.env.extend(container.env.iter().map(|(name, value)| Variable {
        name: name.clone(),
        value: value.value.clone(),
        profile: None,
    }));
    for agent in &container.agents {
        let mut parts = Parts::default();
        result = parts.take(agent, allowed, plan.unbound, sink).and(result);
        for mut variable in parts.env.drain(..) {
            variable.profile = Some(agent.profile.clone());
            result = add_variable(&mut composed.env, variable, agent, container, sink).and(result);
        }
        composed.files.extend(parts.files(agent, plan.unbound));
        per_agent.push(parts);
    }
    order_options(container, &per_agent, &mut composed);
    composed.options.extend(container.jvm.iter().map(|option| option.value.clone()));
    result.map(|()| composed)
}

#[derive(Default)]
struct Parts {
    env: Vec<Variable>,
    properties: Vec<Text>,
    options: Vec<(String, Text)>,
    files: BTreeMap<String, Vec<Entry>>,
}

impl Parts {
    fn take(
        &mut self,
        agent: &Agent,
        allowed: &[CarrierKind],
        unbound: bool,
        sink: &Sink,
    ) -> Result<(), Reported> {
        let mut result = Ok(());
        // A setting without a carrier stands in templates only.
        for planned in agent.settings.iter().filter(|planned| !planned.setting.carriers.is_empty()) {
            let value = &planned.value.value;
            match carrier_of(&planned.setting, value, allowed, unbound) {
                Some(Carrier { kind: CarrierKind::File, name, file }) => {
                    let file = file.clone().unwrap_or_default();
                    self.files.entry(file).or_default().push(Entry::new(name, value, &planned.setting));
                }
                Some(carrier) => self.put(carrier, value),
                None => {
                    let message =
                        format!("nothing can carry `{}` = {value} here", planned.setting.name.value);
                    let diagnostic =
                        Diagnostic::new(&codes::TARGET_REFUSED, planned.value.origin.span, message);
                    let diagnostic =
                        diagnostic.related(planned.setting.span, "it may be written only like this");
                    result = Err(sink.error(diagnostic));
                }
            }
        }
        for assigned in &agent.assigned {
            let carrier = Carrier { kind: assigned.kind, name: assigned.name.clone(), file: None };
            self.put(&carrier, &assigned.value.value);
        }
        result
    }

    fn put(&mut self, carrier: &Carrier, value: &Text) {
        let name = carrier.name.clone();
        match carrier.kind {
            CarrierKind::Env => self.env.push(Variable { name, value: value.clone(), profile: None }),
            CarrierKind::Property => {
                let mut token = Text::from(format!("-D{name}="));
                token.append(value);
                self.properties.push(token);
            }
            CarrierKind::Option => self.options.push((name, value.clone())),
            // Only settings stand in files.
            CarrierKind::File => {}
        }
    }

    fn files(&self, agent: &Agent, unbound: bool) -> Vec<FileText> {
        let one = |file: &super::ConfigFile| {
            let lines = self.files.get(&file.path).map(Vec::as_slice).unwrap_or_default();
            let open = lines.iter().any(|entry| entry.value.known().is_none());
            let text = (!(unbound && open)).then(|| config_file::print(&file.format, lines));
            FileText { profile: agent.profile.clone(), path: file.path.clone(), text }
        };
        agent.config_files.iter().map(one).collect()
    }
}

/// The first carrier that the target allows and that can hold the value.
pub fn carrier_of<'s>(
    setting: &'s Setting,
    value: &Text,
    allowed: &[CarrierKind],
    unbound: bool,
) -> Option<&'s Carrier> {
    let secret = setting.sensitive || value.opaques().any(|o| matches!(o, Opaque::Secret { .. }));
    let fits = |carrier: &&Carrier| {
        let holds = match carrier.kind {
            CarrierKind::Env => true,
            // On a command line everybody on the node can read it.
            CarrierKind::Property | CarrierKind::Option => !secret,
            CarrierKind::File => value.known().is_some() || unbound,
        };
        allowed.contains(&carrier.kind) && holds
    };
    setting.carriers.iter().find(fits)
}

/// In quotes, where without them nothing or its end would not be seen.
fn quoted(value: &Text) -> String {
    let text = value.to_string();
    if text.is_empty() || text != text.trim() { format!("\"{text}\"") } else { text }
}

fn add_variable(
    env: &mut Vec<Variable>,
    variable: Variable,
    agent: &Agent,
    container: &Container,
    sink: &Sink,
) -> Result<(), Reported> {
    match env.iter().find(|known| known.name == variable.name) {
        None => env.push(variable),
        Some(known) if known.value == variable.value => {}
        Some(known) => {
            let message = format!(
                "{} would be {}, and for `{}` it must be {}",
                known.name,
                quoted(&known.value),
                agent.profile,
                quoted(&variable.value)
            );
            let by_app = container.env.iter().find(|(name, _)| *name == known.name).map(|(_, own)| own);
            let by_hand = agent.assigned.iter().find(|a| a.kind == CarrierKind::Env && a.name == known.name);
            let own = by_app.or(by_hand.map(|assigned| &assigned.value)).map(|own| own.origin.span);
            let diagnostic = Diagnostic::new(&codes::NAME_COLLISION, own.unwrap_or(agent.span), message);
            let diagnostic =
                own.iter().fold(diagnostic, |it, _| it.related(agent.span, "the agent is used here"));
            return Err(sink.error(diagnostic.help("give the value once: as a setting of the agent")));
        }
    }
    Ok(())
}

/// `first` agents, then (the application's own), then early, late, last, each with its own properties behind
/// all agents, so that the order of agents is seen at a glance.
fn order_options(container: &Container, parts: &[Parts], composed: &mut Composed) {
    let mut agents: Vec<(Order, Text)> = Vec::new();
    for (agent, parts) in container.agents.iter().zip(parts) {
        for (index, javaagent) in agent.javaagents.iter().enumerate() {
            let mount = agent.files.as_ref().map_or("", |files| files.mount.trim_end_matches('/'));
            let mut token = Text::from(format!("-javaagent:{mount}/{}", javaagent.jar.value));
            if index + 1 == agent.javaagents.len() {
                token.append(&agent_options(agent, &parts.options));
            }
            agents.push((javaagent.order, token));
        }
    }
    agents.sort_by_key(|(order, _)| *order);
    let (first, rest): (Vec<_>, Vec<_>) = agents.into_iter().partition(|(order, _)| *order == Order::First);
    composed.leading.extend(first.into_iter().map(|(_, token)| token));
    composed.options.extend(rest.into_iter().map(|(_, token)| token));
    for (agent, parts) in container.agents.iter().zip(parts) {
        composed.options.extend(agent.jvm.iter().map(|option| option.value.clone()));
        composed.options.extend(parts.properties.iter().cloned());
    }
}

fn agent_options(agent: &Agent, options: &[(String, Text)]) -> Text {
    let (separator, assign) = &agent.option_syntax;
    let one = |(name, value): &(String, Text)| {
        let mut text = Text::from(format!("{name}{assign}"));
        text.append(value);
        text
    };
    let joined = Text::join(options.iter().map(one), separator);
    if joined.is_empty() {
        return joined;
    }
    let mut text = Text::from("=");
    text.append(&joined);
    text
}
