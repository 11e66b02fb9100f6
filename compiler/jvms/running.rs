//! The agents of a JVM whose profiles are known, with what they are given.

use std::borrow::Cow;

use crate::launch::{JvmOption, Sourced};
use crate::profile::{CarrierKind, Context, Setting};
use crate::text::{Opaque, Text};

use super::given::{Given, Said};
use super::identity::{ATTRIBUTES, entry};
use super::known::{Edition, Known};
use super::recognise::Recogniser;
use super::{Jvm, Loaded};

/// An agent and what it is given.
pub struct Running<'a> {
    /// Its profile.
    pub known: &'a Known,
    /// What holds of its release, as far as the profile lists it.
    pub edition: &'a Edition,
    /// Its release, where something says it.
    pub release: Option<&'a str>,
    /// The `-javaagent`; `None` where only variables speak of the agent: it is in the image, or an operator adds it.
    pub loaded: Option<&'a Loaded>,
    /// What the launch gives.
    pub given: Given<'a>,
    context: Context,
    /// For each thing that is said in [`Given::all`]: the setting whose value it is.
    settings: Vec<Option<Cow<'a, Setting>>>,
}

impl Recogniser {
    /// The known agents of a JVM, each once, in load order; where none is loaded, the one that its variables are for.
    pub fn running<'a>(&'a self, jvm: &'a Jvm) -> Vec<Running<'a>> {
        let mut found: Vec<Running> = Vec::new();
        for loaded in &jvm.agents {
            let Some(known) = self.of_loaded(loaded) else { continue };
            // The jar that the profile gives options to is the last one of it.
            found.retain(|earlier| earlier.known.name != known.name);
            found.push(Running::new(known, Some(loaded), jvm));
        }
        // One that is not known may be another make of the agent.
        if jvm.agents.is_empty() {
            let known = jvm.launch.env.keys().find_map(|name| self.variable(name));
            found.extend(known.map(|known| Running::new(known, None, jvm)));
        }
        let own = found.iter().map(|agent| agent.known);
        let all: Vec<&Known> = own.chain(self.others(jvm).map(|other| other.known)).collect();
        for agent in &mut found {
            agent.context = context(agent, &all, jvm);
            agent.settings = agent.effective();
        }
        found
    }
}

/// An agent that is told apart and not attached: a jar, or a library.
pub struct Other<'a> {
    /// What is known of it.
    pub known: &'a Known,
    /// The option that loads it.
    pub option: &'a Sourced,
    /// What it loads.
    pub file: Text,
}

impl Recogniser {
    /// The agents of a JVM that are told apart and not attached, in load order.
    pub fn others<'a>(&'a self, jvm: &'a Jvm) -> impl Iterator<Item = Other<'a>> {
        jvm.launch.options.iter().filter_map(|option| {
            let (JvmOption::JavaAgent { jar: file, .. } | JvmOption::AgentPath { path: file, .. }) =
                JvmOption::parse(&option.text)
            else {
                return None;
            };
            Some(Other { known: self.other(&file)?, option, file })
        })
    }
}

impl Other<'_> {
    /// Why it refuses to be beside these.
    pub fn refusals<'s>(&'s self, beside: &[&Known]) -> Vec<&'s str> {
        let others = || beside.iter().filter(|known| known.name != self.known.name);
        let roles = others().filter_map(|known| Some(known.role()?.as_str().to_owned())).collect();
        self.known.refusals(&Context { roles, ..Context::default() }).collect()
    }
}

impl<'a> Running<'a> {
    fn new(known: &'a Known, loaded: Option<&'a Loaded>, jvm: &'a Jvm) -> Self {
        let release = loaded.and_then(|loaded| loaded.release.as_deref());
        let edition = known.edition(release);
        let home = loaded.and_then(|loaded| loaded.agent.jar.known()).map(|jar| known.home(jar));
        let given = Given::of(edition.reading(), home.as_deref(), &jvm.launch);
        let (context, settings) = (Context::default(), Vec::new());
        Running { known, edition, release, loaded, given, context, settings }
    }

