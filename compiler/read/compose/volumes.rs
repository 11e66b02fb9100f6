//! What a service mounts.

use std::collections::BTreeMap;

use super::project::{Layers, Project};
use crate::launch::{Content, clean};
use crate::read::mounts::{Mount, Volume, layer, unknown};
use crate::text::Text;
use crate::yaml::{Kind, Node};

/// Mounts and what is in their volumes at first. Named volumes stand under their names, all others under one that
/// has a `:`, which no named one can have.
#[derive(Clone, Debug, Default)]
pub(super) struct Mounts {
    pub list: Vec<Mount>,
    pub volumes: BTreeMap<String, Volume>,
    /// Folders and files of the host: where they are seen, and their paths.
    pub binds: Vec<(String, String)>,
    /// Named volumes that are not filled with what the image has at their place.
    pub bare: Vec<String>,
}

/// The mounts of a service; `image` is its image.
pub(super) fn mounts(project: &Project, service: &Layers, image: &str) -> Mounts {
    let mut found = Mounts::default();
    for node in service.items("tmpfs") {
        if let Some(path) = project.known(node) {
            let path = path.split(':').next().unwrap_or_default();
            found.put(path, format!("tmpfs:{path}"), empty(), true);
        }
    }
    for (list, folder) in [("configs", "/"), ("secrets", "/run/secrets/")] {
        for node in service.items(list) {
            found.file(project, node, list, folder);
        }
    }
    for node in service.items("volumes") {
        if node.get("target").is_some() {
            found.long(project, node, image);
        } else if let Some(text) = project.text(node) {
            found.short(project, &text, image);
        }
    }
    found
}

fn empty() -> Volume {
    Volume { layers: vec![layer("", Content::Empty)], writable: true }
}

impl Mounts {
    /// A later mount takes the place of an earlier one at the same path.
    fn put(&mut self, path: &str, volume: String, content: Volume, writable: bool) {
        let path = clean(path);
        self.list.retain(|mount| mount.path != path);
        self.binds.retain(|(at, _)| *at != path);
        let writable = writable && content.writable;
        self.volumes.insert(volume.clone(), content);
        self.list.push(Mount { path, volume, sub_path: String::new(), writable, unset: None });
    }

    fn bind(&mut self, path: &str, source: &str, writable: bool) {
        self.put(path, format!("bind:{path}"), unknown(&format!("{source} of the host")), writable);
        self.binds.push((clean(path), source.to_owned()));
    }

    /// A volume without a name begins with what the image has there.
    fn anonymous(&mut self, path: &str, image: &str) {
        let content = Content::Image { image: image.to_owned(), path: clean(path) };
        let volume = Volume { layers: vec![layer("", content)], writable: true };
        self.put(path, format!("anonymous:{path}"), volume, true);
    }

    fn named(&mut self, project: &Project, path: &str, name: &str, writable: bool) {
        self.put(path, name.to_owned(), top(project, name), writable);
    }

    /// `[SOURCE:]TARGET[:MODE]`
    fn short(&mut self, project: &Project, text: &Text, image: &str) {
        let Some((source, rest)) = text.split_once(':') else {
            return text.known().into_iter().for_each(|path| self.anonymous(path, image));
        };
        let Some(rest) = rest.known() else { return };
        let (path, mode) = rest.split_once(':').unwrap_or((rest, ""));
        let writable = !mode.split(',').any(|word| word == "ro");
        match source.known() {
            Some(name) if !name.starts_with(['.', '/', '~']) => self.named(project, path, name, writable),
            // A variable most often holds a folder.
            _ => self.bind(path, &source.to_string(), writable),
        }
        if mode.split(',').any(|word| word == "nocopy") {
            self.bare.extend(source.known().map(str::to_owned));
        }
    }

    fn long(&mut self, project: &Project, node: &Node, image: &str) {
        let text = |key: &str| node.get(key).and_then(|value| project.known(value));
        let flag = |node: Option<&Node>| matches!(node.map(|node| &node.kind), Some(Kind::Bool(true)));
        let Some(path) = text("target") else { return };
        let source = node.get("source").and_then(|source| project.text(source));
        let writable = !flag(node.get("read_only"));
        let own = |key: &str, option: &str| node.get(key).and_then(|own| own.get(option));
        match (text("type").as_deref(), source) {
            (Some("bind"), Some(source)) => self.bind(&path, &source.to_string(), writable),
            (Some("volume"), Some(source)) => {
                let Some(name) = source.known() else { return };
                self.named(project, &path, name, writable);
                self.bare.extend(flag(own("volume", "nocopy")).then(|| name.to_owned()));
            }
            (Some("volume"), None) => self.anonymous(&path, image),
            (Some("image"), Some(source)) => {
                let content = Content::Image { image: source.to_string(), path: "/".to_owned() };
                let volume = Volume { layers: vec![layer("", content)], writable: false };
                self.put(&path, format!("image:{path}"), volume, false);
            }
            (Some("tmpfs"), _) => self.put(&path, format!("tmpfs:{path}"), empty(), writable),
            (kind, _) => {
                let what = format!("{} mount", kind.unwrap_or("unknown"));
                self.put(&path, format!("other:{path}"), unknown(&what), writable);
            }
        }
        let inside = own("volume", "subpath").or_else(|| own("image", "subpath"));
        if let Some((inside, mount)) = inside.and_then(|it| project.known(it)).zip(self.list.last_mut()) {
            clean(&inside).trim_start_matches('/').clone_into(&mut mount.sub_path);
        }
    }

    /// A config or a secret: a file.
    fn file(&mut self, project: &Project, node: &Node, list: &str, folder: &str) {
        let name = project.known(node.get("source").unwrap_or(node));
        let Some(name) = name.filter(|_| node.get("source").is_some() || node.as_str().is_some()) else {
            return;
        };
        let target =
            node.get("target").and_then(|target| project.known(target)).unwrap_or_else(|| name.clone());
        let path = if target.starts_with('/') { target } else { format!("{folder}{target}") };
        let definition = project.root.get(list).and_then(|all| all.get(&name));
        let text = definition.filter(|_| list == "configs").and_then(|it| project.known(it.get("content")?));
        let content = text.map_or_else(|| Content::Unknown(format!("{list} {name}")), Content::Text);
        let volume = Volume { layers: vec![layer("", content)], writable: false };
        self.put(&path, format!("{list}:{path}"), volume, false);
    }
}

/// A named volume before any service of this file ran.
fn top(project: &Project, name: &str) -> Volume {
    let definition = project.root.get("volumes").and_then(|all| all.get(name));
    let has = |key: &str| {
        let own = definition.and_then(|own| own.get(key));
        own.is_some_and(|own| !matches!(own.kind, Kind::Null | Kind::Bool(false)))
    };
    if has("external") || has("driver") || has("driver_opts") {
        unknown(&format!("the volume {name}"))
    } else {
        empty()
    }
}
