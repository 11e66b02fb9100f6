//! Images, replicas and generated `ConfigMap`s.

use super::names::set;
use super::{Object, items, text};
use crate::read::merge::Tree;
use crate::yaml::{Kind, Node, Style};

/// Kinds whose number of pods a kustomization sets.
const SCALED: [&str; 4] = ["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"];

/// `replicas`.
pub(super) fn replicas(root: &Node, objects: &mut [Object]) {
    for entry in items(root, "replicas") {
        let Some(count) = entry.get("count") else { continue };
        let called = |object: &&mut Object| object.is_called(text(entry, "/name"));
        let scaled = objects.iter_mut().filter(|object| SCALED.contains(&object.kind()));
        scaled.filter(called).for_each(|object| set(&mut object.node, &["spec", "replicas"], count));
    }
}

/// `images`.
pub(super) fn images(root: &Node, objects: &mut [Object]) {
    for entry in items(root, "images") {
        for object in objects.iter_mut() {
            rename(&mut object.node, "", entry);
        }
    }
}

/// Kustomize looks at every list of containers, however deep; that is bounded by the reader.
fn rename(node: &mut Node, key: &str, entry: &Node) {
    let of_containers = matches!(key, "containers" | "initContainers");
    match &mut node.kind {
        Kind::Seq(items) => {
            for item in items {
                if let Some(image) = item.member_mut("image").filter(|_| of_containers) {
                    renamed(image, entry);
                }
                rename(item, "", entry);
            }
        }
        Kind::Map(entries) => {
            for (key, value) in entries {
                rename(value, &<Node as Tree>::name(key), entry);
            }
        }
        _ => {}
    }
}

fn renamed(image: &mut Node, entry: &Node) {
    let Some(written) = image.as_str() else { return };
    let (rest, digest) =
        written.split_once('@').map_or((written, None), |(rest, digest)| (rest, Some(digest)));
    // A colon before a slash is that of a port.
    let (name, tag) = match rest.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
        Some((name, tag)) => (name, Some(tag)),
        None => (rest, None),
    };
    if name != text(entry, "/name") {
        return;
    }
    let new = |key: &str| entry.get(key).and_then(Node::key).filter(|text| !text.is_empty());
    let (new_tag, new_digest) = (new("newTag"), new("digest"));
    let is_versioned = new_tag.is_some() || new_digest.is_some();
    let (tag, digest) = if is_versioned {
        (new_tag, new_digest)
    } else {
        (tag.map(str::to_owned), digest.map(str::to_owned))
    };
    let mut after = new("newName").unwrap_or_else(|| name.to_owned());
    after.extend(tag.map(|tag| format!(":{tag}")));
    after.extend(digest.map(|digest| format!("@{digest}")));
    let place = ["newTag", "digest", "newName"].iter().find_map(|key| entry.get(key));
    let span = place.map_or(image.span, |place| place.span);
    *image = Node { kind: Kind::String(after), span, style: Style::Plain, shared: true };
}

/// `configMapGenerator`, of literals. Its objects have no digest in their names here, nor have those who name them.
pub(super) fn generate(root: &Node, objects: &mut Vec<Object>) {
    for entry in items(root, "configMapGenerator") {
        let of_files = ["files", "envs", "env"].iter().any(|key| entry.get(key).is_some());
        let Some(name) = entry.get("name").filter(|_| !of_files) else { continue };
        let pairs = items(entry, "literals").iter().filter_map(|literal| {
            let (key, value) = literal.as_str()?.split_once('=')?;
            Some((made(key, literal), made(unquoted(value), literal)))
        });
        let called = |object: &&mut Object| {
            object.kind() == "ConfigMap" && object.is_called(name.as_str().unwrap_or_default())
        };
        let merged = objects.iter_mut().find(called).filter(|_| text(entry, "/behavior") == "merge");
        match merged {
            Some(object) => {
                for (key, value) in pairs {
                    set(&mut object.node, &["data", key.as_str().unwrap_or_default()], &value);
                }
            }
            None => {
                objects.push(Object { node: config_map(name, pairs.collect(), entry), names: Vec::new() });
            }
        }
    }
}

fn config_map(name: &Node, data: Vec<(Node, Node)>, entry: &Node) -> Node {
    let map =
        |entries| Node { kind: Kind::Map(entries), span: entry.span, style: Style::Block, shared: true };
    let mut metadata = vec![(made("name", entry), name.clone())];
    let namespace = entry.get("namespace").cloned();
    metadata.extend(namespace.map(|namespace| (made("namespace", entry), namespace)));
    map(vec![
        (made("apiVersion", entry), made("v1", entry)),
        (made("kind", entry), made("ConfigMap", entry)),
        (made("metadata", entry), map(metadata)),
        (made("data", entry), map(data)),
    ])
}

/// A text that is written as a part of another.
fn made(text: &str, by: &Node) -> Node {
    Node { kind: Kind::String(text.to_owned()), span: by.span, style: Style::Plain, shared: true }
}

/// Kustomize takes one pair of quotes away.
fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}
