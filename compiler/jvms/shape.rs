//! Objects that the API server refuses, with their pods: kinds that it has not, what stands out of place, volumes that
//! are not there.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, codes, nearest_help};
use crate::read::manifest::{Pod, Workload, kind_like, objects};
use crate::yaml::{Document, Node};

use super::fields;

/// What the API server refuses of the pods of a document; a key that is like no field may be somebody's own.
pub fn misshapen(document: &Document, pods: &[Pod]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for object in objects(&document.root) {
        strayed(object, &mut found);
    }
    for pod in pods.iter().filter(|pod| pod.workload.is_some()) {
        let Some(spec) = document.root.at(&pod.spec) else { continue };
        if is_whole(spec) {
            found.extend(without_version(pod, document));
            mounts(pod, spec, document, &mut found);
        }
        let is_own = pod.workload.as_ref().is_some_and(Workload::is_own_kind);
        fields::refused(spec, is_own, &mut found);
    }
    found
}

/// A kind that there is not, parts of a pod that stand in the object that runs it, fields of it that are misspelt.
fn strayed(object: &Node, found: &mut Vec<Diagnostic>) {
    let (version, kind) = (object.get("apiVersion").and_then(Node::as_str), object.get("kind"));
    let named = version.zip(kind.and_then(|kind| Some((kind, kind.as_str()?))));
    let known = named.and_then(|(version, (kind, name))| Some((kind, name, kind_like(version, name)?)));
    let Some((kind, name, (own, path))) = known else { return };
    let mut tell = |node: &Node, message: String, help: String| {
        found.push(Diagnostic::new(&codes::MANIFEST, node.span, message).help(help));
    };
    if name != own {
        let message = format!("`{name}` is no kind: the API server refuses it");
        tell(kind, message, format!("did you mean `{own}`?"));
    }
    let of_pod = |key: &Node| key.as_str().is_some_and(fields::is_of_pod);
    let spec = object.get("spec").filter(|_| !path.is_empty()).map_or(&[][..], Node::entries);
    if let Some((key, _)) = spec.iter().find(|(key, _)| of_pod(key)) {
        let message = format!("what stands here is for the pods of the {own}: nothing runs it");
        tell(key, message, format!("write what describes the pods into {}.spec", path.join(".")));
    }
    fields::around(object, path, found);
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
