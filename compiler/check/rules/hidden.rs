//! Copies out of a folder that the mount of an empty volume hides.

use super::commands::{Command, commands};
use super::copy::Copy;
use super::delivery;
use crate::check::{ContainerScope, PodScope};
use crate::launch::{Content, Lookup, clean};
use crate::yaml::Node;

/// A copy that finds nothing.
pub struct Hidden<'a> {
    /// The init container that copies.
    pub carrier: ContainerScope<'a>,
    /// The folder that it copies from.
    pub folder: String,
    /// The mount over it.
    pub mount: &'a Node,
}

/// The copies of a pod's init containers that find nothing.
pub fn copies<'a>(pod: &PodScope<'a>) -> Vec<Hidden<'a>> {
    delivery::carriers(pod).into_iter().flat_map(|carrier| of(pod, carrier)).collect()
}

fn of<'a>(pod: &PodScope<'a>, carrier: ContainerScope<'a>) -> Vec<Hidden<'a>> {
    let Some(given) = pod.given(&carrier) else { return Vec::new() };
    let gone = |folder: &str| match given.files.lookup(folder) {
        Lookup::Absent => true,
        Lookup::Found { content, beneath, .. } => content == Content::Empty && beneath.is_empty(),
        Lookup::Unknown { .. } => false,
    };
    let commands = commands(pod, &carrier);
    let mut found = Vec::new();
    for (at, copy) in commands.iter().enumerate().filter_map(|(at, it)| Some((at, Copy::of(it)?))) {
        let sources = copy.sources.into_iter().filter(|source| source.starts_with('/'));
        for folder in sources.map(|source| clean(source.trim_end_matches("/*"))).filter(|it| gone(it)) {
            let Some(mount) = delivery::mount_at(&carrier, &folder) else { continue };
            // A command before it may have filled the volume.
            if !commands.iter().take(at).any(|before| fills(before, mount)) {
                found.push(Hidden { carrier, folder, mount });
            }
        }
    }
    found
}

/// Whether a command puts something on a mount, as far as its words tell.
pub fn fills(command: &Command, mount: &Node) -> bool {
    if matches!(command.program(), "set" | "mkdir" | "ls" | "echo" | "chmod" | "chown") {
        return false;
    }
    let Some(root) = mount.get("mountPath").and_then(Node::as_str).map(clean) else { return true };
    command.words.iter().skip(1).any(|word| word.known().is_none_or(|word| clean(word).starts_with(&root)))
}

/// Those that were to fill the volume in which a container looks for a path.
pub fn copies_for<'a>(pod: &PodScope<'a>, container: &ContainerScope, path: &str) -> Vec<Hidden<'a>> {
    let volume = |mount: &Node| mount.get("name").and_then(Node::as_str).map(str::to_owned);
    let own = delivery::mount_at(container, &clean(path)).and_then(volume);
    let shares = |hidden: &Hidden| {
        delivery::mounts(&hidden.carrier).iter().any(|mount| own.is_some() && volume(mount) == own)
    };
    copies(pod).into_iter().filter(shares).collect()
}

/// Whether such a copy is why nothing is at a container's path.
pub fn empties(pod: &PodScope, container: &ContainerScope, path: &str) -> bool {
    !copies_for(pod, container, path).is_empty()
}
