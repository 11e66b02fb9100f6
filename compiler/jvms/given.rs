//! The values that a launch gives to an agent's carriers, read once: an agent has hundreds of settings.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::launch::{Content, JvmOption, Launch, Lookup, Origin, clean};
use crate::profile::{Carrier, CarrierKind, Setting};
use crate::text::{Text, Unit};

use super::values::Values;

/// How an agent takes its settings.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// Which carrier wins, strongest first.
    pub precedence: &'a [CarrierKind],
    /// Between options behind the jar, and between their keys and values.
    pub option_syntax: (&'a str, &'a str),
    /// Between two of these the separators of options are text.
    pub option_quotes: &'a str,
    /// The keys of options are names of system properties.
    pub options_are_properties: bool,
    /// A system property that is called like the variable stands in for it.
    pub env_as_property: bool,
    /// Its properties files, below its folder.
    pub files: Vec<&'a str>,
}

/// A value and where a user gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// How it is written: a variable, a property, an option.
    pub kind: CarrierKind,
    /// Under which name.
    pub name: String,
    /// The value.
    pub value: Text,
    /// The variable or command it stands in.
    pub from: Origin,
    /// The JVM option that holds it; `None` for a variable of its own.
    pub word: Option<Text>,
}

/// What one launch gives to one agent.
pub struct Given<'a> {
    reading: Reading<'a>,
    spoken: Spoken,
    options: Values,
    files: BTreeMap<&'a str, BTreeMap<String, Text>>,
}

/// What a launch gives to any agent.
#[derive(Clone)]
pub(super) struct Spoken {
    variables: Rc<Values>,
    properties: Rc<Values>,
}

impl Spoken {
    pub fn of(launch: &Launch) -> Self {
        let variables = launch.env.iter().map(|(name, value)| variable(name, value)).collect();
        let variables = Rc::new(Values::first_of_each(variables));
        Spoken { variables, properties: Rc::new(properties(launch)) }
    }
}

impl<'a> Given<'a> {
    /// Reads the launch for an agent that lives in this folder.
    pub fn of(reading: Reading<'a>, home: Option<&str>, launch: &Launch) -> Self {
        Given::with(Spoken::of(launch), reading, home, launch)
    }

    /// The same where several agents are asked about one launch.
    pub(super) fn with(spoken: Spoken, reading: Reading<'a>, home: Option<&str>, launch: &Launch) -> Self {
        let files = reading.files.iter().filter_map(|path| Some((*path, lines(home?, launch, path)?)));
        Given {
            files: files.collect(),
            options: home.map(|home| agent_options(&reading, home, launch)).unwrap_or_default(),
            spoken,
            reading,
        }
    }

    /// Whether both give the same to every carrier; these variables carry no setting.
    pub fn agrees(&self, other: &Self, other_use: &dyn Fn(&str) -> bool) -> bool {
        fn values(all: &Values) -> impl Iterator<Item = (&String, &Text)> {
            all.iter().map(|said| (&said.name, &said.value))
        }
        let env = |given: &Self| {
            let own = values(&given.spoken.variables).filter(|(name, _)| !other_use(name));
            own.map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
        };
        env(self) == env(other)
            && values(&self.spoken.properties).eq(values(&other.spoken.properties))
            && values(&self.options).eq(values(&other.options))
            && self.files == other.files
    }

    /// The effective value of a setting, by the profile's own precedence.
    pub fn effective(&self, setting: &Setting) -> Option<&'_ Text> {
        let of = |kind: &CarrierKind| match kind {
            CarrierKind::File => setting
                .carriers
                .iter()
                .filter(|c| c.kind == *kind)
                .find_map(|c| self.files.get(c.file.as_deref()?)?.get(&c.name)),
            _ => self.by(*kind, setting).map(|said| &said.value),
        };
        let mut all = self.reading.precedence.iter().filter_map(of);
        let first = all.next()?;
        Some(if is_valid(setting, first) {
            first
        } else {
            all.find(|it| is_valid(setting, it)).unwrap_or(first)
        })
    }

    /// Where the effective value is said; `None` where a file says it, or nobody.
    pub fn said(&self, setting: &Setting) -> Option<&Said> {
        let mut all = self.reading.precedence.iter().filter_map(|kind| self.by(*kind, setting));
        let first = all.next()?;
        let valid = |said: &&Said| is_valid(setting, &said.value);
        Some(if valid(&first) { first } else { all.find(valid).unwrap_or(first) })
    }

    fn by(&self, kind: CarrierKind, setting: &Setting) -> Option<&Said> {
        setting.carriers.iter().find_map(|carrier| self.one(kind, carrier))
    }

    fn one(&self, kind: CarrierKind, carrier: &Carrier) -> Option<&Said> {
        match (kind, carrier.kind) {
            (CarrierKind::Env, CarrierKind::Env) => {
                let stands_in =
                    self.reading.env_as_property.then(|| self.spoken.properties.get(&carrier.name));
                stands_in.flatten().or_else(|| self.spoken.variables.get(&carrier.name))
            }
            (CarrierKind::Property, CarrierKind::Property) => self.spoken.properties.get(&carrier.name),
            (CarrierKind::Option, CarrierKind::Option) => self.options.get(&carrier.name),
            (CarrierKind::Option, CarrierKind::Property) if self.reading.options_are_properties => {
                self.options.get(&carrier.name)
            }
            _ => None,
        }
    }

    /// How the agent takes its settings.
    pub fn reading(&self) -> &Reading<'a> {
        &self.reading
    }

    /// Everything that is said with a variable, a property or an option, for this agent or not.
    pub fn all(&self) -> impl Iterator<Item = &Said> {
        let Spoken { variables, properties } = &self.spoken;
        variables.iter().chain(properties.iter()).chain(self.options.iter())
    }
}

