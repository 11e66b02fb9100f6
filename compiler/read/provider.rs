//! Who puts a file where a container finds it.

use serde_json::Value;

use super::json::{flag, list, named, text};
use super::mounts::Volumes;
use super::pod::find;
use super::steps::with_volumes;
use crate::launch::{Content, Files, Lookup, Tree, clean, cleaned, joined};

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
        None | Some("emptyDir") => {
            let below = path.strip_prefix(&clean(text(mount, &["mountPath"]).unwrap_or_default()));
            let inside = joined(
                clean(text(mount, &["subPath"]).unwrap_or_default()).trim_matches('/'),
                below.unwrap_or_default().trim_matches('/'),
            );
            filler(pod_spec, container, name, &inside)
        }
        Some("image") => Provider::ImageVolume,
        Some(kind) => Provider::Volume(kind.to_owned()),
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    let folder = cleaned(folder);
    path == folder
        || path.strip_prefix(folder.as_ref()).is_some_and(|rest| rest.starts_with('/') || folder == "/")
}

/// The container that puts a file into an `emptyDir`: of several that run before and can, the last that changes what
/// stands there; else one that runs beside.
fn filler(pod_spec: &Value, container: &str, volume: &str, path: &str) -> Provider {
    let is_named = |json: &Value, name: &str| text(json, &["name"]) == Some(name);
    let fills = |json: &&Value| {
        let writes = |mount: &Value| is_named(mount, volume) && !flag(mount, "readOnly");
        !is_named(json, container) && list(json, "volumeMounts").iter().any(writes)
    };
    let name = |json: &Value| text(json, &["name"]).unwrap_or_default().to_owned();
    let inits = list(pod_spec, "initContainers").iter().take_while(|json| !is_named(json, container));
    let inits: Vec<&Value> = inits.filter(fills).collect();
    let author = if inits.len() > 1 { author(pod_spec, container, volume, path) } else { None };
    if let Some(init) = author.or(inits.last().copied()) {
        let stays = text(init, &["restartPolicy"]) == Some("Always");
        return if stays { Provider::Sidecar(name(init)) } else { Provider::InitContainer(name(init)) };
    }
    // Nothing starts beside an init container; what fills the volume comes too late.
    let own = list(pod_spec, "initContainers").iter().position(|json| is_named(json, container));
    if let Some(own) = own {
        let later = list(pod_spec, "initContainers").iter().skip(own).find(fills);
        return later.map_or(Provider::Nobody, |later| Provider::InitContainer(name(later)));
    }
    let beside = list(pod_spec, "containers").iter().find(fills);
    beside.map_or(Provider::Nobody, |other| Provider::Container(name(other)))
}

/// The last init container that changes what stands in a volume before a container starts.
fn author<'a>(pod_spec: &'a Value, container: &str, volume: &str, path: &str) -> Option<&'a Value> {
    let steps = with_volumes(pod_spec, &|_| None);
    let is_named = |json: &Value| text(json, &["name"]) == Some(container);
    let at = steps.iter().position(|(json, _)| is_named(json))?;
    let stands = |volumes: &Volumes| {
        let layers = volumes.get(volume).map(|volume| volume.layers.clone()).unwrap_or_default();
        let trees = [("/".to_owned(), Tree { layers, writable: false })].into();
        match (Files { trees }).lookup(&format!("/{path}")) {
            // That an archive has the file is a guess where something that is known stood before.
            Lookup::Found { content: content @ Content::Archive { .. }, beneath, .. } => {
                let is_file = |one: &Content| matches!(one, Content::Image { .. } | Content::Download(_));
                Some(beneath.into_iter().find(is_file).unwrap_or(content))
            }
            Lookup::Found { content, .. } => Some(content),
            Lookup::Unknown { why, .. } => Some(Content::Unknown(why)),
            Lookup::Absent => None,
        }
    };
    let (last, before) = steps.get(..=at)?.split_last()?;
    let end = stands(&last.1);
    // What a container finds differs from the end where it, or one behind it, changes that.
    let mut sharing = before.iter().rev().filter(|(_, volumes)| volumes.contains_key(volume));
    sharing.find(|(_, volumes)| stands(volumes) != end).map(|(json, _)| *json)
}
