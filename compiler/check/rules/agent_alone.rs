//! An agent's jar without the folder that it needs.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Arrives, Has, Known, Loaded};
use crate::launch::{Content, Layer, clean};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_ALONE,
    page: include_str!("agent-alone.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for loaded in &scope.jvm.agents {
        let Some(known) = scope.recogniser.of_loaded(loaded).filter(|known| needs_folder(known)) else {
            continue;
        };
        let Some(origin) = origin(scope, loaded) else { continue };
        let Some(jar) = loaded.agent.jar.known().map(clean).filter(|jar| is_alone(scope, known, jar)) else {
            continue;
        };
        let message =
            format!("{jar} comes alone, and {} needs the whole folder that it is shipped in", known.name);
        let told = Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message);
        let home = known.home(&jar);
        found.push(match origin {
            Origin::Folder(folder) => {
                told.help(format!("copy all of it: `cp -r {folder}/. {home}`, or where that is mounted"))
            }
            Origin::Context => told.help(format!("copy the whole folder of the release to {home}")),
            Origin::Download => told.help("download and unpack the archive of the release"),
        });
    }
}

fn needs_folder(known: &Known) -> bool {
    known.facts().files.as_ref().is_some_and(|files| files.whole)
}

/// Where a jar comes from by itself.
enum Origin {
    /// A folder of another image.
    Folder(String),
    Download,
    /// The folder that an image is built from.
    Context,
}

/// Where a jar comes from; `None` where it came with whatever stands beside it.
fn origin(scope: &JvmScope, loaded: &Loaded) -> Option<Origin> {
    match loaded.arrival.content.as_ref().filter(|_| loaded.arrival.arrives == Arrives::Yes)? {
        Content::Image { image, path } if Some(image) != scope.jvm.image.as_ref() => {
            path.rsplit_once('/').map(|(folder, _)| Origin::Folder(folder.to_owned()))
        }
        Content::Download(_) => Some(Origin::Download),
        // Another base image may have the rest.
        Content::Context(_) => {
            let (image, jar) = (scope.jvm.image.as_deref()?, loaded.agent.jar.known()?);
            (scope.recogniser.has(image, jar) == Has::No).then_some(Origin::Context)
        }
        _ => None,
    }
}

/// Whether nothing but jars is known to be in the agent's folder.
fn is_alone(scope: &JvmScope, known: &Known, jar: &str) -> bool {
    let (files, home) = (&scope.jvm.launch.files, known.home(jar));
    let is_file = |at: &str| at.ends_with(".jar") && !at.contains('/');
    let own = |content: &Content| match content {
        // What the application's image has there is not known; an agent's own image has the agent.
        Content::Image { image, path } => {
            Some(image) == scope.jvm.image.as_ref() && scope.recogniser.has(image, path) != Has::Yes
        }
        content => *content == Content::Empty,
    };
    let adds_nothing = |layer: &Layer| is_file(&layer.at) || own(&layer.content);
    let below = format!("{}/", home.trim_end_matches('/'));
    let mut mounted = files.trees.iter().filter(|(root, _)| root.starts_with(&below) && *root != jar);
    files.subtree(&home).iter().all(adds_nothing)
        && mounted.all(|(_, tree)| tree.layers.iter().all(|layer| layer.content == Content::Empty))
}
