//! How an agent's jar gets into a container, and whether it does.

use crate::launch::{Content, Files, Launch, Lookup};
use crate::read::Provider;
use crate::text::Text;

use super::contents::Has;
use super::misplaced::Misplaced;

/// Whether a file arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrives {
    /// It does, if the image or archive that it is taken from has it.
    Yes,
    /// Nothing puts it there: the JVM exits.
    No,
    /// It is decided elsewhere.
    Unknown,
}

impl Arrives {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Arrives::Yes => "yes",
            Arrives::No => "no",
            Arrives::Unknown => "unknown",
        }
    }
}

/// How a jar comes to where the JVM looks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// Who brings it; `None` where the path is not known.
    pub provider: Option<Provider>,
    /// Whether it comes.
    pub arrives: Arrives,
    /// From where, or why not.
    pub why: String,
    /// What stands there, where it is known.
    pub content: Option<Content>,
    /// The volume that it stands in instead.
    pub misplaced: Option<Misplaced>,
}

impl Arrival {
    /// Looks a jar up. `provider` is asked for the path, `image` is the container's own.
    pub fn of(
        jar: &Text,
        files: &Files,
        image: &str,
        provider: impl Fn(&str) -> Provider,
        has: &dyn Fn(&str, &str) -> Has,
    ) -> Self {
        if jar.is_empty() {
            let why = "no jar is named: the JVM exits".to_owned();
            return Arrival { provider: None, arrives: Arrives::No, why, content: None, misplaced: None };
        }
        let Some(path) = jar.known().filter(|path| path.starts_with('/')) else {
            let why = "its path is known in the running container only".to_owned();
            return Arrival {
                provider: None,
                arrives: Arrives::Unknown,
                why,
                content: None,
                misplaced: None,
            };
        };
        let provider = provider(path);
        if let Some(target) = files.link(path).filter(|target| dangles(target, files, image, has)) {
            let why = format!("a link to {target} stands there, which nothing brings to this container");
            let (provider, arrives) = (Some(provider), Arrives::No);
            return Arrival { provider, arrives, why, content: None, misplaced: None };
        }
        let (arrives, why, content) = match files.lookup(path) {
            Lookup::Found { content, beneath, .. } => {
                // What an archive has is a guess; what was put there before it, and is known, is none.
                let is_known = |one: &Content| match one {
                    Content::Image { image, path } => has(image, path) == Has::Yes,
                    Content::Download(_) | Content::Context(_) => true,
                    _ => false,
                };
                let is_guess = matches!(content, Content::Archive { .. });
                let content = beneath.into_iter().find(|one| is_guess && is_known(one)).unwrap_or(content);
                let (arrives, why) = found(&content, &provider, image, has);
                (arrives, why, Some(content))
            }
            Lookup::Absent => (Arrives::No, absent(path, files), None),
            Lookup::Unknown { why, .. } => (Arrives::Unknown, why, None),
        };
        Arrival { provider: Some(provider), arrives, why, content, misplaced: None }
    }

    /// The same where the script that starts the JVM waits for the jar.
    #[must_use]
    pub fn awaited(self, jar: &Text, launch: &Launch) -> Self {
        let waits = jar.known().and_then(|jar| launch.awaited.get(jar)) == Some(&true);
        if self.arrives != Arrives::Unknown || !waits {
            return self;
        }
        let why = format!("the script waits for it before it starts java: {}", self.why);
        Arrival { arrives: Arrives::Yes, why, ..self }
    }
}

/// Whether nothing is where a link leads. It was made for the files of another container: of this one's image
/// nothing is said.
fn dangles(target: &str, files: &Files, own: &str, has: &dyn Fn(&str, &str) -> Has) -> bool {
    match files.lookup(target) {
        Lookup::Absent => true,
        Lookup::Found { content: Content::Image { image, path }, .. } => {
            image == own && has(&image, &path) != Has::Yes
        }
        _ => false,
    }
}

/// What is at the path stems from here.
fn found(
    content: &Content,
    provider: &Provider,
    own: &str,
    has: &dyn Fn(&str, &str) -> Has,
) -> (Arrives, String) {
    match content {
        Content::Image { image, path } => {
            let is_own = *provider == Provider::Image && image == own;
            match has(image, path) {
                Has::No => (Arrives::No, format!("the image {image} has no {path}")),
                Has::Likely | Has::Unknown if is_own => {
                    (Arrives::Unknown, format!("the image decides whether it has {path}"))
                }
                Has::Unknown => {
                    (Arrives::Unknown, format!("nobody says whether the image {image} has {path}"))
                }
                Has::Yes | Has::Likely => (Arrives::Yes, format!("{path} of the image {image}")),
            }
        }
        Content::Archive { download, path, .. } => (Arrives::Yes, format!("{path} of {}", download.url)),
        Content::Download(download) => (Arrives::Yes, format!("downloaded from {}", download.url)),
        Content::Context(path) => (Arrives::Yes, format!("{path} of the build context")),
        Content::Text(_) => (Arrives::No, "a text stands there, no jar".to_owned()),
        Content::Empty => (Arrives::No, "a folder stands there, no jar".to_owned()),
        Content::Gone => (Arrives::No, "it was removed".to_owned()),
        Content::Link(target) => (Arrives::No, format!("a link to {target} stands there")),
        Content::Unknown(why) => (Arrives::Unknown, why.clone()),
    }
}

/// Why nothing is at a path. Most often a copy went one folder deeper than was meant.
fn absent(path: &str, files: &Files) -> String {
    let mounted = files.trees.iter().filter(|(root, _)| path.starts_with(root.as_str()));
    let Some((root, tree)) = mounted.max_by_key(|(root, _)| root.len()) else {
        return "nothing puts it there".to_owned();
    };
    let copied = tree.layers.iter().find(|l| !l.at.is_empty() && !matches!(l.content, Content::Empty));
    match copied {
        Some(layer) if layer.at.ends_with(".jar") => {
            format!("what is copied there is called {root}/{}", layer.at)
        }
        Some(layer) => format!(
            "what is copied stands in {root}/{}, not in {root}: `cp -r SRC DST` puts the folder itself into DST, \
             `cp -r SRC/. DST` what is in it",
            layer.at
        ),
        None => format!("nothing puts a file into the volume at {root}"),
    }
}
