//! Names and namespaces that a kustomization gives, and those who refer to them.

use std::collections::BTreeMap;

use super::{Object, text};
use crate::read::merge::Tree;
use crate::yaml::{Kind, Node};

/// Kinds without a namespace that stand beside workloads.
const GLOBAL: [&str; 9] = [
    "APIService",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "IngressClass",
    "Namespace",
    "PersistentVolume",
    "PriorityClass",
    "StorageClass",
];
/// Kinds whose names stay.
const NAMED: [&str; 3] = ["APIService", "CustomResourceDefinition", "Namespace"];

/// `namespace`.
pub(super) fn namespace(root: &Node, objects: &mut [Object]) {
    let Some(namespace) = root.get("namespace").filter(|node| node.as_str().is_some()) else { return };
    for object in objects.iter_mut().filter(|object| !GLOBAL.contains(&object.kind())) {
        set(&mut object.node, &["metadata", "namespace"], namespace);
    }
}

/// `namePrefix` and `nameSuffix`.
pub(super) fn affixes(root: &Node, objects: &mut [Object]) {
    let (prefix, suffix) = (text(root, "/namePrefix"), text(root, "/nameSuffix"));
    if prefix.is_empty() && suffix.is_empty() {
        return;
    }
    let mut renamed = BTreeMap::new();
    for object in objects.iter_mut().filter(|object| !NAMED.contains(&object.kind())) {
        let Some(own) = object.node.at("/metadata/name").cloned() else { continue };
        let before = object.name().to_owned();
        let after = format!("{prefix}{before}{suffix}");
        renamed.insert((object.kind().to_owned(), before.clone()), after.clone());
        object.names.push(before);
        set(
            &mut object.node,
            &["metadata", "name"],
            &Node { kind: Kind::String(after), shared: true, ..own },
        );
    }
    for object in objects {
        refer(&mut object.node, "", &renamed);
    }
}

/// Writes a value below keys, and maps on the way to it.
pub(super) fn set(node: &mut Node, path: &[&str], value: &Node) {
    let Some((first, rest)) = path.split_first() else {
        *node = Node { shared: true, ..value.clone() };
        return;
    };
    if node.get(first).is_none() {
        node.put(<Node as Tree>::key(first, value), Node::empty(value));
    }
    if let Some(inner) = node.member_mut(first) {
        set(inner, rest, value);
    }
}

/// Lets references to renamed objects follow. How deep they are nested is bounded by the reader.
fn refer(node: &mut Node, key: &str, renamed: &BTreeMap<(String, String), String>) {
    let (kind, member) = match key {
        "configMapRef" | "configMapKeyRef" | "configMap" => ("ConfigMap".to_owned(), "name"),
        "secret" if node.get("secretName").is_some() => ("Secret".to_owned(), "secretName"),
        "secretRef" | "secretKeyRef" | "secret" => ("Secret".to_owned(), "name"),
        "scaleTargetRef" => (text(node, "/kind").to_owned(), "name"),
        _ => (String::new(), ""),
    };
    if let Some(name) = node.member_mut(member)
        && let Some(after) = renamed.get(&(kind, name.as_str().unwrap_or_default().to_owned()))
    {
        *name = Node { kind: Kind::String(after.clone()), shared: true, ..name.clone() };
    }
    match &mut node.kind {
        Kind::Seq(items) => items.iter_mut().for_each(|item| refer(item, "", renamed)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                refer(value, &<Node as Tree>::name(key), renamed);
            }
        }
        _ => {}
    }
}
