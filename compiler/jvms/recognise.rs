//! Which profile an agent of a launch is.

use std::sync::Arc;

use crate::launch::Launch;
use crate::profile::{Context, Facts, Item, Operator, Profile, Setting, flatten};
use crate::resolve::Profiles;
use crate::source::Spanned;
use crate::text::Text;

use super::given::Reading;
use super::identity::Identity;

/// A profile, as far as it tells agents apart.
pub struct Known {
    /// The profile's name.
    pub name: String,
    /// What holds of its default release.
    pub facts: Facts,
    /// How pods ask an operator for it.
    pub operators: Vec<Operator>,
    /// Settings whose values nobody may read.
    pub secrets: Vec<Setting>,
    /// Its releases, and how large their files are.
    pub releases: Vec<(String, Option<String>)>,
    jars: Vec<String>,
    env: Vec<String>,
}

/// The profiles that agents are recognised by.
pub struct Recogniser(Vec<Known>);

impl Recogniser {
    /// Takes every profile; one that cannot be read recognises nothing.
    pub fn new(profiles: &Profiles) -> Self {
        let known = |name: String| {
            let span = profiles.get(&name)?.name.span;
            let chain = profiles.chain(&Spanned::new(name.clone(), span)).ok()?;
            Some(Known::new(name, &chain))
        };
        Recogniser(profiles.names().into_iter().filter_map(known).collect())
    }

    /// The profile whose agent a jar is.
    pub fn agent(&self, jar: &Text) -> Option<&Known> {
        let path = jar.to_string();
        let file = path.rsplit('/').next().unwrap_or_default();
        let detects = |known: &&Known| known.jars.iter().any(|pattern| fits(pattern, file));
        let ships = |known: &&Known| {
            known.facts.javaagents.iter().any(|agent| path.ends_with(&format!("/{}", agent.jar.value)))
        };
        self.0.iter().find(detects).or_else(|| self.0.iter().find(ships))
    }

    /// Every profile, by name.
    pub fn known(&self) -> &[Known] {
        &self.0
    }

    /// The profile of that name.
    pub fn named(&self, name: &str) -> Option<&Known> {
        self.0.iter().find(|known| known.name == name)
    }

    /// The profile that a variable of this name is for, and nothing but a JVM sets.
    pub fn variable(&self, name: &str) -> Option<&Known> {
        self.0.iter().find(|known| known.env.iter().any(|pattern| fits(pattern, name)))
    }

    /// The profile whose agent an annotation of this key has somebody add to the pod.
    pub fn annotation(&self, key: &str) -> Option<&Known> {
        self.0
            .iter()
            .find(|known| known.operators.iter().any(|own| own.map == "annotations" && own.key == key))
    }

    /// What the variables say where no agent is recognised: it may be in the image, or of another make.
    pub fn identity(&self, launch: &Launch) -> Identity {
        let speaking = self.0.iter().filter(|known| known.tells_identity());
        let said = speaking.map(|known| Identity::of(known, None, launch));
        said.into_iter().find(|identity| identity.service.is_some()).unwrap_or_default()
    }
}

impl Known {
    fn new(name: String, chain: &[Arc<Profile>]) -> Self {
        let chain: Vec<&Profile> = chain.iter().map(Arc::as_ref).collect();
        let release = chain.iter().rev().find_map(|profile| profile.default_release());
        let version = release.map(|release| release.version.value.clone()).unwrap_or_default();
        let context = Context { release: version, ..Context::default() };
        let (mut jars, mut env, mut operators) = (Vec::new(), Vec::new(), Vec::new());
        for item in chain.iter().flat_map(|profile| &profile.items) {
            if let Item::Detect { jars: more, env: names, operators: asked } = item {
                jars.extend(more.iter().cloned());
                env.extend(names.iter().cloned());
                operators.extend(asked.iter().cloned());
            }
        }
        let releases = chain.iter().flat_map(|profile| &profile.releases);
        let releases = releases.map(|one| (one.version.value.clone(), one.size.clone())).collect();
        let facts = flatten(&chain, release, &context);
        let secrets = facts.settings.values().filter(|setting| setting.sensitive).cloned().collect();
        Known { name, facts, operators, secrets, releases, jars, env }
    }

    /// How the agent takes its settings.
    pub fn reading(&self) -> Reading<'_> {
        let syntax = self.facts.option_syntax.as_ref();
        let files = self.facts.config_files.iter().filter(|(_, (_, format))| format == "properties");
        Reading {
            precedence: &self.facts.precedence,
            option_syntax: syntax.map_or((",", "="), |(separator, assign)| (separator, assign)),
            files: files.map(|(path, _)| path.as_str()).collect(),
        }
    }

    /// The setting that a concept stands for.
    pub fn concept(&self, name: &str) -> Option<&Setting> {
        let is = |setting: &&Setting| setting.concept.as_ref().is_some_and(|concept| concept.value == name);
        self.facts.settings.values().find(is)
    }

    /// The agent's folder, where its jar is at this path.
    pub fn home(&self, jar: &str) -> String {
        let ships = |relative: &str| jar.strip_suffix(relative)?.strip_suffix('/');
        let known = self.facts.javaagents.iter().find_map(|agent| ships(&agent.jar.value));
        known.or_else(|| Some(jar.rsplit_once('/')?.0)).unwrap_or_default().to_owned()
    }

    /// Whether the agent tells a backend which service it runs in.
    pub fn tells_identity(&self) -> bool {
        self.concept("service.name").is_some()
    }
}

/// Whether a name is what the pattern says; `*` stands for any characters, once.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => {
            name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        }
    }
}
