//! `labels`, `commonLabels` and `commonAnnotations`: on objects, and on the pods that they make.

use serde_json::json;

use super::names::set;
use super::{Object, items, text};
use crate::read::manifest::workload;
use crate::yaml::{Kind, Node};

/// Writes what a kustomization says of all objects. Selectors stay as they are: they select the same pods.
pub(super) fn labels(root: &Node, objects: &mut [Object]) {
    for entry in items(root, "labels") {
        let says = |key: &str| matches!(entry.get(key).map(|node| &node.kind), Some(Kind::Bool(true)));
        let on_pods = says("includeTemplates") || says("includeSelectors");
        write(entry.get("pairs"), "labels", on_pods, objects);
    }
    write(root.get("commonLabels"), "labels", true, objects);
    write(root.get("commonAnnotations"), "annotations", true, objects);
}

fn write(pairs: Option<&Node>, map: &str, on_pods: bool, objects: &mut [Object]) {
    let Some(pairs) = pairs else { return };
    for object in objects {
        let template = template(object).filter(|_| on_pods).unwrap_or_default();
        for (key, value) in pairs.entries() {
            let Some(key) = key.as_str() else { continue };
            set(&mut object.node, &["metadata", map, key], value);
            if !template.is_empty() {
                let path = [template, &["metadata", map, key]].concat();
                set(&mut object.node, &path, value);
            }
        }
    }
}

/// Where an object has its pod template.
fn template(object: &Object) -> Option<&'static [&'static str]> {
    let kind = json!({ "apiVersion": text(&object.node, "/apiVersion"), "kind": object.kind() });
    let path = workload(&kind)?.pod_path;
    object.node.at(&format!("/{}", path.join("/"))).map(|_| path)
}
