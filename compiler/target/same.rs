//! "Same launch": what a read-back launch must share with the plan.
//!
//! Agents in order; for every setting the effective value by the profile's own precedence; the application's own
//! options in their order; every jar, file and writable folder at the path that is used. The agent's home, the
//! carrying variable and what `target.kdl` lists under `adds` may differ. Nothing else may.

use std::collections::{BTreeMap, BTreeSet};

use crate::jvms::{Given, Reading};
use crate::launch::{
    Agent as LoadedAgent, Content, JvmOption, Launch, Layer, Origin, Sourced, Tree, clean, option_key,
};
use crate::plan::{Agent, Composed, Container};
use crate::profile::{Order, Setting};
use crate::text::{Piece, Text, Unit};

use super::consumer::Addition;
use super::files::{agent_files, companion_volumes};
use super::model::HELPER_PREFIX;

/// What a launch is compared with.
pub struct Expected<'a> {
    /// The JVM.
    pub container: &'a Container,
    /// What it is given beside its own.
    pub composed: &'a Composed,
    /// Its launch without us.
    pub base: &'a Launch,
    /// Variables that the consumer sets by itself.
    pub adds: &'a [Addition],
    /// Options that the consumer writes by itself, wherever it does.
    pub written: &'a [Text],
    /// Whether the agent's folder may be writable: the consumer decides.
    pub writable_home: bool,
}

/// Every way in which the launch is not the planned one.
pub fn differences(expected: &Expected, got: &Launch) -> Vec<String> {
    let mut found = Vec::new();
    let got = &without_additions(expected, got);
    let homes = agents(expected, got, &mut found);
    options(expected, &homes, got, &mut found);
    variables(expected, got, &mut found);
    for agent in &expected.container.agents {
        let home = homes.get(agent.profile.as_str()).cloned();
        settings(agent, home.as_deref(), expected, got, &mut found);
        if let Some(files) = &agent.files {
            match home {
                Some(home) => agent_files(expected, agent, files, &home, got, &mut found),
                None if !agent.javaagents.is_empty() => {}
                None => agent_files(expected, agent, files, &files.mount, got, &mut found),
            }
        }
        companion_volumes(agent, got, &mut found);
    }
    // What else is lost shows above: an option, an agent or a variable is not where the plan has it.
    let fatal = got.lost.iter().filter(|lost| lost.why.is_fatal());
    found.extend(fatal.map(|lost| format!("{} in {} stops the JVM: {}", lost.what, lost.from, lost.why)));
    found
}

/// The launch without what the consumer adds to variables.
fn without_additions(expected: &Expected, got: &Launch) -> Launch {
    let mut got = got.clone();
    for addition in expected.adds {
        match (wanted(expected, &addition.name), got.env.get_mut(&addition.name)) {
            (None, Some(_)) => drop(got.env.remove(&addition.name)),
            (Some(wanted), Some(value)) if goes_on(value, wanted, addition.separator.as_deref()) => {
                *value = wanted.clone();
            }
            _ => {}
        }
    }
    got
}

/// What a variable should hold.
fn wanted<'a>(expected: &'a Expected, name: &str) -> Option<&'a Text> {
    let ours = expected.composed.env.iter().find(|variable| variable.name == name);
    ours.map(|variable| &variable.value).or_else(|| expected.base.env.get(name))
}

/// Whether the value is this start and, behind the separator, something more.
fn goes_on(value: &Text, start: &Text, separator: Option<&str>) -> bool {
    let Some(separator) = separator else { return false };
    let parted = matches!(start.pieces().last(), Some(Piece::Known(text)) if text.ends_with(separator));
    let between = if parted { "" } else { separator };
    let mut units = value.units();
    start.units().chain(between.chars().map(Unit::Char)).all(|unit| units.next() == Some(unit))
}

/// The launch as planned, whatever form it takes: the application's own and what it is given.
fn planned(expected: &Expected) -> Launch {
    let mut launch = expected.base.clone();
    let from = Origin::Variable(expected.container.variable.clone());
    let options = expected.composed.leading.iter().chain(&expected.composed.options);
    for option in options {
        if let JvmOption::JavaAgent { jar, options } = JvmOption::parse(option) {
            launch.agents.push(LoadedAgent { jar, options, from: from.clone(), maybe: false });
        }
        launch.options.push(Sourced::new(option.clone(), from.clone()));
    }
    launch.env.extend(expected.composed.env.iter().map(|v| (v.name.clone(), v.value.clone())));
    for file in &expected.composed.files {
        let agent = expected.container.agents.iter().find(|agent| agent.profile == file.profile);
        let mount = agent.and_then(|agent| agent.files.as_ref()).map(|files| files.mount.clone());
        if let (Some(mount), Some(text)) = (mount, &file.text) {
            let layer = Layer { at: String::new(), content: Content::Text(text.clone()) };
            let tree = Tree { layers: vec![layer], writable: false };
            launch.files.trees.insert(clean(&format!("{mount}/{}", file.path)), tree);
        }
    }
    launch
}

