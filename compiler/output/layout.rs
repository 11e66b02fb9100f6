//! Artifacts as one tree of files: each path once, and no two that some file system takes for one.

use std::collections::BTreeMap;

use super::{Artifact, OutPath};
use crate::diagnostic::{Diagnostic, Reported, Sink, codes};

/// What each path shall hold.
pub(super) type Wanted = BTreeMap<OutPath, String>;

/// Joins artifacts that claim one path with one content; reports those that cannot stand side by side.
pub(super) fn settle(artifacts: &[Artifact], sink: &Sink) -> Result<Wanted, Reported> {
    let mut sorted: Vec<&Artifact> = artifacts.iter().collect();
    // Whatever order threads finished in, the first claim is the same one.
    sorted.sort_by_key(|a| (&a.path, a.scope.tags(), &a.header));
    let mut joined: BTreeMap<&OutPath, Artifact> = BTreeMap::new();
    let mut refused = None;
    for artifact in sorted {
        match joined.get_mut(&artifact.path) {
            Some(first) if first.body == artifact.body => join(first, artifact),
            Some(first) => refused = Some(sink.error(two_contents(first, artifact))),
            None => drop(joined.insert(&artifact.path, artifact.clone())),
        }
    }
    let refused = refused.or(collisions(joined.keys().copied(), sink));
    refused.map_or_else(|| Ok(joined.into_values().map(|a| (a.path.clone(), a.text())).collect()), Err)
}

fn join(first: &mut Artifact, other: &Artifact) {
    first.scope = first.scope.common(&other.scope);
    let new: Vec<_> = other.header.iter().filter(|line| !first.header.contains(line)).cloned().collect();
    first.header.extend(new);
}

fn two_contents(first: &Artifact, other: &Artifact) -> Diagnostic {
    let message = format!("`{}` would have two different contents", first.path);
    let help = format!("it is claimed by {} and by {}: rename one", first.claim(), other.claim());
    let Some(origin) = other.origin else {
        return Diagnostic::without_span(&codes::OUTPUT_NAME, message)
            .help(help)
            .generated(first.path.as_str(), "");
    };
    let diagnostic = Diagnostic::new(&codes::OUTPUT_NAME, origin, message).help(help);
    let diagnostic = diagnostic.generated(first.path.as_str(), "");
    match first.origin {
        Some(first) => diagnostic.related(first, "the other is for this"),
        None => diagnostic,
    }
}

/// Paths that differ in case only, as a whole or in a folder, and files where others need a folder.
fn collisions<'a>(paths: impl Iterator<Item = &'a OutPath>, sink: &Sink) -> Option<Reported> {
    let mut spelt: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    let mut refused = None;
    for path in paths {
        for prefix in path.ancestors() {
            let is_file = prefix == path.as_str();
            let (first, was_file) = *spelt.entry(prefix.to_ascii_lowercase()).or_insert((prefix, is_file));
            if first == prefix && was_file == is_file {
                continue;
            }
            let message = format!("`{path}` cannot stand beside `{first}`");
            let why = if first == prefix {
                "one needs a folder where the other is a file"
            } else {
                "they differ in case only, and are one on Windows and macOS"
            };
            let diagnostic = Diagnostic::without_span(&codes::OUTPUT_NAME, message);
            refused = Some(sink.error(diagnostic.help(why).generated(path.as_str(), "")));
        }
    }
    refused
}
