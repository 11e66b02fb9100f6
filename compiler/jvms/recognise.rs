//! Which profile an agent of a launch is.

use crate::image::Name;
use crate::launch::{Content, Launch};
use crate::resolve::{Images, Profiles};
use crate::source::Spanned;
use crate::text::Text;

use super::Loaded;
use super::arrival::Arrival;
use super::identity::Identity;
use super::known::Known;

/// The profiles that agents are recognised by.
pub struct Recogniser {
    known: Vec<Known>,
    /// Those that are told apart and not attached.
    others: Vec<Known>,
    /// What is known of other images.
    images: Images,
}

impl Recogniser {
    /// Takes every profile; one that cannot be read recognises nothing.
    pub fn new(profiles: &Profiles) -> Self {
        let known = |name: String| {
            let span = profiles.get(&name)?.name.span;
            let chain = profiles.chain(&Spanned::new(name.clone(), span)).ok()?;
            Some(Known::new(name, &chain))
        };
        let others = profiles.others();
        Recogniser {
            known: profiles.names().into_iter().filter_map(known).collect(),
            others: others.into_iter().map(|(name, chain)| Known::new(name, &chain)).collect(),
            images: profiles.images(),
        }
    }

    /// The profile whose agent a jar is.
    pub fn agent(&self, jar: &Text) -> Option<&Known> {
        let path = jar.to_string();
        // A folder's name tells more than that of a jar which several agents have.
        if self.others.iter().any(|other| detects(other, &path, true)) {
            return None;
        }
        let ships = |known: &&Known| {
            known.facts().javaagents.iter().any(|agent| path.ends_with(&format!("/{}", agent.jar.value)))
        };
        let by_jar = |known: &&Known| detects(known, &path, true) || detects(known, &path, false);
        self.known.iter().find(by_jar).or_else(|| self.known.iter().find(ships))
    }

    /// The profile whose agent a jar is that goes by another name: it was called otherwise where it comes from.
    pub(super) fn renamed(&self, jar: &Text, arrival: &Arrival) -> Option<&Known> {
        let origin = match arrival.content.as_ref()? {
            Content::Image { path, .. } => path.as_str(),
            Content::Download(download) => download.url.split(['?', '#']).next()?,
            _ => return None,
        };
        let file = |path: &str| path.rsplit('/').next().map(str::to_owned);
        let is_other = jar.known().and_then(file) != file(origin) && self.other(jar).is_none();
        is_other.then(|| self.agent(&Text::from(origin)))?
    }

    /// The profile of an agent that is loaded.
    pub fn of_loaded(&self, loaded: &Loaded) -> Option<&Known> {
        self.named(loaded.profile.as_deref()?)
    }

    /// The agent that a jar or a library is, of those that no profile attaches.
    pub fn other(&self, jar: &Text) -> Option<&Known> {
        let path = jar.to_string();
        let is = |other: &&Known| detects(other, &path, true) || detects(other, &path, false);
        self.others.iter().find(is).filter(|_| self.agent(jar).is_none())
    }

    /// Every profile, by name.
    pub fn known(&self) -> &[Known] {
        &self.known
    }

    /// What is known of images that hold no agent.
    pub(super) fn images(&self) -> &Images {
        &self.images
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
            known
                .facts()
                .image
                .as_ref()
                .is_some_and(|own| Name::of(&own.value).familiar() == Name::of(image).familiar())
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

/// Whether a jar is one of the agent's, by its name and that of a folder, or by its name alone.
fn detects(known: &Known, path: &str, with_folder: bool) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    known.detect.jars.iter().any(|pattern| match pattern.rsplit_once('/') {
        Some((folder, name)) => {
            with_folder && fits(name, file) && folders.split('/').any(|own| fits(folder, own))
        }
        None => !with_folder && fits(pattern, file),
    })
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
