//! What the application brings along: the variables of its manifest, and the options in one of them or in its image.

use crate::launch::{EnvValue, EnvVar};
use crate::plan::{Container, Manifest, Plan};
use crate::read::pod;
use crate::source::Span;
use crate::text::Text;
use crate::yaml::Node;

/// A variable of the manifest.
pub struct OwnVariable {
    pub name: String,
    pub value: Text,
    pub span: Span,
}

/// The manifest's variables for a container, each once: the last one is what the container gets.
pub fn variables(plan: &Plan, container: &Container) -> Vec<OwnVariable> {
    let manifest = plan.workload.as_ref().and_then(|workload| workload.manifest.as_ref());
    manifest.and_then(|manifest| read(manifest, &container.name)).unwrap_or_default()
}

fn read(manifest: &Manifest, container: &str) -> Option<Vec<OwnVariable>> {
    let all = pod::container(manifest.document.pointer(&manifest.pod_spec)?, container, &|_| None, None)?.env;
    let spec = manifest.tree.root.at(&manifest.pod_spec)?;
    let containers = ["containers", "initContainers"].into_iter().filter_map(|list| spec.get(list));
    let node = containers.flat_map(Node::items).find(|node| is_named(node, container))?;
    let entries = node.get("env").map(Node::items).unwrap_or_default();
    let place = |name: &str| entries.iter().rfind(|entry| is_named(entry, name)).map(|entry| entry.span);
    let mut own: Vec<OwnVariable> = Vec::new();
    for variable in all {
        own.retain(|earlier| earlier.name != variable.name);
        let span = place(&variable.name).unwrap_or(manifest.span);
        own.push(OwnVariable { value: text(&variable), name: variable.name, span });
    }
    Some(own)
}

fn is_named(node: &Node, name: &str) -> bool {
    node.get("name").and_then(Node::as_str) == Some(name)
}

fn text(variable: &EnvVar) -> Text {
    match &variable.value {
        EnvValue::Literal(value) | EnvValue::Verbatim(value) => Text::from(value.as_str()),
        EnvValue::Given(text) => text.clone(),
        EnvValue::From(source) => Text::opaque(source.clone()),
    }
}
