//! Which profile an agent of a launch is.

use crate::launch::Launch;
use crate::resolve::Profiles;
use crate::source::Spanned;
use crate::text::Text;

use super::identity::Identity;
use super::known::Known;
use super::release::repository;

/// The profiles that agents are recognised by.
pub struct Recogniser {
    known: Vec<Known>,
    /// Repositories of images that have no agent; patterns.
    plain: Vec<String>,
}

impl Recogniser {
    /// Takes every profile; one that cannot be read recognises nothing.
    pub fn new(profiles: &Profiles) -> Self {
        let known = |name: String| {
            let span = profiles.get(&name)?.name.span;
            let chain = profiles.chain(&Spanned::new(name.clone(), span)).ok()?;
            Some(Known::new(name, &chain))
        };
        let known = profiles.names().into_iter().filter_map(known).collect();
        Recogniser { known, plain: profiles.plain_images() }
    }

    /// The profile whose agent a jar is.
    pub fn agent(&self, jar: &Text) -> Option<&Known> {
        let path = jar.to_string();
        let file = path.rsplit('/').next().unwrap_or_default();
        let detects = |known: &&Known| known.detect.jars.iter().any(|pattern| fits(pattern, file));
        let ships = |known: &&Known| {
            known.facts().javaagents.iter().any(|agent| path.ends_with(&format!("/{}", agent.jar.value)))
        };
        self.known.iter().find(detects).or_else(|| self.known.iter().find(ships))
    }

    /// Every profile, by name.
    pub fn known(&self) -> &[Known] {
        &self.known
    }

    /// Repositories of images that have no agent; patterns.
    pub(super) fn plain(&self) -> &[String] {
        &self.plain
    }

    /// The profile of that name.
    pub fn named(&self, name: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.name == name)
    }

    /// The profile that a variable of this name is for, and nothing but a JVM sets.
    pub fn variable(&self, name: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.detect.env.iter().any(|pattern| fits(pattern, name)))
    }

    /// The profile whose own image this is, by its repository.
    pub fn image(&self, image: &str) -> Option<&Known> {
        let is_own = |known: &&Known| {
            known.facts().image.as_ref().is_some_and(|own| repository(&own.value) == repository(image))
        };
        self.known.iter().find(is_own)
    }

    /// The profile whose agent an annotation of this key has somebody add to the pod.
    pub fn annotation(&self, key: &str) -> Option<&Known> {
        self.known
            .iter()
            .find(|known| known.detect.operators.iter().any(|own| own.map == "annotations" && own.key == key))
    }

    /// What the variables say where no agent is recognised: it may be in the image, or of another make.
    pub fn identity(&self, launch: &Launch) -> Identity {
        let speaking = self.known.iter().filter(|known| known.tells_identity());
        let said = speaking.map(|known| Identity::of(known.default_edition(), None, launch));
        said.into_iter().find(|identity| identity.service.is_some()).unwrap_or_default()
    }
}

/// Whether a name is what the pattern says; `*` stands for any characters, once.
pub fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => {
            name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        }
    }
}
