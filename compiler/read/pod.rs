//! A `PodSpec`, as JSON, to the container that the launch model takes.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::json::{flag, list, named, strings, text};
use super::mounts::{Mount, Volumes, image_files, mounts, view};
use super::steps::with_volumes;
use super::variables::variables;
use crate::launch::{Container, ImageConfig};

/// The data of the `ConfigMap`s that are known; `None` for one that is not.
pub type ConfigMaps<'a> = &'a dyn Fn(&str) -> Option<Arc<ConfigMap>>;

/// The data of one.
pub type ConfigMap = BTreeMap<String, String>;

/// Every container as its process finds it, init containers first, with what others put into its volumes before.
pub fn containers(pod_spec: &Value, config_maps: ConfigMaps<'_>) -> Vec<Container> {
    let all = with_volumes(pod_spec, config_maps).into_iter();
    all.map(|(json, volumes)| describe(json, &volumes, config_maps, None).0).collect()
}

/// A container as its process finds it, with what init containers put into its volumes; `None` where the pod
/// has no container of that name. An init container may be named too.
pub fn container(
    pod_spec: &Value,
    name: &str,
    config_maps: ConfigMaps<'_>,
    image: Option<ImageConfig>,
) -> Option<Container> {
    let json = find(pod_spec, name)?;
    let all = with_volumes(pod_spec, config_maps);
    let (_, volumes) = all.iter().find(|(one, _)| std::ptr::eq(*one, json))?;
    Some(describe(json, volumes, config_maps, image).0)
}

/// The container or init container of that name.
pub(super) fn find<'a>(pod_spec: &'a Value, name: &str) -> Option<&'a Value> {
    named(list(pod_spec, "containers"), name).or_else(|| named(list(pod_spec, "initContainers"), name))
}

/// A container with the volumes as they are now.
pub(super) fn describe(
    json: &Value,
    volumes: &Volumes,
    config_maps: ConfigMaps<'_>,
    image: Option<ImageConfig>,
) -> (Container, Vec<Mount>) {
    let (env, env_from) = variables(json, config_maps);
    let mut container = Container {
        env,
        env_from,
        command: strings(json, "command"),
        args: strings(json, "args"),
        working_dir: text(json, &["workingDir"]).map(str::to_owned),
        ..Container::default()
    };
    // The kubelet does not see the image's variables, so the image is added after it did its part.
    let mounts = mounts(json, &container, volumes);
    let security = json.get("securityContext");
    let writable = !security.is_some_and(|context| flag(context, "readOnlyRootFilesystem"));
    let image_files = image_files(text(json, &["image"]).unwrap_or_default(), writable);
    container.files = view(image_files, &mounts, volumes);
    container.image = image;
    (container, mounts)
}

/// An init container that shares a volume with another container: who fills it, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// The init container's name.
    pub container: String,
    /// Its image, as written.
    pub image: String,
    /// Its `command`.
    pub command: Option<Vec<String>>,
    /// Its `args`.
    pub args: Option<Vec<String>>,
    /// The volume.
    pub volume: String,
    /// The volume's `emptyDir.sizeLimit`.
    pub size_limit: Option<String>,
    /// Whether it keeps running beside the application (`restartPolicy: Always`).
    pub native_sidecar: bool,
    /// Its `securityContext`, as written.
    pub security_context: Option<Value>,
    /// Its `resources`, as written.
    pub resources: Option<Value>,
}

/// The init containers that share volumes with the container of that name: one entry for each pair of init
/// container and volume, in the order in which they run.
pub fn supplies(pod_spec: &Value, name: &str) -> Vec<Supply> {
    let mounted = |json: &Value| -> Vec<String> {
        list(json, "volumeMounts").iter().filter_map(|m| text(m, &["name"]).map(str::to_owned)).collect()
    };
    let wanted = find(pod_spec, name).map(mounted).unwrap_or_default();
    let inits =
        list(pod_spec, "initContainers").iter().take_while(|init| text(init, &["name"]) != Some(name));
    let mut supplies = Vec::new();
    for init in inits {
        let mut shared = mounted(init);
        shared.retain(|volume| wanted.contains(volume));
        shared.dedup();
        supplies.extend(shared.into_iter().map(|volume| supply(pod_spec, init, volume)));
    }
    supplies
}

fn supply(pod_spec: &Value, init: &Value, volume: String) -> Supply {
    let own = |key: &str| text(init, &[key]).unwrap_or_default().to_owned();
    let source = named(list(pod_spec, "volumes"), &volume);
    Supply {
        container: own("name"),
        image: own("image"),
        command: strings(init, "command"),
        args: strings(init, "args"),
        size_limit: source.and_then(|v| text(v, &["emptyDir", "sizeLimit"])).map(str::to_owned),
        volume,
        native_sidecar: text(init, &["restartPolicy"]) == Some("Always"),
        security_context: init.get("securityContext").cloned(),
        resources: init.get("resources").cloned(),
    }
}
