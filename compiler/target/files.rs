//! An agent's files in a read-back launch: each at the path that is used, from where the plan takes it.

use crate::launch::{Content, Launch, Lookup, clean};
use crate::plan::{Agent, AgentFiles, WritableFolder, cluster_map};

use super::same::Expected;

/// Every jar, plugin, file and writable folder of an agent, below its home.
pub fn agent_files(
    expected: &Expected,
    agent: &Agent,
    files: &AgentFiles,
    home: &str,
    got: &Launch,
    found: &mut Vec<String>,
) {
    let at = |relative: &str| clean(&format!("{home}/{relative}"));
    for jar in files.jars.iter().map(String::as_str).chain(files.whole.then_some("")) {
        let source =
            Content::Image { image: files.image.clone(), path: clean(&format!("{}/{jar}", files.from)) };
        check_content(&at(jar), &source, expected.writable_home, got, found);
    }
    for plugin in &files.plugins {
        let source = Content::Image { image: plugin.image.clone(), path: clean(&plugin.source) };
        check_content(&at(&plugin.target), &source, expected.writable_home, got, found);
    }
    for file in expected.composed.files.iter().filter(|f| f.profile == agent.profile) {
        match &file.text {
            Some(text) => {
                check_content(
                    &at(&file.path),
                    &Content::Text(text.clone()),
                    expected.writable_home,
                    got,
                    found,
                );
            }
            // The cluster's own ConfigMap gives it: nothing of ours may.
            None => given_file(&at(&file.path), &agent.profile, got, found),
        }
    }
    for WritableFolder { path, .. } in &files.writable {
        match got.files.lookup(&at(path)) {
            Lookup::Found { content: Content::Empty, writable: true, .. } => {}
            other => {
                found.push(format!("{} must be a folder the agent can write: {}", at(path), seen(&other)));
            }
        }
    }
}

fn check_content(path: &str, source: &Content, may_write: bool, got: &Launch, found: &mut Vec<String>) {
    match got.files.lookup(path) {
        Lookup::Found { content, writable, .. } if content == *source => {
            if writable && !may_write {
                found.push(format!("{path} can be written by the application"));
            }
        }
        other => found.push(format!("{path} should be {source:?}, it is {}", seen(&other))),
    }
}

/// A file of the cluster's own `ConfigMap`, which the compiler never sees.
fn given_file(path: &str, profile: &str, got: &Launch, found: &mut Vec<String>) {
    let map = format!("config map {}", cluster_map(profile));
    match got.files.lookup(path) {
        Lookup::Unknown { why, writable: false, .. } if why == map => {}
        other => found.push(format!("{path} should come from {map}, it is {}", seen(&other))),
    }
}

fn seen(lookup: &Lookup) -> String {
    match lookup {
        Lookup::Found { content, writable, .. } => format!("{content:?}, writable: {writable}"),
        Lookup::Absent => "absent".to_owned(),
        Lookup::Unknown { why, .. } => format!("unknown: {why}"),
    }
}

/// The volumes that an agent brings beside its files.
pub fn companion_volumes(agent: &Agent, got: &Launch, found: &mut Vec<String>) {
    for volume in &agent.volumes {
        let has_sidecar = agent.sidecars.iter().flat_map(|s| &s.mounts).any(|(name, _)| *name == volume.name);
        match (got.files.lookup(&volume.mount), &volume.claim) {
            (Lookup::Found { content: Content::Empty, writable: true, .. }, None)
            | (Lookup::Unknown { writable: true, .. }, Some(_)) => {}
            // What its own sidecar does to the files in it is not known; below that it is as planned.
            (Lookup::Unknown { beneath, writable: true, .. }, None)
                if has_sidecar && beneath.last() == Some(&Content::Empty) => {}
            (other, _) => found.push(format!("{} must be a writable volume: {}", volume.mount, seen(&other))),
        }
    }
}