/// Folder by profile, as the launch uses it.
type Homes<'a> = BTreeMap<&'a str, String>;

fn agents<'a>(expected: &'a Expected, got: &Launch, found: &mut Vec<String>) -> Homes<'a> {
    let mut ours: Vec<(&Agent, &str, Order)> = Vec::new();
    for agent in &expected.container.agents {
        ours.extend(agent.javaagents.iter().map(|j| (agent, j.jar.value.as_str(), j.order)));
    }
    ours.sort_by_key(|(_, _, order)| *order);
    let mut homes = Homes::new();
    let (mut next, mut foreign) = (0, Vec::new());
    for (position, loaded) in got.agents.iter().enumerate() {
        let jar = loaded.jar.known().unwrap_or_default();
        let home = ours.get(next).and_then(|(_, relative, _)| jar.strip_suffix(relative)?.strip_suffix('/'));
        let Some((home, (agent, _, order))) = home.zip(ours.get(next)) else {
            foreign.push(&loaded.jar);
            continue;
        };
        let at_edge = match order {
            Order::First => position == 0,
            Order::Last => position + 1 == got.agents.len(),
            Order::Early | Order::Late => true,
        };
        if !at_edge {
            found.push(format!(
                "{jar} must load {order:?}, it is number {} of {}",
                position + 1,
                got.agents.len()
            ));
        }
        homes.insert(&agent.profile, clean(home));
        next += 1;
    }
    for (agent, jar, _) in &ours[next..] {
        found.push(format!("`{}` is not loaded where it should be: {jar}", agent.profile));
    }
    let own: Vec<&Text> = expected.base.agents.iter().map(|a| &a.jar).collect();
    if own != foreign {
        let names: Vec<String> = foreign.iter().map(ToString::to_string).collect();
        found.push(format!("agents that are not the plan's: {}", names.join(", ")));
    }
    homes
}

/// Our options, with the homes of agents put in place of what the plan wrote.
fn moved(option: &Text, container: &Container, homes: &Homes) -> Text {
    let Some(text) = option.known() else { return option.clone() };
    for agent in &container.agents {
        let (Some(files), Some(home)) = (&agent.files, homes.get(agent.profile.as_str())) else { continue };
        let mount = clean(&files.mount);
        if let Some(at) = text.find(&mount).filter(|_| mount != *home) {
            return Text::from(format!("{}{home}{}", &text[..at], &text[at + mount.len()..]));
        }
    }
    option.clone()
}

fn options(expected: &Expected, homes: &Homes, got: &Launch, found: &mut Vec<String>) {
    let plain = |text: &Text| !matches!(JvmOption::parse(text), JvmOption::JavaAgent { .. });
    let base: Vec<&Sourced> = expected.base.options.iter().filter(|o| plain(&o.text)).collect();
    let ours = expected.composed.leading.iter().chain(&expected.composed.options);
    let ours = ours.filter(|o| plain(o)).map(|o| moved(o, expected.container, homes));
    let (mut written, ours): (Vec<Text>, Vec<Text>) = ours.partition(|o| expected.written.contains(o));
    let (mut own_at, mut our_at) = (0, 0);
    for option in got.options.iter().map(|o| &o.text).filter(|o| plain(o)) {
        if let Some(at) = written.iter().position(|written| written == option) {
            written.remove(at);
            continue;
        }
        if base.get(own_at).is_some_and(|own| own.text == *option) {
            own_at += 1;
        } else if ours.get(our_at) == Some(option) {
            our_at += 1;
            let rest = base.iter().skip(own_at);
            if let Some(own) = rest.copied().find(|own| is_overridden(expected, own, option)) {
                found.push(format!("option {option} must stand behind the application's {}", own.text));
            }
        } else {
            found.push(format!("option {option} is not where the plan has it"));
            return;
        }
    }
    for missing in base.iter().skip(own_at) {
        found.push(format!("the application's option {} is lost", missing.text));
    }
    for missing in ours.iter().skip(our_at).chain(&written) {
        found.push(format!("option {missing} is missing"));
    }
}

/// Whether our option is to replace one that the application has in the same variable: the last one holds.
fn is_overridden(expected: &Expected, own: &Sourced, ours: &Text) -> bool {
    let key = |text: &Text| text.known().map(option_key);
    own.from == Origin::Variable(expected.container.variable.clone()) && key(&own.text) == key(ours)
}