/// Whether a source of a value is the one that holds: some agents pass over what they do not take.
pub(super) fn is_valid(setting: &Setting, value: &Text) -> bool {
    !setting.skips_invalid || value.known().is_none_or(|known| setting.takes(known))
}

fn variable(name: &str, value: &Text) -> Said {
    let from = Origin::Variable(name.to_owned());
    Said { kind: CarrierKind::Env, name: name.to_owned(), value: value.clone(), from, word: None }
}

/// The last one of a name holds.
fn properties(launch: &Launch) -> Values {
    let parsed = launch.options.iter().filter_map(|option| match JvmOption::parse(&option.text) {
        JvmOption::Property { key, value } => {
            let (name, from) = (key.known()?.to_owned(), option.from.clone());
            let word = Some(option.text.clone());
            Some(Said { kind: CarrierKind::Property, name, value, from, word })
        }
        _ => None,
    });
    Values::last_of_each(parsed.collect())
}

/// The first one of a name holds.
fn agent_options(reading: &Reading, home: &str, launch: &Launch) -> Values {
    let (separator, assign) = reading.option_syntax;
    let own = launch.agents.iter().filter(|a| a.jar.known().is_some_and(|jar| clean(jar).starts_with(home)));
    let mut values = Vec::new();
    for (agent, options) in own.filter_map(|agent| Some((agent, agent.options.as_ref()?))) {
        let pairs = match reading.option_quotes {
            "" => split(options, separator)
                .into_iter()
                .filter_map(|pair| pair.split_once(assign.chars().next()?))
                .collect(),
            quotes => quoted(options, separator, assign, quotes),
        };
        for (key, value) in pairs {
            if let Some(name) = key.known().map(str::to_owned) {
                let (kind, from) = (CarrierKind::Option, agent.from.clone());
                let word = Some(Text::join([Text::from("-javaagent:"), agent.jar.clone()], ""));
                values.push(Said { kind, name, value, from, word });
            }
        }
    }
    Values::first_of_each(values)
}

fn split(text: &Text, separator: &str) -> Vec<Text> {
    separator.chars().next().map_or_else(|| vec![text.clone()], |at| text.split(at))
}

/// Pairs of an agent that knows quotes, which it drops. One that is none ends its reading.
fn quoted(text: &Text, separator: &str, assign: &str, quotes: &str) -> Vec<(Text, Text)> {
    let (mut pairs, mut terms, mut is_open) = (Vec::new(), vec![Text::empty()], false);
    let is = |unit: Unit, sign: &str| matches!(unit, Unit::Char(c) if sign.contains(c));
    let pair = |terms: Vec<Text>| <[Text; 2]>::try_from(terms).ok().map(|[key, value]| (key, value));
    for unit in text.units() {
        match unit {
            unit if is(unit, quotes) => is_open = !is_open,
            unit if !is_open && is(unit, assign) => terms.push(Text::empty()),
            unit if !is_open && is(unit, separator) => {
                match pair(std::mem::replace(&mut terms, vec![Text::empty()])) {
                    Some(one) => pairs.push(one),
                    None => return pairs,
                }
            }
            unit => terms.iter_mut().last().into_iter().for_each(|term| term.push(unit)),
        }
    }
    pairs.extend(pair(terms));
    pairs
}

/// Lines of a properties file that this build wrote, the last one of a key; other formats are compared whole.
fn lines(home: &str, launch: &Launch, path: &str) -> Option<BTreeMap<String, Text>> {
    let Lookup::Found { content: Content::Text(text), .. } = launch.files.lookup(&format!("{home}/{path}"))
    else {
        return None;
    };
    let unescaped =
        |text: &str| text.replace("\\ ", " ").replace("\\:", ":").replace("\\=", "=").replace("\\\\", "\\");
    let lines = text.lines().filter_map(|line| line.split_once('='));
    Some(lines.map(|(key, value)| (unescaped(key), Text::from(unescaped(value)))).collect())
}
