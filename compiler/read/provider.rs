//! Who puts a file where a container finds it.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::json::{flag, list, named, text};
use super::mounts::Volumes;
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

/// What each init container finds, by volume and path.
type Stood = HashMap<(String, String), Rc<[Option<Content>]>>;

/// Who provides what stands in the containers of a pod: its volumes are followed once.
pub struct Providers<'a> {
    pod_spec: &'a Value,
    named: HashMap<&'a str, &'a Value>,
    /// The volumes as each container finds them, init containers first.
    steps: OnceCell<Vec<Volumes>>,
    stood: RefCell<Stood>,
}

impl<'a> Providers<'a> {
    /// Those of a pod.
    pub fn new(pod_spec: &'a Value) -> Self {
        let all = ["containers", "initContainers"].map(|key| list(pod_spec, key)).into_iter().flatten();
        let mut named = HashMap::new();
        for (name, json) in all.filter_map(|json| Some((text(json, &["name"])?, json))) {
            named.entry(name).or_insert(json);
        }
        Providers { pod_spec, named, steps: OnceCell::new(), stood: RefCell::default() }
    }

    /// Who provides an absolute path to a container. The deepest mount that holds it decides, else it is the image's.
    pub fn of(&self, container: &str, path: &str) -> Provider {
        let mounts = self.named.get(container).map_or(&[][..], |json| list(json, "volumeMounts"));
        let holds = |mount: &&Value| text(mount, &["mountPath"]).is_some_and(|at| is_below(path, at));
        let depth = |mount: &&Value| text(mount, &["mountPath"]).map_or(0, str::len);
        let Some(mount) = mounts.iter().filter(holds).max_by_key(depth) else { return Provider::Image };
        let name = text(mount, &["name"]).unwrap_or_default();
        let volume = named(list(self.pod_spec, "volumes"), name);
        let kinds = volume.and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key.as_str());
        let mut sources = kinds.filter(|key| *key != "name");
        match sources.next() {
            None | Some("emptyDir") => {
                let below = path.strip_prefix(&clean(text(mount, &["mountPath"]).unwrap_or_default()));
                let inside = joined(
                    clean(text(mount, &["subPath"]).unwrap_or_default()).trim_matches('/'),
                    below.unwrap_or_default().trim_matches('/'),
                );
                self.filler(container, name, &inside)
            }
            Some("image") => Provider::ImageVolume,
            Some(kind) => Provider::Volume(kind.to_owned()),
        }
    }

    /// The container that puts a file into an `emptyDir`: of several that run before and can, the last that changes what
    /// stands there; else one that runs beside.
    fn filler(&self, container: &str, volume: &str, path: &str) -> Provider {
        let is_named = |json: &Value, name: &str| text(json, &["name"]) == Some(name);
        let fills = |json: &&Value| {
            let writes = |mount: &Value| is_named(mount, volume) && !flag(mount, "readOnly");
            !is_named(json, container) && list(json, "volumeMounts").iter().any(writes)
        };
        let name = |json: &Value| text(json, &["name"]).unwrap_or_default().to_owned();
        let inits =
            list(self.pod_spec, "initContainers").iter().take_while(|json| !is_named(json, container));
        let inits: Vec<&Value> = inits.filter(fills).collect();
        let author = if inits.len() > 1 { self.author(container, volume, path) } else { None };
        if let Some(init) = author.or(inits.last().copied()) {
            let stays = text(init, &["restartPolicy"]) == Some("Always");
            return if stays { Provider::Sidecar(name(init)) } else { Provider::InitContainer(name(init)) };
        }
        // Nothing starts beside an init container; what fills the volume comes too late.
        let own = list(self.pod_spec, "initContainers").iter().position(|json| is_named(json, container));
        if let Some(own) = own {
            let later = list(self.pod_spec, "initContainers").iter().skip(own).find(fills);
            return later.map_or(Provider::Nobody, |later| Provider::InitContainer(name(later)));
        }
        let beside = list(self.pod_spec, "containers").iter().find(fills);
        beside.map_or(Provider::Nobody, |other| Provider::Container(name(other)))
    }

    /// The last init container that changes what stands in a volume before a container starts.
    fn author(&self, container: &str, volume: &str, path: &str) -> Option<&'a Value> {
        let followed =
            || with_volumes(self.pod_spec, &|_| None).into_iter().map(|(_, found)| found).collect();
        let steps = self.steps.get_or_init(followed);
        let inits = list(self.pod_spec, "initContainers");
        let mut all = inits.iter().chain(list(self.pod_spec, "containers"));
        let at = all.position(|json| text(json, &["name"]) == Some(container))?;
        let end = stands(steps.get(at)?, volume, path);
        let stood = self.stood(steps.get(..inits.len())?, volume, path);
        // What a container finds differs from the end where it, or one behind it, changes that.
        let before = inits.iter().zip(steps).zip(stood.iter()).take(at).rev();
        let mut sharing = before.filter(|((_, own), _)| own.contains_key(volume));
        sharing.find(|(_, stood)| **stood != end).map(|((json, _), _)| json)
    }

    /// What each init container finds at a path of a volume.
    fn stood(&self, inits: &[Volumes], volume: &str, path: &str) -> Rc<[Option<Content>]> {
        let mut known = self.stood.borrow_mut();
        let found = || inits.iter().map(|found| stands(found, volume, path)).collect();
        Rc::clone(known.entry((volume.to_owned(), path.to_owned())).or_insert_with(found))
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    let folder = cleaned(folder);
    path == folder
        || path.strip_prefix(folder.as_ref()).is_some_and(|rest| rest.starts_with('/') || folder == "/")
}

/// What stands at a path of a volume.
fn stands(volumes: &Volumes, volume: &str, path: &str) -> Option<Content> {
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
}
