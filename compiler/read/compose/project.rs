//! A compose file as a whole.

use std::collections::BTreeMap;

use super::interpolate::interpolate;
use super::{Beside, dotenv};
use crate::source::{Source, Span};
use crate::text::Text;
use crate::yaml::{Kind, Node, Style};

/// Longer than any chain that people write; one that is longer leads back to itself.
const MAX_BASES: usize = 16;

/// A compose file and what stands beside it.
pub struct Project<'a> {
    /// Its text.
    pub source: &'a Source,
    /// Its document.
    pub root: &'a Node,
    /// What stands in its folder.
    pub beside: Beside<'a>,
    /// What `.env` sets for `${VAR}`.
    variables: BTreeMap<String, Text>,
    /// Services by name.
    named: BTreeMap<String, &'a Node>,
}

/// Whether a document is a compose file: it has services, at least one with an image, and nothing of Kubernetes.
pub fn is_compose(root: &Node) -> bool {
    let runs = |(_, service): &(Node, Node)| {
        let scalar = service.get("image").is_some_and(|image| image.as_str().is_some());
        scalar || service.get("build").is_some() || service.get("extends").is_some()
    };
    let foreign = ["apiVersion", "kind"].iter().any(|key| root.get(key).is_some());
    !foreign && root.get("services").is_some_and(|services| services.entries().iter().any(runs))
}

impl<'a> Project<'a> {
    /// Takes a document.
    pub fn new(root: &'a Node, source: &'a Source, beside: Beside<'a>) -> Self {
        let text = (beside.text)(".env").unwrap_or_default();
        let said = dotenv::read(&text, &|_| None, true);
        let variables = said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let services = root.get("services").map_or(&[][..], Node::entries).iter();
        let named = services.filter_map(|(key, value)| Some((key.key()?, value))).collect();
        Project { source, root, beside, variables, named }
    }

    /// Names of services with where each stands, and its parts: those that it extends first.
    pub(super) fn services(&self) -> impl Iterator<Item = (String, &'a Node, Layers<'a>)> {
        let entries = self.root.get("services").map_or(&[][..], Node::entries);
        entries.iter().filter_map(|(key, value)| Some((key.key()?, key, self.layers(value))))
    }

    fn layers(&self, service: &'a Node) -> Layers<'a> {
        let (mut parts, mut elsewhere) = (vec![service], false);
        let mut next = service.get("extends");
        while let Some(base) = next.filter(|_| parts.len() < MAX_BASES) {
            elsewhere |= base.get("file").is_some();
            let name = base.as_str().or_else(|| base.get("service")?.as_str());
            let found = name.filter(|_| base.get("file").is_none());
            let found = found.and_then(|name| self.named.get(name).copied());
            parts.extend(found);
            next = found.and_then(|found| found.get("extends"));
        }
        parts.reverse();
        Layers { parts, elsewhere }
    }

    /// A variable of Compose itself.
    pub(super) fn variable(&self, name: &str) -> Option<Text> {
        self.variables.get(name).cloned()
    }

    /// The text that Compose makes of a scalar; `None` for nothing, and for what is no scalar.
    pub(super) fn text(&self, node: &Node) -> Option<Text> {
        let raw = self.raw(node)?;
        Some(interpolate(&raw, &|name| self.variable(name)).unwrap_or_else(|_| Text::from(raw.as_str())))
    }

    /// The same, where all of it is known.
    pub(super) fn known(&self, node: &Node) -> Option<String> {
        self.text(node)?.known().map(str::to_owned)
    }

    /// A scalar by the rules of YAML 1.2: `yes` and `on` are texts.
    fn raw(&self, node: &Node) -> Option<String> {
        match &node.kind {
            Kind::String(text) => Some(text.clone()),
            Kind::Bool(_) if node.style == Style::Plain => {
                let written = self.source.text.get(node.span.start as usize..node.span.end as usize)?;
                let is_bool = ["true", "false"].contains(&written.to_ascii_lowercase().as_str());
                Some(if is_bool { written.to_ascii_lowercase() } else { written.to_owned() })
            }
            Kind::Null | Kind::Seq(_) | Kind::Map(_) => None,
            _ => node.key(),
        }
    }

    /// The images that its services name.
    pub fn images(&self) -> Vec<(String, Span)> {
        let image = |(_, _, layers): (String, &Node, Layers)| {
            let node = layers.get("image").filter(|_| layers.get("build").is_none())?;
            Some((self.known(node)?, node.span))
        };
        let mut found: Vec<(String, Span)> = self.services().filter_map(image).collect();
        // What a service extends, or an alias, has brought is told once.
        found.sort_by_key(|(_, place)| (place.start, place.end));
        found.dedup_by_key(|(_, place)| *place);
        found
    }

    /// Values that Compose cannot expand: it refuses the file.
    pub fn refused(&self) -> Vec<(Span, String)> {
        let mut found = Vec::new();
        let mut rest: Vec<&Node> = self.root.get("services").into_iter().collect();
        while let Some(node) = rest.pop() {
            rest.extend(node.items().iter().chain(node.entries().iter().map(|(_, value)| value)).rev());
            let text = node.as_str().filter(|text| text.contains("${"));
            if let Some(Err(invalid)) = text.map(|text| interpolate(text, &|_| None)) {
                found.push((node.span, invalid.0));
            }
        }
        // An alias has brought it again.
        found.sort();
        found.dedup();
        found
    }
}

/// A service and the services that it extends, those first.
#[derive(Clone, Debug)]
pub(super) struct Layers<'a> {
    parts: Vec<&'a Node>,
    /// It extends one of another file.
    pub elsewhere: bool,
}

impl<'a> Layers<'a> {
    /// The value that holds.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.parts.iter().rev().find_map(|part| part.get(key))
    }

    /// Every value of a key: what Compose merges.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &'a Node> {
        self.parts.iter().filter_map(move |part| part.get(key))
    }

    /// The elements of all lists of a key; a single scalar counts as a list of one.
    pub fn items(&self, key: &str) -> impl Iterator<Item = &'a Node> {
        self.all(key).flat_map(|node| match &node.kind {
            Kind::Seq(items) => items.iter(),
            Kind::Null => [].iter(),
            _ => std::slice::from_ref(node).iter(),
        })
    }
}
