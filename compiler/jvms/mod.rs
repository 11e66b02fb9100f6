//! Every JVM that a file starts: what it gets, which agents those are, whether their files arrive, who it says
//! it is.

mod arrival;
mod compose;
mod contents;
mod dockerfile;
mod fields;
mod given;
mod hidden;
mod identity;
mod injected;
mod known;
mod manifest;
mod misplaced;
mod near;
mod pattern;
mod recognise;
mod release;
mod resource;
mod running;
mod script;
mod setter;
mod shape;
mod start;
mod values;

use std::collections::BTreeSet;

use crate::launch::{Agent, Container, Launch, Launcher, Origin, holds_options, launch, starts};
use crate::read::Provider;
use crate::read::compose::Published;
use crate::read::manifest::Workload;
use crate::source::Span;

pub use arrival::{Arrival, Arrives};
pub use compose::in_compose;
pub use contents::Has;
pub use dockerfile::{in_dockerfile, refused};
pub use given::{Given, Reading, Said};
pub use hidden::is_from_secret;
pub use identity::Identity;
pub use injected::Injected;
pub use known::{Edition, Known};
pub use manifest::{Cluster, Images, InDocument, Told, config_maps, crowded, in_document};
pub use misplaced::Misplaced;
pub use near::{Home, Near};
pub use recognise::{Recogniser, fits};
pub use resource::Told as Resource;
pub use running::{Other, Running, field, kinds};
pub use script::in_script;
pub use setter::Setter;
pub use shape::misshapen;

/// A JVM and what it will see.
#[derive(Debug)]
pub struct Jvm {
    /// Where it is started: the container, or the file.
    pub place: Span,
    /// The object whose pods it runs in.
    pub workload: Option<Workload>,
    /// Where in its document the pod's spec stands, as a JSON pointer; empty where it is in none.
    pub pod: String,
    /// The container.
    pub container: Option<String>,
    /// Its image.
    pub image: Option<String>,
    /// The folder that it starts in, where it is known.
    pub cwd: Option<String>,
    /// Its feature release, as far as the image tells.
    pub jdk: Option<u32>,
    /// Whether image or command show how it is started: else its variables were taken for a hint.
    pub launcher_seen: bool,
    /// What it gets.
    pub launch: Launch,
    /// The agents it loads, in order.
    pub agents: Vec<Loaded>,
    /// The profile that its variables speak to, where nothing that is known loads an agent: the image may.
    pub configured: Option<String>,
    /// The agents that operators are asked to add.
    pub injected: Vec<Injected>,
    /// Names of its variables in the order in which they are set, and who sets each.
    pub variables: Vec<(String, Setter)>,
    /// Who it says it is.
    pub identity: Identity,
    /// Where its options, command and variables are written.
    pub places: Places,
    /// Who starts it.
    pub starter: Starter,
    /// The memory of its service in Compose, and where that is written.
    pub memory: Option<(u64, Span)>,
    /// Ports that a host passes on to it.
    pub published: Vec<Published>,
}

/// Who starts a JVM, and so what is done to its variables and its command before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Starter {
    /// A kubelet, or nobody that is known.
    #[default]
    Kubelet,
    /// Docker Compose.
    Compose,
}

/// An agent that a JVM loads.
#[derive(Debug)]
pub struct Loaded {
    /// The profile that knows it.
    pub profile: Option<String>,
    /// The `-javaagent`.
    pub agent: Agent,
    /// Whether its jar is there.
    pub arrival: Arrival,
    /// Its release, where a name says it.
    pub release: Option<String>,
}

/// Places of what a container says.
#[derive(Debug, Default)]
pub struct Places {
    /// Of variables, the last of a name.
    pub variables: Vec<(String, Span)>,
    /// Of `command` or ENTRYPOINT.
    pub command: Option<Span>,
    /// Of `args` or CMD.
    pub args: Option<Span>,
}

impl Jvm {
    /// Where something is written: the variable, the command, else the container or the file.
    pub fn place_of(&self, origin: &Origin) -> Span {
        self.written_at(origin).unwrap_or(self.place)
    }

    /// Where something is written, where that is known.
    pub fn written_at(&self, origin: &Origin) -> Option<Span> {
        match origin {
            Origin::Variable(name) => {
                let set = self.variables.iter().find(|(own, _)| own == name);
                let scripted = || set.is_none_or(|(_, from)| *from == Setter::Script);
                let own = self.places.variables.iter().rev().find(|(own, _)| own == name);
                own.map(|(_, span)| *span)
                    .or_else(|| self.places.args.or(self.places.command).filter(|_| scripted()))
            }
            Origin::Command | Origin::Entrypoint => self.places.command,
            Origin::Args | Origin::Cmd => self.places.args,
            Origin::Script => self.places.args.or(self.places.command),
        }
    }
}

/// A container that may run a JVM.
struct Candidate<'a> {
    given: &'a Container,
    image: &'a str,
    provider: &'a dyn Fn(&str) -> Provider,
    /// What is known besides: a file that is called after its launcher.
    launcher: Option<Launcher>,
    /// The agents that operators are asked to add.
    injected: Vec<Injected>,
    /// Where who brings a path has it from.
    source: &'a dyn Fn(&Provider, &str) -> Option<release::Source>,
    /// Whether files that are not known stand beside those of an image: the application's own, or of a build.
    may_change: &'a dyn Fn(&str) -> bool,
}

