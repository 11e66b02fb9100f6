//! Volumes, and what a container sees of them.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::json::{flag, list, text};
use super::pod::{ConfigMap, ConfigMaps};
use crate::launch::expand::expand;
use crate::launch::{Budget, Container, Content, Files, Layer, Tree, bound, clean, environment, joined};

/// A volume's content so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Volume {
    pub layers: Vec<Layer>,
    /// Whether any container can write it.
    pub writable: bool,
}

pub(super) type Volumes = BTreeMap<String, Volume>;

/// A volume at a path.
#[derive(Clone, Debug)]
pub(super) struct Mount {
    pub path: String,
    pub volume: String,
    pub sub_path: String,
    pub writable: bool,
    /// A variable that its `subPathExpr` refers to and nobody sets: the kubelet does not start the container.
    pub unset: Option<String>,
}

pub(super) fn layer(at: impl Into<String>, content: Content) -> Layer {
    Layer { at: at.into(), content }
}

/// A pod's volumes before any container ran.
pub(super) fn volumes(pod_spec: &Value, config_maps: ConfigMaps<'_>) -> Volumes {
    let named = |volume: &Value| Some((text(volume, &["name"])?.to_owned(), content(volume, config_maps)));
    list(pod_spec, "volumes").iter().filter_map(named).collect()
}

fn content(volume: &Value, config_maps: ConfigMaps<'_>) -> Volume {
    let sources = volume.as_object().into_iter().flatten().filter(|(key, _)| *key != "name");
    let read_only = |layers| Volume { layers, writable: false };
    match sources.map(|(key, source)| (key.as_str(), source)).next() {
        // The API server makes an emptyDir out of a volume without a source.
        None | Some(("emptyDir", _)) => Volume { layers: vec![layer("", Content::Empty)], writable: true },
        Some(("image", source)) => {
            let image = text(source, &["reference"]).unwrap_or_default().to_owned();
            read_only(vec![layer("", Content::Image { image, path: "/".to_owned() })])
        }
        Some(("configMap", source)) => read_only(config_map(source, config_maps)),
        Some(("projected", source)) => {
            read_only(list(source, "sources").iter().flat_map(|s| projected(s, config_maps)).collect())
        }
        Some(("secret", source)) => read_only(items(source, "secretName", "secret", None)),
        Some(("downwardAPI", _)) => {
            read_only(vec![layer("", Content::Unknown("the downward API".to_owned()))])
        }
        Some(("hostPath", source)) => {
            unknown(&format!("host path {}", text(source, &["path"]).unwrap_or_default()))
        }
        Some(("persistentVolumeClaim", source)) => {
            unknown(&format!("claim {}", text(source, &["claimName"]).unwrap_or_default()))
        }
        Some((kind, _)) => unknown(&format!("{kind} volume")),
    }
}

pub(super) fn unknown(what: &str) -> Volume {
    Volume { layers: vec![layer("", Content::Unknown(what.to_owned()))], writable: true }
}

fn config_map(source: &Value, config_maps: ConfigMaps<'_>) -> Vec<Layer> {
    items(source, "name", "config map", text(source, &["name"]).and_then(config_maps))
}

fn projected(source: &Value, config_maps: ConfigMaps<'_>) -> Vec<Layer> {
    match (source.get("configMap"), source.get("secret")) {
        (Some(map), _) => config_map(map, config_maps),
        (_, Some(secret)) => items(secret, "name", "secret", None),
        _ => vec![layer("", Content::Unknown("a projected volume".to_owned()))],
    }
}

/// The files of a `ConfigMap` or Secret: all keys, or those that `items` names.
fn items(source: &Value, name: &str, kind: &str, data: Option<Arc<ConfigMap>>) -> Vec<Layer> {
    let what = || Content::Unknown(format!("{kind} {}", text(source, &[name]).unwrap_or_default()));
    let chosen = list(source, "items");
    if chosen.is_empty() {
        return data.map_or_else(
            || vec![layer("", what())],
            |data| {
                data.iter().map(|(key, value)| layer(key.as_str(), Content::Text(value.clone()))).collect()
            },
        );
    }
    let item = |item: &Value| {
        let path = clean(text(item, &["path"])?).trim_start_matches('/').to_owned();
        let content = match &data {
            Some(data) => Content::Text(data.get(text(item, &["key"])?)?.clone()),
            None => what(),
        };
        Some(layer(path, content))
    };
    chosen.iter().filter_map(item).collect()
}

