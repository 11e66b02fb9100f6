//! Copies that copy nothing, and why: out of a folder that an empty volume hides, of a folder without `-r`, to where
//! nobody may write.

use serde_json::Value;

use super::copying::Copying;
use super::json::{flag, list, text};
use crate::launch::shell::split_command;
use crate::launch::{Container, Content, Lookup, clean, process};
use crate::text::{Opaque, Text};

/// Why a container of a pod copies nothing, where its commands show it.
///
/// `container` is what the one of that name is given.
pub fn why_nothing(pod_spec: &Value, name: &str, container: &Container) -> Option<String> {
    let commands = commands(container);
    let copies: Vec<Copying> = commands.iter().filter_map(|argv| copying(argv)).collect();
    let hidden =
        copies.iter().flat_map(folders).find_map(|source| Some((mounted(container, &source)?, source)));
    if let Some((root, source)) = hidden {
        return Some(format!(
            "{name} copies from {source}, where the empty volume that is mounted at {root} hides what its image has"
        ));
    }
    if let Some(root) = read_only(pod_spec, name, &copies) {
        return Some(format!("{name} cannot copy to {root}: its mount there is read-only"));
    }
    // Another copy may have gone elsewhere: then that is why.
    let [copy] = copies.as_slice() else { return None };
    let folder = folder_alone(copy)?;
    Some(format!("{name} copies {folder} with cp, which without -r copies no folder"))
}

/// The init container that was to fill a volume which it mounts read-only.
pub fn barred<'a>(pod_spec: &'a Value, own: &str, path: &str) -> Option<&'a str> {
    let holds = |mount: &&Value| {
        let root = text(mount, &["mountPath"]).map(clean);
        root.is_some_and(|root| path.strip_prefix(&root).is_some_and(|rest| rest.starts_with('/')))
    };
    let container = super::pod::find(pod_spec, own)?;
    let volume =
        list(container, "volumeMounts").iter().filter(holds).find_map(|mount| text(mount, &["name"]))?;
    let is_barred = |json: &&Value| {
        let own = |mount: &Value| text(mount, &["name"]) == Some(volume) && flag(mount, "readOnly");
        list(json, "volumeMounts").iter().any(own)
    };
    let inits = list(pod_spec, "initContainers").iter().take_while(|it| text(it, &["name"]) != Some(own));
    inits.filter(is_barred).find_map(|json| text(json, &["name"]))
}

/// The read-only mount that a copy goes to.
fn read_only(pod_spec: &Value, name: &str, copies: &[Copying]) -> Option<String> {
    let json = super::pod::find(pod_spec, name)?;
    let barred = list(json, "volumeMounts").iter().filter(|mount| flag(mount, "readOnly"));
    let roots: Vec<String> = barred.filter_map(|mount| text(mount, &["mountPath"])).map(clean).collect();
    let root = |target: String| {
        let holds = |root: &&String| {
            target.strip_prefix(root.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        roots.iter().find(holds).cloned()
    };
    copies.iter().map(|copy| clean(copy.target)).find_map(root)
}

fn commands(container: &Container) -> Vec<Vec<Text>> {
    let Some(process) = process(container) else { return Vec::new() };
    let Some(script) = &process.script else { return vec![process.argv] };
    let value = |name: &str| {
        let unknown = || Text::opaque(Opaque::Unknown(name.to_owned()));
        Some(process.env.get(name).cloned().unwrap_or_else(unknown))
    };
    split_command(script).unwrap_or_default().iter().map(|command| command.argv(&value)).collect()
}

fn copying(argv: &[Text]) -> Option<Copying<'_>> {
    let words: Vec<&str> = argv.iter().filter_map(Text::known).collect();
    Copying::of(&words)
}

/// The absolute paths that a command copies.
fn folders(copy: &Copying) -> impl Iterator<Item = String> {
    let absolute = copy.sources.iter().filter(|word| word.starts_with('/'));
    absolute.map(|word| clean(word.trim_end_matches('*')))
}

/// A folder that a `cp` is to copy and does not.
fn folder_alone<'a>(copy: &Copying<'a>) -> Option<&'a str> {
    let is_folder = |word: &&&str| {
        let last = word.rsplit('/').next().unwrap_or_default();
        matches!(last, "" | ".") || !last.contains(['.', '*'])
    };
    copy.sources.iter().filter(|_| !copy.recursive()).find(is_folder).copied()
}

/// Where the volume is mounted that is empty at a path.
fn mounted(container: &Container, path: &str) -> Option<String> {
    let gone = match container.files.lookup(path) {
        Lookup::Absent => true,
        Lookup::Found { content, beneath, .. } => content == Content::Empty && beneath.is_empty(),
        Lookup::Unknown { .. } => false,
    };
    let holds = |root: &&String| {
        path.strip_prefix(root.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    container.files.trees.keys().filter(holds).max_by_key(|root| root.len()).filter(|_| gone).cloned()
}