impl Recogniser {
    /// What the JVMs in a container see: several where a script may start one or another. None where nothing says
    /// that there is one.
    fn jvms(&self, candidate: &Candidate, place: Span) -> Vec<Jvm> {
        let with_runner = self.with_runner(candidate.given, candidate.image);
        let given = with_runner.as_ref().unwrap_or(candidate.given);
        let candidate = &Candidate { given, injected: candidate.injected.clone(), ..*candidate };
        let more = starts(given).len();
        let one = |start: usize| {
            let given = Container { start, ..given.clone() };
            self.jvm(&Candidate { given: &given, injected: candidate.injected.clone(), ..*candidate }, place)
        };
        self.jvm(candidate, place).into_iter().chain((1..more).filter_map(one)).collect()
    }

    /// What the JVM in a container sees; `None` where nothing says that there is one.
    fn jvm(&self, candidate: &Candidate, place: Span) -> Option<Jvm> {
        let given = candidate.given;
        let mut start = start::start(given, candidate.image);
        start.launcher = candidate.launcher.unwrap_or(start.launcher);
        let with_setenv = start::with_setenv(given, &start);
        let given = with_setenv.as_ref().unwrap_or(given);
        let launch = launch(given, &start);
        let by_variable = given.env.iter().find_map(|var| self.variable(&var.name));
        let holds_options = given.env.iter().any(|var| holds_options(&var.name));
        let runs_java =
            !launch.options.is_empty() || !launch.application.is_empty() || start::runs_catalina(given);
        let is_meant = launch.lost.iter().any(|lost| lost.why.means_jvm());
        let runs_java = runs_java || is_meant;
        if !runs_java && !holds_options && by_variable.is_none() && candidate.injected.is_empty() {
            return None;
        }
        let agents = launch.agents.iter().map(|agent| self.loaded(agent, &launch, candidate));
        let agents: Vec<Loaded> = agents.collect();
        let traced = agents.iter().find_map(|loaded| {
            let known = self.of_loaded(loaded).filter(|known| known.tells_identity())?;
            let edition = known.edition(loaded.release.as_deref());
            Some((edition, loaded.agent.jar.known().map(|jar| known.home(jar))))
        });
        let configured = by_variable
            .filter(|_| agents.is_empty() && candidate.injected.is_empty())
            .map(|known| known.name.clone());
        let identity = match traced {
            Some((edition, home)) => Identity::of(edition, home.as_deref(), &launch),
            None => self.identity(&launch),
        };
        Some(Jvm {
            place,
            workload: None,
            pod: String::new(),
            container: None,
            image: Some(candidate.image.to_owned()).filter(|image| !image.is_empty()),
            cwd: given.cwd().map(str::to_owned),
            jdk: start.jdk,
            launcher_seen: candidate.launcher.is_some() || start::is_seen(given, candidate.image),
            agents,
            configured,
            injected: candidate.injected.clone(),
            variables: variables(given, &launch),
            identity,
            places: Places::default(),
            starter: Starter::default(),
            memory: None,
            published: Vec::new(),
            launch,
        })
    }

    /// Which agent it is, and whether its jar is there.
    fn loaded(&self, agent: &Agent, launch: &Launch, candidate: &Candidate) -> Loaded {
        let has = |image: &str, jar: &str| match self.has(image, jar) {
            Has::No | Has::Unknown if (candidate.may_change)(image) => Has::Likely,
            has => has,
        };
        let arrival = Arrival::of(&agent.jar, &launch.files, candidate.image, candidate.provider, &has);
        let arrival = arrival.awaited(&agent.jar, launch);
        let known = self.agent(&agent.jar).or_else(|| self.renamed(&agent.jar, &arrival));
        let source = || (candidate.source)(arrival.provider.as_ref()?, agent.jar.known()?);
        let release = known.and_then(|known| release::release(known, agent, &arrival, source()));
        Loaded { profile: known.map(|known| known.name.clone()), agent: agent.clone(), arrival, release }
    }
}

/// Variables in the order in which they are set; one that is set twice counts once, where it was set last.
fn variables(given: &Container, launch: &Launch) -> Vec<(String, Setter)> {
    let image =
        given.image.iter().flat_map(|config| &config.env).map(|(name, _)| (name.clone(), Setter::Image));
    let own = given.env.iter().map(|var| (var.name.clone(), Setter::of(&var.value)));
    let mut all: Vec<(String, Setter)> = image.chain(own).collect();
    let known: BTreeSet<&String> = all.iter().map(|(name, _)| name).collect();
    let scripted = launch.env.keys().filter(|name| !known.contains(name));
    let scripted: Vec<_> = scripted.map(|name| (name.clone(), Setter::Script)).collect();
    all.extend(scripted);
    let mut seen = BTreeSet::new();
    all.reverse();
    all.retain(|(name, _)| seen.insert(name.clone()));
    all.reverse();
    all
}
