//! Patches of a kustomization: which objects they are for, and what becomes of those.

use std::path::Path;
use std::sync::Arc;

use regex::Regex;

use super::names::set;
use super::{Build, Object, items, text};
use crate::diagnostic::{Diagnostic, codes};
use crate::read::manifest::pods;
use crate::read::merge::{json_patch, strategic_merge};
use crate::yaml::{self, Document, Node};

impl Build<'_> {
    /// `patchesStrategicMerge` and `patches`.
    pub(super) fn patches(&mut self, root: &Node, folder: &Path, objects: &mut Vec<Object>) {
        for entry in items(root, "patchesStrategicMerge") {
            let path = entry.as_str().unwrap_or_default();
            let documents = if path.contains('\n') { inline(entry) } else { self.file(folder, path) };
            self.apply(documents, None, entry, objects);
        }
        for entry in items(root, "patches") {
            let documents = self.patch(entry, folder);
            self.apply(documents, entry.get("target"), entry, objects);
        }
    }

    /// `patchesJson6902`, which see the names that others gave.
    pub(super) fn operations(&mut self, root: &Node, folder: &Path, objects: &mut Vec<Object>) {
        for entry in items(root, "patchesJson6902") {
            let documents = self.patch(entry, folder);
            self.apply(documents, entry.get("target"), entry, objects);
        }
    }

    fn patch(&mut self, entry: &Node, folder: &Path) -> Option<Arc<Vec<Document>>> {
        match entry.get("patch") {
            Some(text) => inline(text),
            None => self.file(folder, text(entry, "/path")),
        }
    }

    fn apply(
        &mut self,
        documents: Option<Arc<Vec<Document>>>,
        target: Option<&Node>,
        entry: &Node,
        objects: &mut Vec<Object>,
    ) {
        let Some(documents) = documents else { return self.unread(entry, "this patch cannot be read") };
        for patch in documents.iter().map(|document| &document.root) {
            let fits = |object: &Object| {
                target.map_or_else(|| is_for(patch, object), |target| is_in(target, object))
            };
            let at: Vec<usize> = (0..objects.len()).filter(|at| objects.get(*at).is_some_and(fits)).collect();
            if !patch.items().is_empty() {
                self.operate(patch, &at, objects);
                continue;
            }
            self.built.found.extend(strangers(patch, &at, objects));
            for at in at {
                if let Some(object) = objects.get_mut(at) {
                    let merged = strategic_merge(&object.node, patch);
                    object.node = if target.is_some() { kept(merged, &object.node) } else { merged };
                }
            }
        }
        objects.retain(|object| object.node.kind != yaml::Kind::Null);
    }

    fn operate(&mut self, patch: &Node, at: &[usize], objects: &mut [Object]) {
        for at in at {
            let Some(object) = objects.get_mut(*at) else { continue };
            match json_patch(&object.node, patch) {
                Ok(node) => object.node = node,
                Err(why) => self.unread(patch, &format!("Kustomize refuses this patch: {why}")),
            }
        }
    }

    fn unread(&mut self, place: &Node, message: &str) {
        self.built.found.push(Diagnostic::new(&codes::KUSTOMIZE_INPUT, place.span, message));
    }
}

/// Where a target selects what is changed, the patch's own name and kind are of no account.
fn kept(mut merged: Node, before: &Node) -> Node {
    for path in [&["apiVersion"][..], &["kind"], &["metadata", "name"], &["metadata", "namespace"]] {
        let own = before.at(&format!("/{}", path.join("/")));
        if let Some(own) = own.filter(|_| merged.kind != yaml::Kind::Null) {
            set(&mut merged, path, own);
        }
    }
    merged
}

/// A patch that is written into the kustomization: all of it stands there.
fn inline(node: &Node) -> Option<Arc<Vec<Document>>> {
    let documents = yaml::inline(node.as_str()?, node.span);
    (!documents.is_empty()).then(|| Arc::new(documents))
}

fn group(version: &str) -> &str {
    version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// Whether a patch names the object that it changes.
fn is_for(patch: &Node, object: &Object) -> bool {
    let namespace = text(patch, "/metadata/namespace");
    text(patch, "/kind") == object.kind()
        && object.is_called(text(patch, "/metadata/name"))
        && group(text(patch, "/apiVersion")) == group(text(&object.node, "/apiVersion"))
        && (namespace.is_empty() || namespace == text(&object.node, "/metadata/namespace"))
}

/// Whether a target selects an object. Its words are regular expressions of the whole text.
fn is_in(target: &Node, object: &Object) -> bool {
    let version = text(&object.node, "/apiVersion");
    let fits = |key: &str, own: &[&str]| match target.get(key).and_then(Node::as_str) {
        None | Some("") => true,
        Some(wanted) => Regex::new(&format!("^(?:{wanted})$"))
            .is_ok_and(|wanted| own.iter().any(|own| wanted.is_match(own))),
    };
    let names: Vec<&str> = object.names.iter().map(String::as_str).chain([object.name()]).collect();
    fits("group", &[group(version)])
        && fits("version", &[version.rsplit('/').next().unwrap_or_default()])
        && fits("kind", &[object.kind()])
        && fits("name", &names)
        && fits("namespace", &[text(&object.node, "/metadata/namespace")])
        && selects(text(target, "/labelSelector"), object, "labels")
        && selects(text(target, "/annotationSelector"), object, "annotations")
}

/// `a=b,c!=d,e`.
fn selects(selector: &str, object: &Object, map: &str) -> bool {
    let own = |key: &str| object.node.get("metadata")?.get(map)?.get(key.trim())?.key();
    selector.split(',').filter(|part| !part.is_empty()).all(|part| match part.split_once('=') {
        Some((key, value)) => match key.strip_suffix('!') {
            Some(key) => own(key).as_deref() != Some(value.trim()),
            None => own(key).as_deref() == Some(value.trim_start_matches('=').trim()),
        },
        None => own(part).is_some(),
    })
}

/// Containers of a patch that none of its objects has: Kustomize adds them, without an image.
fn strangers(patch: &Node, at: &[usize], objects: &[Object]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in pods(&patch.to_json()) {
        for list in ["containers", "initContainers"] {
            let pointer = format!("{}/{list}", pod.spec);
            let of = |node: &'_ Node| -> Vec<String> {
                let items = node.at(&pointer).map_or(&[][..], Node::items).iter();
                items.map(|item| text(item, "/name").to_owned()).collect()
            };
            let known: Vec<String> =
                at.iter().filter_map(|at| objects.get(*at)).flat_map(|object| of(&object.node)).collect();
            let added = patch.at(&pointer).map_or(&[][..], Node::items).iter();
            let added = added.filter(|item| item.get("image").is_none() && item.get("$patch").is_none());
            for name in added.filter_map(|item| item.get("name")) {
                let called = name.as_str().unwrap_or_default();
                if at.is_empty() || known.iter().any(|own| own == called) {
                    continue;
                }
                let message = format!("nothing that this patch is for has a container {called}");
                let help = format!("Kustomize adds one without an image; there are {}", known.join(", "));
                found.push(Diagnostic::new(&codes::MANIFEST_CONTAINER, name.span, message).help(help));
            }
        }
    }
    found
}
