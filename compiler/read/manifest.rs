//! Which objects run pods, and where their pod template stands.

use serde_json::Value;

use super::json::{get, list, text};
use crate::diagnostic::nearest;
use crate::yaml::Node;

/// An object that runs pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// `apiVersion`, as written.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.namespace`, if it is there.
    pub namespace: Option<String>,
    /// `metadata.name`; empty where only `generateName` is given.
    pub name: String,
    /// Keys from the object to its pod template, which has `metadata` and `spec`; none for a Pod.
    pub pod_path: &'static [&'static str],
}

/// Group, kind, path of the template.
const KINDS: &[(&str, &str, &[&str])] = &[
    ("apps", "Deployment", &["spec", "template"]),
    ("apps", "StatefulSet", &["spec", "template"]),
    ("apps", "DaemonSet", &["spec", "template"]),
    ("apps", "ReplicaSet", &["spec", "template"]),
    // Gone from the API, still in repositories.
    ("extensions", "Deployment", &["spec", "template"]),
    ("extensions", "DaemonSet", &["spec", "template"]),
    ("batch", "Job", &["spec", "template"]),
    ("batch", "CronJob", &["spec", "jobTemplate", "spec", "template"]),
    ("", "Pod", &[]),
    ("argoproj.io", "Rollout", &["spec", "template"]),
    ("serving.knative.dev", "Service", &["spec", "template"]),
];

/// Where other objects have their pod template, custom resources mostly, that are made like one of these.
const SHAPES: [&[&str]; 4] = [
    &["template"],
    &["spec", "template"],
    &["spec", "jobTemplate", "spec", "template"],
    &["spec", "template", "jobTemplate", "spec", "template"],
];

/// The workload that a document is, of those that can be patched; `None` for any other object.
pub fn workload(doc: &Value) -> Option<Workload> {
    let (api_version, kind) = (text(doc, &["apiVersion"])?, text(doc, &["kind"])?);
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    let (.., pod_path) = KINDS.iter().find(|(g, k, _)| *g == group && *k == kind)?;
    Some(described(doc, api_version, kind, pod_path))
}

/// The kind that runs pods and was meant by a name, and where its pod template stands: in another case, or, in groups
/// of which others are rarely written, nearly the same.
pub fn kind_like(api_version: &str, name: &str) -> Option<(&'static str, &'static [&'static str])> {
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    let own = || KINDS.iter().filter(|(own, ..)| *own == group);
    let near =
        || nearest(name, own().map(|(_, kind, _)| *kind)).filter(|_| matches!(group, "apps" | "batch"));
    let same = own().find(|(_, kind, _)| kind.eq_ignore_ascii_case(name));
    let (_, kind, path) = same.or_else(|| near().and_then(|kind| own().find(|(_, own, _)| *own == kind)))?;
    Some((kind, path))
}

/// A workload, or another object that has a pod template where workloads have theirs.
fn like_workload(doc: &Value) -> Option<Workload> {
    let (api_version, kind) = (text(doc, &["apiVersion"])?, text(doc, &["kind"])?);
    let has_pods = |path: &&&[&str]| {
        let containers = get(doc, path).and_then(|template| get(template, &["spec", "containers"]));
        containers.and_then(Value::as_array).is_some_and(|all| all.iter().any(is_container))
    };
    workload(doc).or_else(|| Some(described(doc, api_version, kind, SHAPES.iter().find(has_pods)?)))
}

/// A workload of which somebody left out the `apiVersion`.
fn without_version(doc: &Value) -> Option<Workload> {
    let kind = text(doc, &["kind"]).filter(|_| doc.get("apiVersion").is_none())?;
    let (.., pod_path) = KINDS.iter().find(|(_, own, _)| *own == kind)?;
    let it = described(doc, "", kind, pod_path);
    let holds_pods = it.pod_spec(doc).is_some_and(|spec| !list(spec, "containers").is_empty());
    holds_pods.then_some(it)
}

fn described(doc: &Value, api_version: &str, kind: &str, pod_path: &'static [&'static str]) -> Workload {
    Workload {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: text(doc, &["metadata", "namespace"]).map(str::to_owned),
        name: text(doc, &["metadata", "name"]).unwrap_or_default().to_owned(),
        pod_path,
    }
}

/// The objects in a document. A list may be in a list; how deep is bounded by the reader.
pub fn objects(root: &Node) -> Vec<&Node> {
    let is_list = root.get("kind").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("List"));
    if !is_list {
        return vec![root];
    }
    root.get("items").map_or(&[][..], Node::items).iter().flat_map(objects).collect()
}

/// Whether something is a container, or a patch of one.
fn is_container(value: &Value) -> bool {
    text(value, &["name"]).is_some()
}

/// A pod that a document describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pod {
    /// The object; `None` for a fragment that somebody cut out of one.
    pub workload: Option<Workload>,
    /// JSON pointer to the `PodSpec`.
    pub spec: String,
}

/// Where a fragment of a manifest may hold its `PodSpec`.
const FRAGMENTS: [&[&str]; 5] = [
    &[],
    &["spec"],
    &["template", "spec"],
    &["spec", "template", "spec"],
    &["spec", "jobTemplate", "spec", "template", "spec"],
];

/// Containers of a pod that is read. The field's largest have about 30.
pub const MOST_CONTAINERS: usize = 1_000;

/// The pods of a document: one for a workload, those of its items for a `List`, and what a fragment without
/// `kind` holds. One with more than [`MOST_CONTAINERS`] is not among them.
pub fn pods(doc: &Value) -> Vec<Pod> {
    parted(doc).0
}