    fn effective(&self) -> Vec<Option<Cow<'a, Setting>>> {
        let mut found: Vec<Option<Cow<Setting>>> = Vec::new();
        for said in self.given.all() {
            let setting = self.setting_of(said).filter(|setting| {
                let mut others = found.iter().flatten();
                self.given.said(setting) == Some(said)
                    && !others.any(|other| other.name.value == setting.name.value)
            });
            found.push(setting);
        }
        found
    }

    /// The release that is talked of.
    pub fn release(&self) -> &str {
        self.release.unwrap_or(&self.edition.release)
    }

    /// Why the agent refuses to be in this JVM.
    pub fn refusals(&self) -> impl Iterator<Item = &'a str> {
        self.known.refusals(&self.context)
    }

    /// The JVM options that the agent needs in this JVM; templates.
    pub fn needs(&self) -> impl Iterator<Item = &'a str> {
        self.known.needs(&self.context)
    }

    /// The settings that a user gave, with the value that holds.
    pub fn settings(&self) -> Vec<(Cow<'_, Setting>, &Said)> {
        let all = self.given.all().zip(&self.settings);
        all.filter_map(|(said, setting)| Some((Cow::Borrowed(setting.as_deref()?), said))).collect()
    }

    /// The setting that something is said for, as it is in this JVM.
    pub fn setting_of(&self, said: &Said) -> Option<Cow<'a, Setting>> {
        let setting =
            kinds(self.given.reading(), said.kind).find_map(|kind| self.edition.written(kind, &said.name))?;
        Some(self.known.refined(&setting.name.value, &self.context).map_or(setting, Cow::Borrowed))
    }

    /// A setting by its name, as it is in this JVM.
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.known.refined(name, &self.context).or_else(|| self.edition.facts.settings.get(name))
    }

    /// What a concept has as its value, and who says it; empty values count as none.
    pub fn concept(&self, name: &str) -> Option<(Text, &Said)> {
        let of = |setting: &Setting| {
            let said = self.given.said(setting)?;
            Some((said.value.clone(), said)).filter(|(value, _)| !value.is_empty())
        };
        let attribute = || {
            let map = self.edition.concept(ATTRIBUTES)?;
            let said = self.given.said(map)?;
            Some((entry(map, &said.value, name)?, said))
        };
        self.edition.concept(name).and_then(of).or_else(attribute)
    }

    /// Whether an agent that is switched off says nothing any more.
    pub fn is_off(&self) -> bool {
        let enabled = self.edition.concept("agent.enabled").and_then(|setting| self.given.effective(setting));
        enabled.and_then(Text::known).is_some_and(|value| value.eq_ignore_ascii_case("false"))
    }

    /// Whether something is added to the agent that may know settings of its own.
    pub fn is_extended(&self) -> bool {
        self.settings().iter().any(|(setting, _)| setting.open)
    }

    /// Whether settings may stand where they cannot be seen: in a file that another setting names.
    pub fn has_further_settings(&self) -> bool {
        self.settings().iter().any(|(setting, _)| setting.further)
    }
}

/// The carriers that something which is said in one way may be.
pub fn kinds(reading: &super::Reading, kind: CarrierKind) -> impl Iterator<Item = CarrierKind> + use<> {
    let also = match kind {
        CarrierKind::Property => reading.env_as_property.then_some(CarrierKind::Env),
        CarrierKind::Option => reading.options_are_properties.then_some(CarrierKind::Property),
        CarrierKind::Env | CarrierKind::File => None,
    };
    std::iter::once(kind).chain(also)
}

fn context(agent: &Running, all: &[&Known], jvm: &Jvm) -> Context {
    let others = || all.iter().filter(|known| known.name != agent.known.name);
    let given = agent.given.all().filter_map(|said| {
        let setting = agent.edition.written(said.kind, &said.name)?;
        Some(setting.name.value.clone())
    });
    Context {
        jdk: jvm.jdk,
        release: agent.release().to_owned(),
        beside: others().flat_map(|known| known.names.iter().cloned()).collect(),
        roles: others().filter_map(|known| Some(known.role()?.as_str().to_owned())).collect(),
        launcher: jvm.launch.launcher.name().to_owned(),
        set: given.collect(),
        ..Context::default()
    }
}

/// The pod field that a text holds.
pub fn field(text: &Text) -> Option<&str> {
    text.opaques().find_map(|opaque| match opaque {
        Opaque::Field(path) => Some(path.as_str()),
        _ => None,
    })
}