/// The mounts of a container whose variables are known already: `subPathExpr` refers to them.
pub(super) fn mounts(json: &Value, container: &Container, volumes: &Volumes) -> Vec<Mount> {
    // Hardly any mount refers to them.
    let (variables, budget) = (LazyCell::new(|| environment(container)), Budget::default());
    let lookup = |name: &str| variables.get(name).map(|value| budget.admit(value.clone()));
    let mount = |mount: &Value| {
        let volume = text(mount, &["name"])?.to_owned();
        let (sub_path, unset) = match text(mount, &["subPathExpr"]) {
            Some(expression) => {
                let expanded = expand(expression, lookup);
                (expanded.text.to_string(), expanded.unresolved.into_iter().next())
            }
            None => (text(mount, &["subPath"]).unwrap_or_default().to_owned(), None),
        };
        let own = volumes.get(&volume).is_some_and(|v| v.writable) && !flag(mount, "readOnly");
        let sub_path = clean(&sub_path).trim_start_matches('/').to_owned();
        let path = clean(text(mount, &["mountPath"])?);
        Some(Mount { path, volume, sub_path, writable: own && unset.is_none(), unset })
    };
    list(json, "volumeMounts").iter().filter_map(mount).collect()
}

/// The files of an image that nothing is known of but its name.
pub(super) fn image_files(image: &str, writable: bool) -> Files {
    let layers = vec![layer("", Content::Image { image: image.to_owned(), path: "/".to_owned() })];
    Files { trees: BTreeMap::from([("/".to_owned(), Tree { layers, writable })]) }
}

/// The image's files with the mounts over them.
pub(super) fn view(mut files: Files, mounts: &[Mount], volumes: &Volumes) -> Files {
    for mount in mounts {
        let missing = || {
            let why = format!("the volume {} is not in this file", mount.volume);
            Volume { layers: vec![layer("", Content::Unknown(why))], writable: false }
        };
        let volume = match &mount.unset {
            Some(name) => unknown(&format!("no variable {name} for its subPathExpr")),
            None => volumes.get(&mount.volume).cloned().unwrap_or_else(missing),
        };
        let mut layers = under(&volume, &mount.sub_path);
        if layers.is_empty() && volume.writable {
            // The kubelet makes the folder that a subPath names.
            layers.push(layer("", Content::Empty));
        }
        files.trees.insert(mount.path.clone(), Tree { layers, writable: mount.writable });
    }
    files
}

fn under(volume: &Volume, sub_path: &str) -> Vec<Layer> {
    if sub_path.is_empty() {
        return volume.layers.clone();
    }
    let mut whole = Files::default();
    whole.trees.insert("/".to_owned(), Tree { layers: volume.layers.clone(), writable: false });
    whole.subtree(sub_path)
}

/// What a container changes in a volume.
pub(super) struct Change {
    volume: String,
    gone: Vec<Layer>,
    fresh: Vec<Layer>,
}

/// What a container changed; `seen` makes of a new layer what others may rely on.
pub(super) fn changes(
    before: &Files,
    after: &Files,
    mounts: &[Mount],
    seen: impl Fn(Layer) -> Layer,
) -> Vec<Change> {
    let change = |mount: &Mount| {
        let (old, new) = (before.trees.get(&mount.path)?, after.trees.get(&mount.path)?);
        let at =
            |layer: &Layer| Layer { at: joined(&mount.sub_path, &layer.at), content: layer.content.clone() };
        // What was there keeps its order, so all that follows is new.
        let mut rest = new.layers.iter().peekable();
        let gone: Vec<&Layer> =
            old.layers.iter().filter(|layer| rest.next_if(|next| next == layer).is_none()).collect();
        let gone = gone.into_iter().map(at).collect();
        let fresh = rest.cloned().map(&seen).map(|layer| at(&layer)).collect();
        Some(Change { volume: mount.volume.clone(), gone, fresh })
    };
    mounts
        .iter()
        .filter_map(change)
        .filter(|change| !change.gone.is_empty() || !change.fresh.is_empty())
        .collect()
}

impl Change {
    /// The volume that is changed.
    pub fn volume(&self) -> &str {
        &self.volume
    }

    /// Changes it.
    pub fn apply(&self, volumes: &mut Volumes) {
        let Some(volume) = volumes.get_mut(&self.volume) else { return };
        volume.layers.retain(|layer| !self.gone.contains(layer));
        volume.layers.extend(self.fresh.iter().cloned());
        bound(&mut volume.layers);
    }
}
