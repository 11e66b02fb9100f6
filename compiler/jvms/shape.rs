//! Pods that the API server refuses: fields of another kind than it takes, misspelt or out of place, volumes that are
//! not there.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, codes, nearest, nearest_help};
use crate::read::manifest::{Pod, Workload, kind_like, objects};
use crate::yaml::{Document, Kind, Node};

/// Fields of a container that are lists.
const LISTS: [&str; 7] = ["args", "command", "env", "envFrom", "ports", "volumeDevices", "volumeMounts"];
/// Its other fields. Source: `Container` of core/v1, Kubernetes 1.36.
const OTHERS: [&str; 18] = [
    "image",
    "imagePullPolicy",
    "lifecycle",
    "livenessProbe",
    "name",
    "readinessProbe",
    "resizePolicy",
    "resources",
    "restartPolicy",
    "restartPolicyRules",
    "securityContext",
    "startupProbe",
    "stdin",
    "stdinOnce",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "tty",
    "workingDir",
];
/// Fields of a pod's spec that are lists, and that agents need.
const OF_SPECS: [&str; 3] = ["containers", "initContainers", "volumes"];

/// What the API server refuses of the pods of a document; a key that is like no field may be somebody's own.
pub fn misshapen(document: &Document, pods: &[Pod]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = objects(&document.root).into_iter().filter_map(strayed).collect();
    for pod in pods.iter().filter(|pod| pod.workload.is_some()) {
        let Some(spec) = document.root.at(&pod.spec) else { continue };
        if is_whole(spec) {
            found.extend(without_version(pod, document));
            mounts(pod, spec, document, &mut found);
        }
        members(spec, &OF_SPECS, &[], &mut found);
        for list in ["initContainers", "containers"] {
            for container in spec.get(list).map_or(&[][..], Node::items) {
                members(container, &LISTS, &OTHERS, &mut found);
            }
        }
    }
    found
}

/// A kind that is written in another case, or parts of a pod that stand in the object that runs it.
fn strayed(object: &Node) -> Option<Diagnostic> {
    let (version, kind) = (object.get("apiVersion")?.as_str()?, object.get("kind")?);
    let (own, path) = kind_like(version, kind.as_str()?)?;
    if kind.as_str() != Some(own) {
        let message = format!("`{}` is no kind: the API server refuses it", kind.as_str()?);
        let help = format!("did you mean `{own}`?");
        return Some(Diagnostic::new(&codes::MANIFEST, kind.span, message).help(help));
    }
    let of_pod = |key: &Node| key.as_str().is_some_and(|key| OF_SPECS.contains(&key));
    let mut entries = object.get("spec").filter(|_| !path.is_empty())?.entries().iter();
    let (key, _) = entries.find(|(key, _)| of_pod(key))?;
    let message = format!("`{}` stands in the {own}, not in its pods: nothing runs it", key.as_str()?);
    let help = format!("write what describes the pods into {}.spec", path.join("."));
    Some(Diagnostic::new(&codes::MANIFEST, key.span, message).help(help))
}

/// Whether it is no patch: each container has its image.
fn is_whole(spec: &Node) -> bool {
    let lists = ["initContainers", "containers"].into_iter().filter_map(|list| spec.get(list));
    lists.flat_map(Node::items).all(|container| container.get("image").is_some())
}

/// The object of a pod.
fn object<'n>(pod: &Pod, document: &'n Document) -> Option<&'n Node> {
    let path = pod.workload.as_ref()?.pod_path.iter().fold(String::new(), |path, key| path + "/" + key);
    document.root.at(pod.spec.strip_suffix(&format!("{path}/spec"))?)
}

fn without_version(pod: &Pod, document: &Document) -> Option<Diagnostic> {
    let workload = pod.workload.as_ref().filter(|workload| workload.api_version.is_empty())?;
    let place = object(pod, document)?.get("kind")?.span;
    let version = match workload.usual_group() {
        "" => "v1".to_owned(),
        "argoproj.io" => "argoproj.io/v1alpha1".to_owned(),
        group => format!("{group}/v1"),
    };
    let message = format!("a {} without apiVersion: kubectl refuses it", workload.kind);
    Some(Diagnostic::new(&codes::MANIFEST, place, message).help(format!("add `apiVersion: {version}`")))
}

/// Mounts of volumes that the pod does not have.
fn mounts(pod: &Pod, spec: &Node, document: &Document, found: &mut Vec<Diagnostic>) {
    let Some(object) =
        object(pod, document).filter(|_| pod.workload.as_ref().is_some_and(Workload::is_own_kind))
    else {
        return;
    };
    let named = |list: Option<&'_ Node>, path: &str| -> Vec<String> {
        let items = list.map_or(&[][..], Node::items).iter();
        items.filter_map(|item| Some(item.at(path)?.as_str()?.to_owned())).collect()
    };
    let mut volumes = named(spec.get("volumes"), "/name");
    volumes.extend(named(object.at("/spec/volumeClaimTemplates"), "/metadata/name"));
    let known: BTreeSet<&str> = volumes.iter().map(String::as_str).collect();
    let lists = ["initContainers", "containers"].into_iter().filter_map(|list| spec.get(list));
    let all = lists.flat_map(Node::items).filter_map(|container| container.get("volumeMounts"));
    for name in all.flat_map(Node::items).filter_map(|mount| mount.get("name")) {
        let Some(text) = name.as_str().filter(|text| !known.contains(text)) else { continue };
        let message = format!("the pod has no volume {text}: the API server refuses it");
        let help = nearest_help(text, known.iter().copied());
        let help = help.unwrap_or_else(|| format!("add {text} to the volumes of the pod"));
        found.push(Diagnostic::new(&codes::MANIFEST, name.span, message).help(help));
    }
}

fn members(map: &Node, lists: &[&str], others: &[&str], found: &mut Vec<Diagnostic>) {
    for (key, value) in map.entries() {
        let Some(name) = key.as_str() else { continue };
        if lists.contains(&name) {
            if !matches!(value.kind, Kind::Seq(_) | Kind::Null) {
                let message = format!("`{name}` takes a list: the API server refuses the pod");
                found.push(Diagnostic::new(&codes::MANIFEST, key.span, message).help(meant(name)));
            }
            continue;
        }
        if others.contains(&name) {
            continue;
        }
        if let Some(field) = nearest(name, lists.iter().chain(others).copied()) {
            let message = format!("`{name}` is no field here: the API server refuses it, or drops it");
            let help = format!("did you mean `{field}`?");
            found.push(Diagnostic::new(&codes::MANIFEST, key.span, message).help(help));
        }
    }
}

fn meant(name: &str) -> String {
    match name {
        "env" => "write each variable as an item: `- {name: NAME, value: VALUE}`".to_owned(),
        "command" | "args" => format!("write each word as an item: {name}: [java, -jar, app.jar]"),
        _ => format!("write each of {name} as an item, behind a `-`"),
    }
}
