//! The values that a launch gives to an agent's carriers, read once: an agent has hundreds of settings.

use std::collections::BTreeMap;

use crate::launch::{Content, JvmOption, Launch, Lookup, clean};
use crate::profile::{Carrier, CarrierKind, Setting};
use crate::text::Text;

type Values = BTreeMap<String, Text>;

/// How an agent takes its settings.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// Which carrier wins, strongest first.
    pub precedence: &'a [CarrierKind],
    /// Between options behind the jar, and between their keys and values.
    pub option_syntax: (&'a str, &'a str),
    /// Its properties files, below its folder.
    pub files: Vec<&'a str>,
}

/// What one launch gives to one agent.
pub struct Given<'a> {
    reading: Reading<'a>,
    launch: &'a Launch,
    properties: Values,
    options: Values,
    files: BTreeMap<&'a str, Values>,
}

impl<'a> Given<'a> {
    /// Reads the launch for an agent that lives in this folder.
    pub fn of(reading: Reading<'a>, home: Option<&str>, launch: &'a Launch) -> Self {
        let files = reading.files.iter().filter_map(|path| Some((*path, lines(home?, launch, path)?)));
        Given {
            files: files.collect(),
            options: home.map(|home| agent_options(&reading, home, launch)).unwrap_or_default(),
            properties: properties(launch),
            reading,
            launch,
        }
    }

    /// Whether both give the same to every carrier; these variables carry no setting.
    pub fn agrees(&self, other: &Self, other_use: &dyn Fn(&str) -> bool) -> bool {
        let env =
            |given: &Self| given.launch.env.iter().filter(|(name, _)| !other_use(name)).collect::<Vec<_>>();
        env(self) == env(other)
            && self.properties == other.properties
            && self.options == other.options
            && self.files == other.files
    }

    /// The effective value of a setting, by the profile's own precedence.
    pub fn effective(&self, setting: &Setting) -> Option<&'_ Text> {
        self.written(setting).map(|(_, value)| value)
    }

    /// The effective value of a setting, and the carrier that has it.
    pub fn written<'s>(&self, setting: &'s Setting) -> Option<(&'s Carrier, &'_ Text)> {
        self.reading.precedence.iter().find_map(|kind| {
            let mut carriers = setting.carriers.iter().filter(|carrier| carrier.kind == *kind);
            carriers.find_map(|carrier| Some((carrier, self.value(carrier)?)))
        })
    }

    /// The value that one carrier has.
    pub fn value(&self, carrier: &Carrier) -> Option<&'_ Text> {
        match carrier.kind {
            CarrierKind::Env => self.launch.env.get(&carrier.name),
            CarrierKind::Property => self.properties.get(&carrier.name),
            CarrierKind::Option => self.options.get(&carrier.name),
            CarrierKind::File => self.files.get(carrier.file.as_deref()?)?.get(&carrier.name),
        }
    }
}

/// The last one of a name holds.
fn properties(launch: &Launch) -> Values {
    let parsed = launch.options.iter().filter_map(|option| match JvmOption::parse(&option.text) {
        JvmOption::Property { key, value } => Some((key.known()?.to_owned(), value)),
        _ => None,
    });
    parsed.collect()
}

/// The first one of a name holds.
fn agent_options(reading: &Reading, home: &str, launch: &Launch) -> Values {
    let (separator, assign) = reading.option_syntax;
    let own = launch.agents.iter().filter(|a| a.jar.known().is_some_and(|jar| clean(jar).starts_with(home)));
    let mut values = Values::new();
    for pair in own.filter_map(|a| a.options.as_ref()).flat_map(|text| split(text, separator)) {
        let parts = assign.chars().next().and_then(|assign| pair.split_once(assign));
        if let Some((key, value)) = parts.as_ref().and_then(|(key, value)| Some((key.known()?, value))) {
            values.entry(key.to_owned()).or_insert_with(|| value.clone());
        }
    }
    values
}

fn split(text: &Text, separator: &str) -> Vec<Text> {
    let Some(at) = separator.chars().next() else { return vec![text.clone()] };
    let (mut parts, mut rest) = (Vec::new(), text.clone());
    while let Some((part, tail)) = rest.split_once(at) {
        parts.push(part);
        rest = tail;
    }
    parts.push(rest);
    parts
}

/// Lines of a properties file that this build wrote, the last one of a key; other formats are compared whole.
fn lines(home: &str, launch: &Launch, path: &str) -> Option<Values> {
    let Lookup::Found { content: Content::Text(text), .. } = launch.files.lookup(&format!("{home}/{path}"))
    else {
        return None;
    };
    let unescaped =
        |text: &str| text.replace("\\ ", " ").replace("\\:", ":").replace("\\=", "=").replace("\\\\", "\\");
    let lines = text.lines().filter_map(|line| line.split_once('='));
    Some(lines.map(|(key, value)| (unescaped(key), Text::from(unescaped(value)))).collect())
}
