//! `--image-config`: configurations of images, for one image or for all.

use std::fs;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::launch::ImageConfig;
use crate::read::image_config;

/// Configurations by image; that of an empty name is for those that have none.
pub struct Images(Vec<(String, ImageConfig)>);

impl Images {
    /// Reads `[IMAGE=]FILE`, each.
    pub fn read(given: &[String], sink: &Sink) -> Result<Self, Reported> {
        let (mut all, mut result): (Vec<(String, ImageConfig)>, _) = (Vec::new(), Ok(()));
        for one in given {
            let (image, file) = one.split_once('=').unwrap_or(("", one));
            let refuse = |why: String| {
                let message = format!("--image-config {one}: {why}");
                sink.error(Diagnostic::without_span(&codes::UNREADABLE, message))
            };
            if all.iter().any(|(known, _)| known == image) {
                let help = "say which image each of several configurations is of: IMAGE=FILE";
                let message = format!("--image-config {one}: there is one for the same images already");
                result = Err(sink.error(Diagnostic::without_span(&codes::AMBIGUOUS, message).help(help)));
                continue;
            }
            let text = fs::read_to_string(file).map_err(|error| refuse(error.to_string()));
            match text.and_then(|text| image_config(&text).map_err(|why| refuse(format!("it is {why}")))) {
                Ok(config) => all.push((image.to_owned(), config)),
                Err(reported) => result = Err(reported),
            }
        }
        result.map(|()| Images(all))
    }

    /// What is known of an image.
    pub fn of(&self, image: &str) -> Option<ImageConfig> {
        let named =
            |wanted: &str| self.0.iter().find(|(name, _)| name == wanted).map(|(_, config)| config.clone());
        named(image).or_else(|| named(""))
    }
}
