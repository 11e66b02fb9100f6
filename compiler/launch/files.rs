//! Which bytes stand at a path, and whether they can be written.

use std::borrow::Cow;

use super::{Content, Files, Layer, Tree};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// This does, if the image or archive has it.
    Found {
        /// The topmost content.
        content: Content,
        /// What shows where the topmost content has no such file, from top to bottom.
        beneath: Vec<Content>,
        /// Whether the container may write it.
        writable: bool,
    },
    /// Nothing does.
    Absent,
    /// Something may, and it is not known what.
    Unknown {
        /// Who put it there, or why it is not known.
        why: String,
        /// What was there before.
        beneath: Vec<Content>,
        /// Whether the container may write it.
        writable: bool,
    },
}

/// Copying a folder into itself doubles its layers: a script of a few lines would fill any memory. Every container of a pod sees
/// them all.
const MOST_LAYERS: usize = 256;

/// Links that lead to links; a kernel follows 40.
const MOST_LINKS: usize = 40;

/// An absolute path without `.`, `..`, doubled or trailing slashes.
pub fn clean(path: &str) -> String {
    cleaned(path).into_owned()
}

/// The same; most paths are clean as they are.
pub fn cleaned(path: &str) -> Cow<'_, str> {
    // A hidden file is none of these, and rare.
    let is_part = |pair: &[u8]| !matches!(pair, [b'/', b'/' | b'.']);
    if path.starts_with('/') && !path.ends_with('/') && path.as_bytes().windows(2).all(is_part) {
        return Cow::Borrowed(path);
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Cow::Owned(format!("/{}", parts.join("/")))
}

/// What is left of `path` below `prefix`; both without slashes at the ends.
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(prefix)?;
    if rest.is_empty() || prefix.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// Two relative paths, either of which may be empty.
pub(crate) fn joined(left: &str, right: &str) -> String {
    match (left, right) {
        ("", one) | (one, "") => one.to_owned(),
        _ => format!("{left}/{right}"),
    }
}

impl Content {
    /// What stands at a relative path in it; `None` if it is no folder.
    fn at(&self, path: &str) -> Option<Content> {
        let deeper = |base: &str| clean(&format!("{base}/{path}"));
        Some(match self {
            whole if path.is_empty() => whole.clone(),
            Content::Gone => Content::Gone,
            Content::Image { image, path } => Content::Image { image: image.clone(), path: deeper(path) },
            Content::Archive { download, strip, path } => {
                Content::Archive { download: download.clone(), strip: *strip, path: deeper(path) }
            }
            Content::Link(target) => Content::Link(deeper(target)),
            Content::Unknown(why) => Content::Unknown(why.clone()),
            Content::Download(_) | Content::Context(_) | Content::Text(_) | Content::Empty => return None,
        })
    }

    fn is_folder(&self) -> bool {
        match self {
            Content::Empty => true,
            Content::Image { path, .. } | Content::Archive { path, .. } => path == "/",
            _ => false,
        }
    }

    /// Whether it is a file for certain.
    pub fn is_file(&self) -> bool {
        matches!(self, Content::Download(_) | Content::Context(_) | Content::Text(_))
    }
}

impl Tree {
    /// What may show at a relative path, from top to bottom.
    fn candidates(&self, path: &str) -> Vec<Content> {
        let mut found = Vec::new();
        for layer in self.layers.iter().rev() {
            let content = below(path, &layer.at).and_then(|rest| layer.content.at(rest));
            if content == Some(Content::Gone) {
                break;
            }
            let hides = content.as_ref().is_some_and(Content::is_file);
            found.extend(content);
            if hides {
                break;
            }
        }
        let inside = |layer: &Layer| {
            layer.at != path && layer.content != Content::Gone && below(&layer.at, path).is_some()
        };
        if found.is_empty() && self.layers.iter().any(inside) {
            found.push(Content::Empty);
        }
        found
    }
}

/// So many layers that nobody wrote them: nothing is known of them any more.
pub(crate) fn bound(layers: &mut Vec<Layer>) {
    if layers.len() > MOST_LAYERS {
        let content = Content::Unknown("more copies than anybody makes".to_owned());
        *layers = vec![Layer { at: String::new(), content }];
    }
}

impl Files {
    /// The path of the tree that decides about an absolute path, and the path in that tree.
    fn place(&self, path: &str) -> Option<(&String, String)> {
        let path = cleaned(path);
        let path = path.trim_matches('/');
        let relative = |root: &String| below(path, root.trim_matches('/'));
        let places = self.trees.keys().filter_map(|root| Some((root, relative(root)?)));
        let (root, rest) = places.min_by_key(|(_, rest)| rest.len())?;
        Some((root, rest.to_owned()))
    }

