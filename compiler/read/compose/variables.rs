//! A service's `env_file` and `environment`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::dotenv;
use super::project::{Layers, Project};
use crate::launch::EnvValue;
use crate::source::Span;
use crate::text::{Opaque, Text};
use crate::yaml::Node;

/// The variables of a service.
#[derive(Debug, Default)]
pub(super) struct Variables {
    /// By name.
    pub values: IndexMap<String, EnvValue>,
    /// Where those are written that stand in the file.
    pub places: IndexMap<String, Span>,
    /// A file may set more.
    pub more: bool,
}

/// A later value of a name takes the place of an earlier one, and `environment` goes before files.
pub(super) fn variables(project: &Project, service: &Layers) -> Variables {
    let own: Vec<(String, Option<Text>, Span)> =
        service.all("environment").flat_map(|node| environment(project, node)).collect();
    let said: BTreeMap<&str, &Text> =
        own.iter().filter_map(|(name, value, _)| Some((name.as_str(), value.as_ref()?))).collect();
    let outer = |name: &str| said.get(name).copied().cloned().or_else(|| project.variable(name));
    let mut found = Variables { more: service.elsewhere, ..Variables::default() };
    for node in service.items("env_file") {
        let read = |(text, expands): (String, bool)| dotenv::read(&text, &outer, expands);
        match file(project, node).map(read) {
            Some(said) => said.into_iter().for_each(|(name, value)| found.put(project, name, value)),
            None => found.more = true,
        }
    }
    for (name, value, place) in own.iter().cloned() {
        found.places.insert(name.clone(), place);
        found.put(project, name, value);
    }
    found
}

impl Variables {
    fn put(&mut self, project: &Project, name: String, value: Option<Text>) {
        // A name alone takes what Compose's own environment has.
        let value = value.or_else(|| project.variable(&name));
        let value = value.map_or_else(|| EnvValue::From(Opaque::Unknown(name.clone())), EnvValue::Given);
        self.values.insert(name, value);
    }
}

/// The text of a file, and whether Compose expands it.
fn file(project: &Project, node: &Node) -> Option<(String, bool)> {
    let path = project.known(node.get("path").unwrap_or(node))?;
    let raw = node.get("format").and_then(Node::as_str) == Some("raw");
    let required = node.get("required").and_then(|node| project.known(node)).as_deref() != Some("false");
    let text = (project.beside.text)(&path).or_else(|| (!required).then(String::new))?;
    Some((text, !raw))
}

/// A map, or a list of `NAME=value`.
fn environment(project: &Project, node: &Node) -> Vec<(String, Option<Text>, Span)> {
    let pair = |(key, value): &(Node, Node)| Some((key.key()?, project.text(value), value.span));
    let word = |item: &Node| {
        let text = project.text(item)?;
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        Some((name.known()?.to_owned(), value, item.span))
    };
    node.entries().iter().filter_map(pair).chain(node.items().iter().filter_map(word)).collect()
}
