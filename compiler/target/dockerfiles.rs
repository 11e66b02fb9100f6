//! What Dockerfiles build: the application's image, and those that carry an agent.

use std::collections::BTreeMap;

use crate::launch::{Content, Download, ImageConfig, Lookup};
use crate::read::dockerfile;

use super::prove::{Case, Emitted};

/// What stands for the application's image where nobody says which it is.
pub const UNSTATED_IMAGE: &str = "application";

impl Case<'_> {
    /// An agent's own image must hold its archive at the folder that pods copy from.
    pub(super) fn carriers(&self, emitted: &Emitted) -> Result<(), String> {
        let reading = self.built(emitted)?;
        if let Some(other) = reading.bases.iter().find(|base| self.model["busybox"] != base.as_str()) {
            return Err(format!("it is built on {other}, not on {}", self.model["busybox"]));
        }
        if let Some(folder) = reading.assumed.first() {
            return Err(format!("nothing makes {folder}, which is unpacked into"));
        }
        let image = reading.image.unwrap_or_default();
        let agents = self.plan.containers.iter().flat_map(|c| &c.agents).filter_map(|a| a.files.as_ref());
        for files in agents.filter(|files| files.built) {
            let Some(archive) = &files.archive else { continue };
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

    /// The application's image is built on the one that is stated.
    pub(super) fn based(&self, image: &dockerfile::Image) -> Result<(), String> {
        let stated: Vec<&str> = self.plan.containers.iter().filter_map(|c| c.image.as_deref()).collect();
        let wanted = if stated.is_empty() { vec![UNSTATED_IMAGE] } else { stated };
        match wanted.into_iter().find(|wanted| *wanted != image.base) {
            Some(other) => Err(format!("it is built on {}, the application is {other}", image.base)),
            None => Ok(()),
        }
    }

    /// The image as the Dockerfile builds it.
    pub(super) fn image(&self, emitted: &Emitted) -> Result<dockerfile::Image, String> {
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