    /// Where what is mounted stands that holds an absolute path; none for the image's own files.
    pub fn volume(&self, path: &str) -> Option<&str> {
        self.place(path).map(|(root, _)| root.as_str()).filter(|root| *root != "/")
    }

    /// What stands at an absolute path. The longest mount path that holds it decides, then the topmost layer.
    pub fn lookup(&self, path: &str) -> Lookup {
        self.follow(path, MOST_LINKS)
    }

    fn follow(&self, path: &str, links: usize) -> Lookup {
        let place = self.place(path).and_then(|(root, rest)| Some((self.trees.get(root)?, rest)));
        let Some((tree, rest)) = place else {
            let why = format!("nothing is known of {path}");
            return Lookup::Unknown { why, beneath: Vec::new(), writable: false };
        };
        let writable = tree.writable;
        let mut found = tree.candidates(&rest).into_iter();
        match found.next() {
            None => Lookup::Absent,
            Some(Content::Link(target)) => match links.checked_sub(1) {
                Some(links) => self.follow(&target, links),
                None => Lookup::Absent,
            },
            Some(Content::Unknown(why)) => Lookup::Unknown { why, beneath: found.collect(), writable },
            Some(content) => Lookup::Found { content, beneath: found.collect(), writable },
        }
    }

    /// The path of the mount, or the root, that decides about an absolute path.
    pub fn root_of(&self, path: &str) -> Option<&str> {
        self.place(path).map(|(root, _)| root.as_str())
    }

    /// Where a link leads on which an absolute path lies.
    pub fn link(&self, path: &str) -> Option<String> {
        let (root, rest) = self.place(path)?;
        match self.trees.get(root)?.candidates(&rest).into_iter().next()? {
            Content::Link(target) => Some(target),
            _ => None,
        }
    }

    /// What stands at and below an absolute path, relative to it, from bottom to top.
    pub fn subtree(&self, path: &str) -> Vec<Layer> {
        let tree = self.place(path).and_then(|(root, rest)| Some((self.trees.get(root)?, rest)));
        let Some((tree, rest)) = tree else { return Vec::new() };
        let layers = tree.layers.iter().filter_map(|layer| match below(&rest, &layer.at) {
            Some(inside) => Some(Layer { at: String::new(), content: layer.content.at(inside)? }),
            None => {
                below(&layer.at, &rest).map(|at| Layer { at: at.to_owned(), content: layer.content.clone() })
            }
        });
        layers.collect()
    }

    /// Puts layers, relative to an absolute path, on top of what is there. Returns whether it can be written.
    pub fn put(&mut self, path: &str, layers: impl IntoIterator<Item = Layer>) -> bool {
        let Some((root, rest)) = self.place(path).map(|(root, rest)| (root.clone(), rest)) else {
            return false;
        };
        let Some(tree) = self.trees.get_mut(&root).filter(|tree| tree.writable) else { return false };
        let moved = |layer: Layer| Layer { at: joined(&rest, &layer.at), content: layer.content };
        tree.layers.extend(layers.into_iter().map(moved));
        bound(&mut tree.layers);
        true
    }

    /// Takes away what stands at or below an absolute path.
    pub fn remove(&mut self, path: &str) -> bool {
        let Some((root, rest)) = self.place(path).map(|(root, rest)| (root.clone(), rest)) else {
            return false;
        };
        let Some(tree) = self.trees.get_mut(&root).filter(|tree| tree.writable) else { return false };
        tree.layers.retain(|layer| below(&layer.at, &rest).is_none());
        if !tree.candidates(&rest).is_empty() {
            tree.layers.push(Layer { at: rest, content: Content::Gone });
            bound(&mut tree.layers);
        }
        true
    }

    /// Whether a folder stands at an absolute path; `None` where it may be a file as well.
    pub fn is_folder(&self, path: &str) -> Option<bool> {
        let (root, rest) = self.place(path)?;
        let tree = self.trees.get(root)?;
        if rest.is_empty() || tree.layers.iter().any(|l| l.at != rest && below(&l.at, &rest).is_some()) {
            return Some(true);
        }
        let here: Vec<&Content> = tree.layers.iter().filter(|l| l.at == rest).map(|l| &l.content).collect();
        match here.last() {
            None => Some(false),
            Some(top) if top.is_file() => Some(false),
            Some(_) => here.iter().any(|content| content.is_folder()).then_some(true),
        }
    }
}
