//! What Kustomize builds of a folder, as far as it is followed: YAML that keeps the places where it is written.
//!
//! The order is Kustomize's: resources, components, generated `ConfigMap`s, patches, namespace, names, operations,
//! replicas, images.

mod labels;
mod names;
mod patch;
mod transform;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Document, Node};

/// What a path in a kustomization leads to.
pub enum Found {
    /// A folder, which has a kustomization of its own.
    Folder(PathBuf),
    /// A file of manifests or patches.
    File(PathBuf, Arc<Vec<Document>>),
    /// Nothing that can be read here.
    Nothing,
}

/// Looks a path up, from a folder.
pub type Files<'a> = &'a dyn Fn(&Path, &str) -> Found;

/// What is built.
pub struct Built {
    /// The objects.
    pub objects: Vec<Document>,
    /// The files that are in them, or change them.
    pub files: BTreeSet<PathBuf>,
    /// Folders that are a part of this one.
    pub folders: BTreeSet<PathBuf>,
    /// What is wrong with patches, and what Kustomize does that is not followed.
    pub found: Vec<Diagnostic>,
    /// What could not be read: without it nothing is known of what is built.
    pub missing: Vec<Diagnostic>,
    /// Whether all could be read.
    pub complete: bool,
}

/// An object, and the names that it had before.
pub(super) struct Object {
    pub node: Node,
    pub names: Vec<String>,
}

/// How a kustomization may be called.
pub const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// Kustomizations in one another.
const MAX_DEPTH: usize = 16;
/// Files of one build: two that name one base twice, sixteen deep, would be thousands.
const MAX_FILES: usize = 1_000;
/// What is not followed. It makes objects, or changes them.
const FURTHER: [&str; 6] =
    ["helmCharts", "helmChartInflationGenerator", "generators", "transformers", "replacements", "vars"];

/// Builds a folder.
pub fn build(folder: &Path, files: Files) -> Built {
    let (found, folders) = (Vec::new(), BTreeSet::new());
    let (files_of, missing) = (BTreeSet::new(), Vec::new());
    let built = Built { objects: Vec::new(), files: files_of, folders, found, missing, complete: true };
    let (mut under_way, mut objects) = (Build { files, built, opened: 0 }, Vec::new());
    under_way.folder(folder, &mut objects, 0);
    let document = |object: Object| Document { span: object.node.span, root: object.node };
    Built { objects: objects.into_iter().map(document).collect(), ..under_way.built }
}

/// A build under way.
pub(super) struct Build<'a> {
    files: Files<'a>,
    pub built: Built,
    opened: usize,
}

impl Build<'_> {
    /// Adds what a folder's kustomization makes, or changes what is there.
    fn folder(&mut self, folder: &Path, objects: &mut Vec<Object>, depth: usize) {
        let found = FILES.iter().find_map(|name| self.file(folder, name));
        let root = found.as_deref().and_then(|documents| documents.first());
        match root {
            Some(root) if depth < MAX_DEPTH => self.kustomization(&root.root, folder, objects, depth),
            _ => self.built.complete = false,
        }
    }

    fn kustomization(&mut self, root: &Node, folder: &Path, objects: &mut Vec<Object>, depth: usize) {
        for entry in items(root, "resources").iter().chain(items(root, "bases")) {
            let mut own = Vec::new();
            self.resource(entry, folder, &mut own, depth);
            objects.append(&mut own);
        }
        for entry in items(root, "components") {
            match self.look(folder, entry.as_str().unwrap_or_default()) {
                Found::Folder(path) => self.part(path, entry, objects, depth),
                _ => self.misses(entry),
            }
        }
        for (key, _) in
            root.entries().iter().filter(|(key, _)| key.as_str().is_some_and(|key| FURTHER.contains(&key)))
        {
            let message =
                format!("what Kustomize does for `{}` is not followed", key.as_str().unwrap_or_default());
            self.built.found.push(unfollowed(key, message));
        }
        // What they hold may be the variables of a container.
        for entry in items(root, "configMapGenerator") {
            if let Some(files) = entry.get("envs").or_else(|| entry.get("env")) {
                let message = "the variables that Kustomize takes from files are not followed";
                self.built.found.push(unfollowed(files, message));
            }
        }
        self.change(root, folder, objects);
    }

    fn change(&mut self, root: &Node, folder: &Path, objects: &mut Vec<Object>) {
        transform::generate(root, objects);
        self.patches(root, folder, objects);
        names::namespace(root, objects);
        names::affixes(root, objects);
        labels::labels(root, objects);
        self.operations(root, folder, objects);
        transform::replicas(root, objects);
        transform::images(root, objects);
    }

    /// A folder that an entry names.
    fn part(&mut self, path: PathBuf, entry: &Node, objects: &mut Vec<Object>, depth: usize) {
        let was_complete = self.built.complete;
        self.folder(&path, objects, depth + 1);
        if was_complete && !self.built.complete && self.built.missing.is_empty() {
            self.misses(entry);
        }
        self.built.folders.insert(path);
    }

    /// Nothing is known of what an entry names.
    fn misses(&mut self, entry: &Node) {
        self.built.complete = false;
        let name = entry.as_str().unwrap_or_default();
        let message = format!("`{name}` cannot be read here: what is built with it is not known");
        self.built.missing.push(unfollowed(entry, message));
    }

    fn resource(&mut self, entry: &Node, folder: &Path, objects: &mut Vec<Object>, depth: usize) {
        match self.look(folder, entry.as_str().unwrap_or_default()) {
            Found::Folder(path) => self.part(path, entry, objects, depth),
            Found::File(path, documents) => {
                self.built.files.insert(path);
                let nodes =
                    documents.iter().flat_map(|document| crate::read::manifest::objects(&document.root));
                objects.extend(nodes.map(|node| Object { node: node.clone(), names: Vec::new() }));
            }
            Found::Nothing => self.misses(entry),
        }
    }

    fn look(&mut self, folder: &Path, entry: &str) -> Found {
        self.opened += 1;
        if self.opened > MAX_FILES {
            self.built.complete = false;
            return Found::Nothing;
        }
        (self.files)(folder, entry)
    }

    /// The documents of a file, which is then a part of the build.
    fn file(&mut self, folder: &Path, entry: &str) -> Option<Arc<Vec<Document>>> {
        let Found::File(path, documents) = self.look(folder, entry) else { return None };
        self.built.files.insert(path);
        Some(documents)
    }
}

/// Something that Kustomize does, and that is not followed.
fn unfollowed(place: &Node, message: impl Into<String>) -> Diagnostic {
    let finding = Diagnostic::new(&codes::KUSTOMIZE_INPUT, place.span, message);
    finding.help("give what is built: kubectl kustomize FOLDER | agentc lint -")
}

impl Object {
    /// Whether it has this name, or had it before.
    pub fn is_called(&self, name: &str) -> bool {
        self.name() == name || self.names.iter().any(|own| own == name)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        text(&self.node, "/metadata/name")
    }

    /// Its kind.
    pub fn kind(&self) -> &str {
        text(&self.node, "/kind")
    }
}

/// A text in a node; empty where there is none.
fn text<'n>(node: &'n Node, pointer: &str) -> &'n str {
    node.at(pointer).and_then(Node::as_str).unwrap_or_default()
}

/// The elements of a list.
fn items<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map_or(&[], Node::items)
}
