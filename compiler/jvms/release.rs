//! Which release of an agent a JVM loads, as far as names tell.

use crate::image::Name;
use crate::launch::{Agent, Content};
use crate::profile::Version;

use super::arrival::Arrival;
use super::known::Known;
use super::recognise::fits;

/// Where a volume has the agent from, when what becomes of it there is not known.
pub enum Source {
    /// The image of the container that fills it.
    Image(String),
    /// A path of the host.
    Host(String),
}

/// The release that the jar's name, the image or the download that it comes from is named for.
pub fn release(known: &Known, agent: &Agent, arrival: &Arrival, source: Option<Source>) -> Option<String> {
    let file = agent.jar.known().and_then(|jar| jar.rsplit('/').next());
    // A jar of the agent that is named for somebody else's release fits no pattern.
    let named = |file: &&str| known.detect.jars.iter().any(|p| p.contains('*') && fits(p, file));
    let named = file.filter(named).and_then(versions_of).or_else(|| match arrival.content.as_ref()? {
        Content::Image { image, .. } => of_image(known, image),
        Content::Archive { download, .. } | Content::Download(download) => versions_of(&download.url),
        Content::Context(path) => versions_of(path),
        Content::Text(_) | Content::Empty | Content::Link(_) | Content::Gone | Content::Unknown(_) => None,
    });
    named.or_else(|| match source? {
        Source::Image(image) => of_image(known, &image),
        Source::Host(path) => of_path(known, &path),
    })
}

/// The release in the name of a folder that is called after the agent.
fn of_path(known: &Known, path: &str) -> Option<String> {
    let is_own = |folder: &&str| known.names.iter().any(|name| folder.starts_with(name.as_str()));
    path.rsplit('/').filter(is_own).find_map(versions_of)
}

/// The tag of the agent's own image, or of one that is named for the agent and whose tag may be its release.
fn of_image(known: &Known, image: &str) -> Option<String> {
    let image = Name::of(image);
    let tag = image.tag?;
    let version = versions_of(tag).filter(|version| tag.starts_with(version.as_str()))?;
    let own = known.facts().image.as_ref();
    let is_own = own.is_some_and(|own| Name::of(&own.value).last() == image.last());
    let words: Vec<&str> = image.last().split(['-', '_', '.']).collect();
    let named = known.names.iter().any(|name| words.contains(&name.as_str()));
    let oldest = known.editions().iter().map(|edition| Version::parse(&edition.release)).min();
    let plausible = oldest.is_some_and(|oldest| oldest <= Version::parse(&version));
    (is_own || named && plausible).then_some(version)
}

/// The first `1.2.3` that stands for itself.
fn versions_of(text: &str) -> Option<String> {
    let is_part = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let version = |word: &str| {
        let parts: Vec<&str> = word.split('.').take_while(is_part).collect();
        (parts.len() == 3).then(|| parts.join("."))
    };
    words.map(|word| word.trim_matches('.')).find_map(version)
}

#[cfg(test)]
mod tests {
    use super::versions_of;

    #[test]
    fn versions() {
        let cases = [
            ("9.7.0-alpine", Some("9.7.0")),
            ("acme-agent-2.5.4.jar", Some("2.5.4")),
            ("https://example.com/v1.18.0/agent.jar", Some("1.18.0")),
            ("https://10.0.0.1/agent.jar", None),
            ("latest", None),
            ("8.7", None),
        ];
        for (text, version) in cases {
            assert_eq!(versions_of(text).as_deref(), version, "{text}");
        }
    }
}
