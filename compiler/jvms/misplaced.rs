//! Agents that init containers bring, and that are mounted where no JVM looks for them, or not at all.

use crate::launch::{Content, Lookup, clean};
use crate::read::{Filled, Provider};

use super::contents::Has;
use super::{Arrives, Loaded, Recogniser};

/// The volume in which an agent stands that a JVM looks for in its image.
#[derive(Clone, Debug, PartialEq)]
pub struct Misplaced {
    /// The volume.
    pub volume: String,
    /// Where the container mounts it; `None` where it does not.
    pub mounted: Option<String>,
    /// Where it would have to be mounted.
    pub wanted: String,
}

impl Recogniser {
    /// Says of the agents that a container looks for in its own image, and that others bring for it, where they are.
    pub(super) fn find_misplaced(&self, container: &str, image: &str, agents: &mut [Loaded], all: &[Filled]) {
        let providers: Vec<Provider> =
            agents.iter().filter_map(|loaded| loaded.arrival.provider.clone()).collect();
        // An agent of the same volume that is found says that it is mounted where it is meant to be.
        let is_used = |filled: &Filled| {
            let brought =
                [Provider::InitContainer(filled.by.clone()), Provider::Container(filled.by.clone())];
            filled.mounted_by(container).is_some() && brought.iter().any(|one| providers.contains(one))
        };
        for loaded in agents.iter_mut() {
            let in_image = loaded.arrival.provider == Some(Provider::Image);
            let Some(jar) = loaded.agent.jar.known().filter(|_| in_image).map(clean) else { continue };
            let is_there =
                matches!(self.has(image, &jar), Has::Yes) || loaded.arrival.arrives == Arrives::Yes;
            if is_there {
                continue;
            }
            let profile = loaded.profile.as_deref();
            let mut found =
                all.iter().filter(|filled| filled.by != container && !is_used(filled)).filter_map(|filled| {
                    let wanted = self.holds(filled, &jar, profile)?;
                    let others =
                        filled.mounts.iter().filter(|(name, _)| name != container && *name != filled.by);
                    let meant =
                        filled.mounted_by(container).is_some() || others.clone().all(|(_, at)| *at == wanted);
                    meant.then_some((filled, wanted))
                });
            if let Some((filled, wanted)) = found.next() {
                let mounted = filled.mounted_by(container).map(str::to_owned);
                loaded.arrival.why = why(filled, container, mounted.as_deref(), &wanted);
                loaded.arrival.arrives = Arrives::No;
                let volume = filled.volume.clone();
                loaded.arrival.misplaced = Some(Misplaced { volume, mounted, wanted });
            }
        }
    }

    /// Where a volume would have to be mounted so that a jar is at its path; `None` where it is not in it, as far as
    /// is known.
    fn holds(&self, filled: &Filled, jar: &str, profile: Option<&str>) -> Option<String> {
        let ends: Vec<usize> = jar.match_indices('/').map(|(at, _)| at).collect();
        let of_agent = self.of_image(&filled.image).map(|known| known.name.as_str());
        let has = |at: &usize| match filled.files.lookup(jar.get(*at..)?) {
            Lookup::Found { content: Content::Image { image, path }, .. } => match self.has(&image, &path) {
                Has::Yes => Some(true),
                Has::Likely => Some(false),
                Has::No | Has::Unknown => None,
            },
            Lookup::Found { content: Content::Archive { .. } | Content::Download(_), .. } => Some(false),
            Lookup::Unknown { .. } => (profile.is_some() && of_agent == profile).then_some(false),
            _ => None,
        };
        // What is known to be there, else the file itself: the nearest folder is that of the volume.
        let sure = ends.iter().find(|at| has(at) == Some(true));
        let at = sure.or_else(|| ends.iter().rev().find(|at| has(at).is_some()))?;
        jar.get(..*at).filter(|root| !root.is_empty()).map(str::to_owned)
    }
}

fn why(filled: &Filled, container: &str, mounted: Option<&str>, wanted: &str) -> String {
    let Filled { volume, by, .. } = filled;
    match mounted {
        Some(at) => format!(
            "{by} copies it into the volume {volume}, which {container} mounts at {at}, not at {wanted}"
        ),
        None => format!("{by} copies it into the volume {volume}, which {container} does not mount"),
    }
}
