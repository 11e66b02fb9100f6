//! What images have: those of agents, and those that surely have none.

use crate::image::Name;
use crate::launch::{Container, ImageConfig, clean};
use crate::text::Text;

use super::Recogniser;
use super::known::Known;
use super::recognise::fits;

/// Whether an image has a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// Its profile says so.
    Yes,
    /// It is named for an agent.
    Likely,
    /// It has not.
    No,
    /// Nothing is known of it.
    Unknown,
}

/// Where packages of a system put files.
const OF_PACKAGES: [&str; 3] = ["/usr/", "/lib/", "/opt/java/"];

/// Words of the names of images that bring an agent.
const AGENT_WORDS: [&str; 4] = ["agent", "agents", "javaagent", "instrumentation"];

impl Recogniser {
    /// Whether an image has the jar of an agent.
    pub fn has(&self, image: &str, jar: &str) -> Has {
        let (image, jar) = (Name::of(image).familiar(), clean(jar));
        if let Some(known) = self.of_image(image) {
            let own =
                known.facts().image.as_ref().is_some_and(|own| Name::of(&own.value).familiar() == image);
            return known.has(&jar, own);
        }
        if self.images().plain.iter().any(|plain| fits(plain, image)) {
            let packaged = OF_PACKAGES.iter().any(|folder| jar.starts_with(folder));
            return if packaged { Has::Unknown } else { Has::No };
        }
        let words = || image.split(|c: char| !c.is_ascii_alphanumeric());
        let is_name =
            |word: &str| self.known().iter().any(|known| known.names.iter().any(|name| name == word));
        let likely = words().any(|word| AGENT_WORDS.contains(&word) || is_name(word));
        if likely { Has::Likely } else { Has::Unknown }
    }

    /// The profile whose image, or a mirror of it, this is.
    pub fn of_image(&self, image: &str) -> Option<&Known> {
        let own = Some(Name::of(image).last()).filter(|own| !own.is_empty());
        self.known().iter().find(|known| known.image() == own)
    }

    /// What is known of the configuration of an image that applications are built on: an agent's, or one that starts
    /// `java` by itself.
    pub fn config(&self, image: &str) -> Option<ImageConfig> {
        let sets = self.of_image(image).map_or(&[][..], |known| &known.detect.sets).iter();
        let env: Vec<_> = sets.map(|(name, value)| (name.clone(), Text::from(value.as_str()))).collect();
        let name = Name::of(image).familiar();
        let mut starts = self.images().entrypoints.iter().filter(|(pattern, _)| fits(pattern, name));
        let entrypoint = starts.next().map(|(_, words)| words.clone()).unwrap_or_default();
        let is_known = !env.is_empty() || !entrypoint.is_empty();
        is_known.then(|| ImageConfig { env, entrypoint, ..ImageConfig::default() })
    }

    /// The same for a container that may start a JVM with it, and no copy of the agent's files.
    pub(super) fn config_in(&self, image: &str, given: &Container, init: bool) -> Option<ImageConfig> {
        let config = self.config(image)?;
        let words: Vec<&String> = given.command.iter().chain(&given.args).flatten().collect();
        let mut programs = words.iter().flat_map(|word| word.split_whitespace());
        let is_java = |word: &str| word.rsplit('/').next() == Some("java");
        // Its java takes the arguments that the container gives.
        let completes = given.command.is_none() && config.entrypoint.iter().any(|word| is_java(word));
        let starts = programs.any(is_java) || completes && !words.is_empty();
        (starts || words.is_empty() && !init).then_some(config)
    }

    /// The container with the ENTRYPOINT of its image, where that starts whatever it is given, and something is.
    pub(super) fn with_runner(&self, given: &Container, image: &str) -> Option<Container> {
        let name = Name::of(image).familiar();
        let (_, runner) = self.images().runners.iter().find(|(pattern, _)| fits(pattern, name))?;
        let engine = given.engine.as_ref();
        let replaced = given.command.is_some() || engine.is_some_and(|engine| engine.entrypoint.is_some());
        let known = given.image.as_ref();
        let is_own = known.is_some_and(|config| !config.entrypoint.is_empty());
        let is_given = given.args.as_ref().is_some_and(|args| !args.is_empty())
            || engine.is_some_and(|engine| engine.cmd.is_some())
            || known.is_some_and(|config| !config.cmd.is_empty());
        if replaced || is_own || !is_given {
            return None;
        }
        let config = ImageConfig { entrypoint: runner.clone(), ..known.cloned().unwrap_or_default() };
        // Its variables are not known.
        Some(Container { image: Some(config), alone: true, ..given.clone() })
    }
}

impl Known {
    /// Whether its image has a jar; a mirror may hold more.
    fn has(&self, jar: &str, own: bool) -> Has {
        let Some(files) = &self.facts().files else { return Has::Likely };
        let from = files.from.as_ref().map_or("", |from| from.value.trim_end_matches('/'));
        let Some(inside) = jar.strip_prefix(from).and_then(|rest| rest.strip_prefix('/')) else {
            return if own { Has::No } else { Has::Likely };
        };
        let loaded = self.facts().javaagents.iter().map(|agent| &agent.jar);
        let mut listed = files.jars.iter().chain(loaded).map(|jar| jar.value.as_str());
        if listed.clone().any(|jar| jar == inside) {
            return Has::Yes;
        }
        let last = |path: &str| path.rsplit('/').next().map(str::to_owned);
        let is_agent = listed.any(|jar| last(jar) == last(inside))
            || last(inside).is_some_and(|file| self.detect.jars.iter().any(|pattern| fits(pattern, &file)));
        // The agent itself stands where the profile says, under that name or one with its release.
        let may_be = files.whole && is_agent != inside.contains('/');
        if own && !may_be { Has::No } else { Has::Likely }
    }
}
