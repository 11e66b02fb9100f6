//! Who puts a file where a container finds it.

use serde_json::Value;

use super::json::{flag, list, named, text};
use super::pod::find;
use crate::launch::clean;

/// Who provides what stands at a path of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The container's own image.
    Image,
    /// An image mounted as a volume.
    ImageVolume,
    /// An init container of that name.
    InitContainer(String),
    /// A native sidecar of that name: an init container that stays.
    Sidecar(String),
    /// Another container of the pod, which starts at the same time.
    Container(String),
    /// The cluster: the volume's kind, as Kubernetes writes it.
    Volume(String),
    /// Nobody: the folder is empty.
    Nobody,
}

/// Who provides an absolute path. The deepest mount that holds it decides, else it is the image's.
pub fn provider(pod_spec: &Value, container: &str, path: &str) -> Provider {
    let mounts = find(pod_spec, container).map_or(&[][..], |json| list(json, "volumeMounts"));
    let holds = |mount: &&Value| text(mount, &["mountPath"]).is_some_and(|at| is_below(path, at));
    let depth = |mount: &&Value| text(mount, &["mountPath"]).map_or(0, str::len);
    let Some(mount) = mounts.iter().filter(holds).max_by_key(depth) else { return Provider::Image };
    let name = text(mount, &["name"]).unwrap_or_default();
    let volume = named(list(pod_spec, "volumes"), name);
    let kinds = volume.and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key.as_str());
    let mut sources = kinds.filter(|key| *key != "name");
    match sources.next() {
        None | Some("emptyDir") => filler(pod_spec, container, name),
        Some("image") => Provider::ImageVolume,
        Some(kind) => Provider::Volume(kind.to_owned()),
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    let folder = clean(folder);
    path == folder || path.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/') || folder == "/")
}

/// The container that fills an `emptyDir`: the last of those that run before, else one that runs beside.
fn filler(pod_spec: &Value, container: &str, volume: &str) -> Provider {
    let is_named = |json: &Value, name: &str| text(json, &["name"]) == Some(name);
    let fills = |json: &&Value| {
        let writes = |mount: &Value| is_named(mount, volume) && !flag(mount, "readOnly");
        !is_named(json, container) && list(json, "volumeMounts").iter().any(writes)
    };
    let name = |json: &Value| text(json, &["name"]).unwrap_or_default().to_owned();
    let inits = list(pod_spec, "initContainers").iter().take_while(|json| !is_named(json, container));
    if let Some(init) = inits.filter(fills).last() {
        let stays = text(init, &["restartPolicy"]) == Some("Always");
        return if stays { Provider::Sidecar(name(init)) } else { Provider::InitContainer(name(init)) };
    }
    let beside = list(pod_spec, "containers").iter().find(fills);
    beside.map_or(Provider::Nobody, |other| Provider::Container(name(other)))
}
