//! One thing said twice in one block. Between layers the later one wins; within a block nobody can tell which of
//! the two was meant.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::launch::option_key;
use crate::syntax::Node;

use super::overlay::RESERVED;

/// Refuses repeated nodes in a block of an app, of `defaults`, or of an environment.
pub fn check(nodes: &[Node], sink: &Sink) -> Result<(), Reported> {
    let mut result = repeated(nodes, identity, sink);
    for node in nodes {
        let inner = match node.name.value.as_str() {
            "container" | "variant" => check(node.children(), sink),
            "use" | "settings" => settings(node, sink),
            _ => Ok(()),
        };
        result = inner.and(result);
    }
    result
}

fn settings(node: &Node, sink: &Sink) -> Result<(), Reported> {
    let mut result = repeated(node.children(), setting_identity, sink);
    let maps = node.children().iter().filter(|n| !RESERVED.contains(&n.name.value.as_str()));
    for map in maps {
        let entry = |n: &Node| (n.name.value != "append").then(|| n.name.value.clone());
        result = repeated(map.children(), entry, sink).and(result);
    }
    result
}

/// What a later layer would replace the node by.
fn identity(node: &Node) -> Option<String> {
    let name = node.name.value.as_str();
    let argument = || node.args.first().map(|arg| arg.scalar.to_text());
    match name {
        "launcher" | "jdk" | "image" | "workload" | "replicas" => Some(name.to_owned()),
        "env" | "use" | "container" | "variant" => Some(format!("{name} \"{}\"", argument()?)),
        "jvm" => Some(format!("jvm {}", option_key(&argument()?))),
        "target" => {
            let dialect = node.prop("dialect").map(|d| format!(" dialect={}", d.scalar.to_text()));
            Some(format!("target \"{}\"{}", argument()?, dialect.unwrap_or_default()))
        }
        _ => None,
    }
}

fn setting_identity(node: &Node) -> Option<String> {
    let name = node.name.value.as_str();
    match name {
        "remove" => None,
        "env" | "property" | "option" | "plugin" => {
            Some(format!("{name} \"{}\"", node.args.first()?.scalar.to_text()))
        }
        _ => Some(name.to_owned()),
    }
}

fn repeated(nodes: &[Node], identity: impl Fn(&Node) -> Option<String>, sink: &Sink) -> Result<(), Reported> {
    let mut seen: BTreeMap<String, &Node> = BTreeMap::new();
    let mut result = Ok(());
    for node in nodes {
        let Some(what) = identity(node) else { continue };
        if let Some(first) = seen.get(&what) {
            let message = format!("`{what}` stands twice in one block");
            let diagnostic = Diagnostic::new(&codes::DUPLICATE, node.span, message);
            let diagnostic = diagnostic.label("again here").related(first.span, "first here");
            result = Err(sink.error(diagnostic.help("keep one of them")));
        } else {
            seen.insert(what, node);
        }
    }
    result
}