fn variables(expected: &Expected, got: &Launch, found: &mut Vec<String>) {
    let ours: BTreeMap<&str, &Text> =
        expected.composed.env.iter().map(|v| (v.name.as_str(), &v.value)).collect();
    let names: BTreeSet<&str> = ours
        .keys()
        .copied()
        .chain(expected.base.env.keys().map(String::as_str))
        .chain(got.env.keys().map(String::as_str))
        .collect();
    for name in names {
        let wanted = ours.get(name).copied().or_else(|| expected.base.env.get(name));
        match (wanted, got.env.get(name)) {
            _ if is_options_variable(expected.container, name) => {}
            (Some(wanted), Some(value)) if wanted == value => {}
            (Some(wanted), Some(value)) => found.push(format!("{name} is {value}, planned is {wanted}")),
            (Some(_), None) => found.push(format!("{name} is not set")),
            (None, Some(value)) if name.starts_with(HELPER_PREFIX) && value.sole_opaque().is_some() => {}
            (None, _) => found.push(format!("{name} is set, which nobody planned")),
        }
    }
}

fn is_options_variable(container: &Container, name: &str) -> bool {
    name == container.variable || name == "JAVA_TOOL_OPTIONS"
}

fn reading(agent: &Agent) -> Reading<'_> {
    let (separator, assign) = &agent.option_syntax;
    let files = agent.config_files.iter().filter(|file| file.format == "properties");
    Reading {
        precedence: &agent.precedence,
        option_syntax: (separator, assign),
        option_quotes: "",
        options_are_properties: false,
        env_as_property: false,
        files: files.map(|file| file.path.as_str()).collect(),
    }
}

/// The effective value of every setting of the profile, by its own precedence.
fn settings(agent: &Agent, home: Option<&str>, expected: &Expected, got: &Launch, found: &mut Vec<String>) {
    let planned = planned(expected);
    let mount = agent.files.as_ref().map(|files| files.mount.as_str());
    let (by_plan, by_launch) =
        (Given::of(reading(agent), mount, &planned), Given::of(reading(agent), home, got));
    let other_use =
        |name: &str| is_options_variable(expected.container, name) || name.starts_with(HELPER_PREFIX);
    // Where both give the same, a setting that nobody gave is worth the same: an agent has hundreds.
    let agree = by_plan.agrees(&by_launch, &other_use);
    let stated =
        |setting: &Setting| agent.settings.iter().any(|p| p.setting.name.value == setting.name.value);
    let carried = agent.known.iter().filter(|setting| !setting.carriers.is_empty());
    for setting in carried.filter(|setting| !agree || stated(setting)) {
        let given = agent.settings.iter().find(|p| p.setting.name.value == setting.name.value);
        let wanted = match given {
            Some(given) => Some(&given.value.value),
            None => by_plan.effective(setting),
        };
        let effective = by_launch.effective(setting);
        if effective != wanted && !open_file(expected, agent, setting) {
            let show = |text: Option<&Text>| text.map_or_else(|| "unset".to_owned(), ToString::to_string);
            found.push(format!(
                "`{}` of `{}` would be {}, planned is {}",
                setting.name.value,
                agent.profile,
                show(effective),
                show(wanted)
            ));
        }
    }
}

/// A setting that has another value than the plan says, as soon as the application's own options are beside it.
pub struct Overridden<'a> {
    /// The agent.
    pub agent: &'a Agent,
    /// The setting.
    pub setting: &'a Setting,
    /// The value that holds.
    pub value: Text,
}

/// Settings that no form can carry: something of the application's own is stronger.
pub fn overridden<'a>(expected: &'a Expected) -> Vec<Overridden<'a>> {
    let planned = planned(expected);
    let mut found = Vec::new();
    for agent in &expected.container.agents {
        let mount = agent.files.as_ref().map(|files| files.mount.as_str());
        let given = Given::of(reading(agent), mount, &planned);
        for one in agent.settings.iter().filter(|one| !open_file(expected, agent, &one.setting)) {
            let value = given.effective(&one.setting).filter(|value| **value != one.value.value);
            found.extend(value.map(|value| Overridden {
                agent,
                setting: &one.setting,
                value: value.clone(),
            }));
        }
    }
    found
}

/// Whether the setting stands in a file that the cluster's own ConfigMap gives.
fn open_file(expected: &Expected, agent: &Agent, setting: &Setting) -> bool {
    let mut files = setting.carriers.iter().filter_map(|c| c.file.as_ref());
    files.any(|path| {
        expected
            .composed
            .files
            .iter()
            .any(|f| f.profile == agent.profile && f.path == *path && f.text.is_none())
    })
}