/// The same, and the pods that have too many containers to be read.
pub fn parted(doc: &Value) -> (Vec<Pod>, Vec<Pod>) {
    let mut found = Vec::new();
    collect(doc, "", &mut found);
    found.into_iter().partition(|pod| !is_crowded(doc, pod))
}

fn is_crowded(doc: &Value, pod: &Pod) -> bool {
    let count = |spec: &Value, key| list(spec, key).len();
    let all = |spec: &Value| count(spec, "containers") + count(spec, "initContainers");
    doc.pointer(&pod.spec).map_or(0, all) > MOST_CONTAINERS
}

/// How deep lists are in a list is bounded by the YAML reader.
fn collect(doc: &Value, at: &str, found: &mut Vec<Pod>) {
    if text(doc, &["kind"]).is_some_and(|kind| kind.ends_with("List")) {
        for (index, item) in list(doc, "items").iter().enumerate() {
            collect(item, &format!("{at}/items/{index}"), found);
        }
    } else {
        found.extend(pod(doc, at));
    }
}

/// What Kustomize builds manifests from: a kustomization, or a JSON patch.
pub fn is_kustomize_input(doc: &Value) -> bool {
    if let Value::Array(items) = doc {
        let is_step = |item: &Value| text(item, &["op"]).is_some() && text(item, &["path"]).is_some();
        return !items.is_empty() && items.iter().all(is_step);
    }
    let of_kustomize = |version: &str| version.starts_with("kustomize.config.k8s.io/");
    let names_files = || {
        let keys =
            ["resources", "bases", "components", "patches", "patchesStrategicMerge", "patchesJson6902"];
        keys.iter().any(|key| doc.get(key).is_some_and(Value::is_array))
    };
    text(doc, &["apiVersion"]).map_or_else(|| doc.get("kind").is_none() && names_files(), of_kustomize)
}

/// JSON pointers to the containers of a text that somebody cut out of a pod: a container, or a list of them.
pub fn loose(doc: &Value) -> Vec<String> {
    let is_part = |value: &Value| {
        let has = |key: &str| value.get(key).is_some();
        let typed = text(value, &["image"]).is_some() || !has("image");
        !has("kind") && !has("services") && typed && (has("image") || has("name")) && {
            ["env", "envFrom", "command", "args", "volumeMounts"]
                .iter()
                .any(|key| value.get(key).is_some_and(Value::is_array))
        }
    };
    match doc {
        Value::Array(items) => {
            let parts = items.iter().enumerate().filter(|(_, item)| is_part(item));
            parts.map(|(index, _)| format!("/{index}")).collect()
        }
        _ if is_part(doc) => vec![String::new()],
        _ => Vec::new(),
    }
}

/// Whether a text is a list of variables that somebody cut out of a container.
pub fn is_env_list(doc: &Value) -> bool {
    let is_variable = |value: &Value| {
        let fields = value.as_object().is_some_and(|fields| fields.len() <= 2);
        fields
            && text(value, &["name"]).is_some()
            && (value.get("value").is_some() || value["valueFrom"].is_object())
    };
    doc.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(is_variable))
}

fn pod(doc: &Value, at: &str) -> Option<Pod> {
    let pointer = |path: &[&str]| path.iter().fold(at.to_owned(), |pointer, key| format!("{pointer}/{key}"));
    if let Some(workload) = like_workload(doc).or_else(|| without_version(doc)) {
        workload.pod_spec(doc)?;
        let spec = pointer(&[workload.pod_path, &["spec"]].concat());
        return Some(Pod { workload: Some(workload), spec });
    }
    let lists = |spec: &Value| ["containers", "initContainers"].iter().any(|key| !list(spec, key).is_empty());
    let holds = |path: &&&[&str]| get(doc, path).is_some_and(lists);
    let fragment = doc.get("kind").is_none().then(|| FRAGMENTS.iter().find(holds)).flatten()?;
    Some(Pod { workload: None, spec: pointer(fragment) })
}

impl Workload {
    /// Whether the API server takes its pods as they are written here: other kinds may put more into them.
    pub fn is_own_kind(&self) -> bool {
        let group = self.api_version.rsplit_once('/').map_or("", |(group, _)| group);
        KINDS
            .iter()
            .any(|(own, kind, _)| *kind == self.kind && (*own == group || self.api_version.is_empty()))
    }

    /// The group of its kind, where the `apiVersion` says none.
    pub fn usual_group(&self) -> &'static str {
        KINDS.iter().find(|(_, kind, _)| *kind == self.kind).map_or("", |(group, ..)| group)
    }

    /// The pod template; `None` where the object has none, such as a Rollout that refers to a Deployment.
    pub fn template<'a>(&self, doc: &'a Value) -> Option<&'a Value> {
        get(doc, self.pod_path)
    }

    /// The pod's `spec`.
    pub fn pod_spec<'a>(&self, doc: &'a Value) -> Option<&'a Value> {
        self.template(doc)?.get("spec")
    }

    /// The same document with another pod template; `None` where it has none to replace. A Pod keeps what is
    /// no part of a template: `apiVersion`, `kind`, its name.
    #[must_use]
    pub fn with_template(&self, doc: &Value, template: &Value) -> Option<Value> {
        let mut doc = doc.clone();
        let place = self.pod_path.iter().try_fold(&mut doc, |value, key| value.get_mut(key))?;
        if self.pod_path.is_empty() {
            for key in ["metadata", "spec"] {
                if let Some(part) = template.get(key) {
                    place.as_object_mut()?.insert(key.to_owned(), part.clone());
                }
            }
        } else {
            *place = template.clone();
        }
        Some(doc)
    }
}
