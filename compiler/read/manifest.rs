//! Which objects run pods, and where their pod template stands.

use serde_json::Value;

use super::json::{get, list, text};

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

/// The workload that a document is; `None` for any other object.
pub fn workload(doc: &Value) -> Option<Workload> {
    let (api_version, kind) = (text(doc, &["apiVersion"])?, text(doc, &["kind"])?);
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    let (.., pod_path) = KINDS.iter().find(|(g, k, _)| *g == group && *k == kind)?;
    Some(Workload {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: text(doc, &["metadata", "namespace"]).map(str::to_owned),
        name: text(doc, &["metadata", "name"]).unwrap_or_default().to_owned(),
        pod_path,
    })
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

/// Containers of a pod that is read: each is looked at beside all others. The field's largest have about 30.
pub const MOST_CONTAINERS: usize = 100;

/// The pods of a document: one for a workload, those of its items for a `List`, and what a fragment without
/// `kind` holds. One with more than [`MOST_CONTAINERS`] is [`crowded`] and not among them.
pub fn pods(doc: &Value) -> Vec<Pod> {
    described(doc).into_iter().filter(|pod| !is_crowded(doc, pod)).collect()
}

/// The pods that have too many containers to be read.
pub fn crowded(doc: &Value) -> Vec<Pod> {
    described(doc).into_iter().filter(|pod| is_crowded(doc, pod)).collect()
}

fn is_crowded(doc: &Value, pod: &Pod) -> bool {
    let count = |spec: &Value, key| list(spec, key).len();
    let all = |spec: &Value| count(spec, "containers") + count(spec, "initContainers");
    doc.pointer(&pod.spec).map_or(0, all) > MOST_CONTAINERS
}

fn described(doc: &Value) -> Vec<Pod> {
    if text(doc, &["kind"]).is_some_and(|kind| kind.ends_with("List")) {
        let items = list(doc, "items").iter().enumerate();
        let below = |(index, item): (usize, &Value)| pod(item, &format!("/items/{index}"));
        return items.filter_map(below).collect();
    }
    pod(doc, "").into_iter().collect()
}

fn pod(doc: &Value, at: &str) -> Option<Pod> {
    let pointer = |path: &[&str]| path.iter().fold(at.to_owned(), |pointer, key| format!("{pointer}/{key}"));
    if let Some(workload) = workload(doc) {
        workload.pod_spec(doc)?;
        let spec = pointer(&[workload.pod_path, &["spec"]].concat());
        return Some(Pod { workload: Some(workload), spec });
    }
    let holds = |path: &&&[&str]| get(doc, path).is_some_and(|spec| !list(spec, "containers").is_empty());
    let fragment = doc.get("kind").is_none().then(|| FRAGMENTS.iter().find(holds)).flatten()?;
    Some(Pod { workload: None, spec: pointer(fragment) })
}

impl Workload {
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
