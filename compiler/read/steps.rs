//! What the pod's other containers put into the volumes before, or while, one container starts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::effects::{Effect, Place, put_unknown, run};
use super::json::{list, text};
use super::mounts::{Change, Mount, Volumes, changes, volumes};
use super::pod::{ConfigMaps, describe};
use super::script::run_script;
use crate::launch::{Container, Content, Files, Layer, process};

/// Every container, init containers first, with the volumes as it finds them.
///
/// Init containers run one after the other before the rest, native sidecars with a startup probe among them. What the
/// regular containers copy, and the native sidecars that nobody waits for, is there sooner or later: it is not known
/// when the others look.
pub(super) fn with_volumes<'a>(
    pod_spec: &'a Value,
    config_maps: ConfigMaps<'_>,
) -> Vec<(&'a Value, Volumes)> {
    let (mut all, found) = after_inits(pod_spec, config_maps);
    let (regular, mut later) = (list(pod_spec, "containers"), found.clone());
    let mut changes: BTreeMap<String, Vec<(usize, Change)>> = BTreeMap::new();
    for (at, container) in regular.iter().enumerate() {
        for change in step(container, &later, config_maps, false) {
            change.apply(&mut later);
            changes.entry(change.volume().to_owned()).or_default().push((at, change));
        }
        for change in post_start(container, &later, config_maps, false) {
            change.apply(&mut later);
            changes.entry(change.volume().to_owned()).or_default().push((at, change));
        }
    }
    for (at, container) in regular.iter().enumerate() {
        let mut own = mounted(container, &found);
        let names: Vec<String> = own.keys().cloned().collect();
        for (_, change) in
            names.iter().filter_map(|name| changes.get(name)).flatten().filter(|(by, _)| *by != at)
        {
            change.apply(&mut own);
        }
        all.push((container, own));
    }
    all
}

/// Every init container with the volumes as it finds them, and all volumes when the last one is done.
pub(super) fn after_inits<'a>(
    pod_spec: &'a Value,
    config_maps: ConfigMaps<'_>,
) -> (Vec<(&'a Value, Volumes)>, Volumes) {
    let (mut found, mut all) = (volumes(pod_spec, config_maps), Vec::new());
    for init in list(pod_spec, "initContainers") {
        all.push((init, mounted(init, &found)));
        for change in step(init, &found, config_maps, is_awaited(init)) {
            change.apply(&mut found);
        }
        let hook = if stays(init) { post_start(init, &found, config_maps, true) } else { Vec::new() };
        for change in hook {
            change.apply(&mut found);
        }
    }
    (all, found)
}

/// The volumes that a container mounts.
fn mounted(json: &Value, volumes: &Volumes) -> Volumes {
    let names = list(json, "volumeMounts").iter().filter_map(|mount| text(mount, &["name"]));
    names
        .filter_map(|name| volumes.get_key_value(name))
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect()
}

/// The next container starts when an init container has ended; a native sidecar has only to be started, unless a
/// probe says more.
fn is_awaited(init: &Value) -> bool {
    !stays(init) || init.get("startupProbe").is_some()
}

/// A native sidecar.
fn stays(init: &Value) -> bool {
    text(init, &["restartPolicy"]) == Some("Always")
}

/// Why it is not known whether a file is there that a container copies while the others start.
pub fn copied_beside(container: &str) -> String {
    format!("container {container} copies it while the others start")
}

/// The hook that a container runs when it starts: the kubelet starts the container behind a native sidecar when its
/// hook has ended.
fn post_start(json: &Value, volumes: &Volumes, config_maps: ConfigMaps<'_>, awaited: bool) -> Vec<Change> {
    let hook = json.pointer("/lifecycle/postStart/exec/command");
    let Some((hook, fields)) = hook.zip(json.as_object()) else { return Vec::new() };
    let mut fields = fields.clone();
    fields.insert("command".to_owned(), hook.clone());
    fields.remove("args");
    step(&Value::Object(fields), volumes, config_maps, awaited)
}

fn step(json: &Value, volumes: &Volumes, config_maps: ConfigMaps<'_>, awaited: bool) -> Vec<Change> {
    if list(json, "volumeMounts").is_empty() {
        return Vec::new();
    }
    let says_nothing = list(json, "command").is_empty() && list(json, "args").is_empty();
    // What an image does by itself nobody sees, and nobody waits for it.
    if says_nothing && !awaited && !stays(json) {
        return Vec::new();
    }
    let (container, mounts) = describe(json, volumes, config_maps, None);
    let name = text(json, &["name"]).unwrap_or_default();
    let before = &container.files;
    let mut after = before.clone();
    let unread = execute(&container, &mut after);
    if !awaited {
        let why = copied_beside(name);
        let race = |layer: Layer| Layer { at: layer.at, content: Content::Unknown(why.clone()) };
        let is_empty = |mount: &&Mount| {
            let tree = before.trees.get(&mount.path);
            tree.is_some_and(|tree| tree.layers.iter().all(|layer| layer.content == Content::Empty))
        };
        // What an image's own command does may be the copy, where nobody else makes one.
        for mount in mounts.iter().filter(|mount| mount.writable && stays(json) && !unread.is_empty()) {
            if is_empty(&mount) {
                let _ = put_unknown(&mut after, &mount.path, why.clone());
            }
        }
        return changes(before, &after, &mounts, race);
    }
    if let Some(what) = unread.first() {
        for mount in mounts.iter().filter(|mount| mount.writable) {
            // A mount that cannot be written stays as it is.
            let _ = put_unknown(&mut after, &mount.path, format!("container {name} runs: {what}"));
        }
    }
    changes(before, &after, &mounts, |layer| layer)
}

/// Runs a container's command on its files; returns the commands whose effect is not known.
pub(super) fn execute(container: &Container, files: &mut Files) -> Vec<String> {
    let Some(process) = process(container) else { return vec!["its image's own command".to_owned()] };
    let cwd = container.working_dir.as_deref();
    if let Some(script) = &process.script {
        return run_script(script, &|name| process.env.get(name).cloned(), files, cwd);
    }
    let argv: Option<Vec<String>> = process.argv.iter().map(|word| word.known().map(str::to_owned)).collect();
    match argv.map(|argv| run(&argv, files, Place { cwd, by_shell: false })) {
        Some(Effect::Done) => Vec::new(),
        Some(Effect::Unread(what)) => vec![what],
        None => vec!["a command with words that are not known".to_owned()],
    }
}
