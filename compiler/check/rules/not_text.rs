//! A number or a boolean where Kubernetes takes texts only.

use crate::check::{Check, Findings, ObjectScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Source;
use crate::yaml::{Kind, Node, Style, edit};

pub const RULE: Rule = Rule {
    code: &codes::NOT_TEXT,
    page: include_str!("not-text.md"),
    strict: false,
    check: Check::Object(check),
};

fn check(scope: &ObjectScope, found: &mut Findings) {
    let objects = scope.objects();
    for metadata in objects.iter().filter_map(|object| object.get("metadata")) {
        values(metadata, scope.source, found);
    }
    let is_config_map = |object: &&Node| object.get("kind").and_then(Node::as_str) == Some("ConfigMap");
    for (key, value) in objects.into_iter().filter(is_config_map).flat_map(|object| entries(object, "data")) {
        judge(value, &name(key), scope.source, found);
    }
    for pod in scope.pods {
        // A pod's own metadata is the object's.
        let template = pod.metadata.filter(|metadata| pod.object.get("metadata") != Some(*metadata));
        if let Some(metadata) = template {
            values(metadata, scope.source, found);
        }
        pod.containers().for_each(|container| words(container.node, scope.source, found));
    }
}

/// Names, labels and annotations.
fn values(metadata: &Node, source: &Source, found: &mut Findings) {
    texts(metadata, &["name", "generateName", "namespace"], "metadata", source, found);
    for (key, value) in ["labels", "annotations"].into_iter().flat_map(|map| entries(metadata, map)) {
        judge(value, &name(key), source, found);
    }
}

/// Variables, and the words of the command.
fn words(container: &Node, source: &Source, found: &mut Findings) {
    for variable in container.get("env").map_or(&[][..], Node::items) {
        let name = variable.get("name").and_then(Node::as_str).unwrap_or("the variable");
        if let Some(own) = variable.get("name") {
            judge(own, "a variable's name", source, found);
        }
        if let Some(value) = variable.get("value") {
            judge(value, name, source, found);
        }
    }
    texts(container, &["name", "image", "workingDir"], "a container", source, found);
    for mount in container.get("volumeMounts").map_or(&[][..], Node::items) {
        texts(mount, &["name", "mountPath", "subPath"], "a mount", source, found);
    }
    for list in ["command", "args"] {
        for word in container.get(list).map_or(&[][..], Node::items) {
            judge(word, &format!("a word of {list}"), source, found);
        }
    }
}

fn texts(map: &Node, members: &[&str], of: &str, source: &Source, found: &mut Findings) {
    for (member, value) in members.iter().filter_map(|member| Some((member, map.get(member)?))) {
        judge(value, &format!("{member} of {of}"), source, found);
    }
}

fn judge(value: &Node, name: &str, source: &Source, found: &mut Findings) {
    let what = match value.kind {
        Kind::Bool(_) => "a boolean",
        Kind::Int(_) | Kind::Float(_) => "a number",
        _ => return,
    };
    let written = source.text.get(value.span.start as usize..value.span.end as usize).unwrap_or_default();
    let message = format!("{name} is {what} here, and Kubernetes takes a text only: `{written}`");
    // A tag or an anchor is no part of the text.
    let is_bare = value.style == Style::Plain && !written.starts_with(['!', '&']);
    let quoted = edit::quoted(written);
    let edit = edit::replace(value, &quoted).filter(|_| is_bare);
    let finding = Diagnostic::new(RULE.code, value.span, message).help(format!("quote it: {quoted}"));
    found.push(finding.fix("quote it", edit.into_iter().collect()));
}

fn entries<'a>(map: &'a Node, key: &str) -> &'a [(Node, Node)] {
    map.get(key).map_or(&[], Node::entries)
}

fn name(key: &Node) -> String {
    key.key().unwrap_or_default()
}
