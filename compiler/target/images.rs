//! What Dockerfiles build: the application's images, with the agent in them, and images that carry an agent.

use std::collections::BTreeMap;

use crate::launch::{Content, Download, ImageConfig, Lookup};
use crate::plan::AgentFiles;
use crate::read::dockerfile;

use super::prove::{Case, Delivered, Emitted};

/// What stands for the application's image where nobody says which it is.
pub const UNSTATED_IMAGE: &str = "application";

impl Case<'_> {
    /// Builds the application's images, one for each container.
    pub(super) fn images(&self, declared: &str, state: &mut Delivered) -> Result<(), String> {
        for emitted in self.files(declared) {
            let image = self.image(emitted)?;
            let built = |name: &str| emitted.item.is_null() || emitted.item["container"] == *name;
            for container in self.plan.containers.iter().filter(|container| built(&container.name)) {
                let stated = container.image.as_deref().unwrap_or(UNSTATED_IMAGE);
                if stated != image.base {
                    return Err(format!("it is built on {}, the application is {stated}", image.base));
                }
                state.images.insert(container.name.clone(), image.clone());
            }
        }
        Ok(())
    }

    /// Every image that nobody publishes is built by a file of its own.
    pub(super) fn carriers(&self, declared: &str) -> Result<(), String> {
        let agents = self.plan.containers.iter().flat_map(|c| &c.agents).filter_map(|a| a.files.as_ref());
        for files in agents.filter(|files| files.built && files.archive.is_some()) {
            let builds = |emitted: &&Emitted| emitted.item["image"] == files.image;
            let own = self.files(declared).find(builds);
            self.carrier(own.ok_or_else(|| format!("no file builds {}", files.image))?, files)?;
        }
        Ok(())
    }

    /// An agent's own image must hold its archive at the folder that pods copy from.
    fn carrier(&self, emitted: &Emitted, files: &AgentFiles) -> Result<(), String> {
        let reading = self.built(emitted)?;
        if let Some(other) = reading.bases.iter().find(|base| self.model["busybox"] != base.as_str()) {
            return Err(format!("it is built on {other}, not on {}", self.model["busybox"]));
        }
        if let Some(folder) = reading.assumed.first() {
            return Err(format!("nothing makes {folder}, which is unpacked into"));
        }
        let image = reading.image.unwrap_or_default();
        if let Some(archive) = &files.archive {
            let checksum = archive.sha256.as_ref().map(|sum| format!("sha256:{sum}"));
            let strip = u32::try_from(archive.strip).unwrap_or(u32::MAX);
            let download = Download { url: archive.url.clone(), checksum };
            let wanted = Content::Archive { download, strip, path: "/".to_owned() };
            match image.files.lookup(&files.from) {
                Lookup::Found { content, .. } if content == wanted => {}
                other => return Err(format!("{} is not the unpacked archive: {other:?}", files.from)),
            }
        }
        match image.config.user {
            Some(0) | None => Err("the image has no numeric user".to_owned()),
            Some(_) => Ok(()),
        }
    }

    /// The image as the Dockerfile builds it.
    fn image(&self, emitted: &Emitted) -> Result<dockerfile::Image, String> {
        self.built(emitted)?.image.ok_or_else(|| "no stage".to_owned())
    }

    /// All that the Dockerfile says, if all of it is understood.
    fn built(&self, emitted: &Emitted) -> Result<dockerfile::Reading, String> {
        let known =
            self.plan.containers.iter().filter_map(|c| Some((c.image.clone()?, c.image_config.clone()?)));
        let known: BTreeMap<String, ImageConfig> = known.collect();
        // The folder of the Dockerfile is its build context.
        let context = |path: &str| self.emitted.iter().find(|e| e.name == path).map(|e| e.text.clone());
        let build = dockerfile::Build {
            args: BTreeMap::from([("APP_IMAGE".to_owned(), UNSTATED_IMAGE.to_owned())]),
            context: &context,
            images: &|image| known.get(image).cloned(),
        };
        let reading = dockerfile::read(&emitted.text, &build);
        match reading.problems.first() {
            Some(problem) => Err(format!("line {}: {}", problem.line, problem.message)),
            None => Ok(reading),
        }
    }
}
