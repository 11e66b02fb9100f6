//! What rules about a container's `env` have in common.

use crate::check::JvmScope;
use crate::jvms::Starter;
use crate::launch::Origin;
use crate::launch::expand::expand;
use crate::source::Span;
use crate::yaml::Node;
use crate::yaml::edit::{Edit, move_before, replace};

/// The list of variables of the container that a JVM runs in.
pub fn list<'a>(scope: &JvmScope<'a>) -> Option<&'a Node> {
    scope.pod?.container_of(scope.jvm)?.node.get("env")
}

/// The name of an entry.
pub fn name(entry: &Node) -> Option<&str> {
    entry.get("name").and_then(Node::as_str)
}

/// Where in a list the entries of a name stand.
pub fn positions(list: &Node, wanted: &str) -> Vec<usize> {
    let entries = list.items().iter().enumerate();
    entries.filter(|(_, entry)| name(entry) == Some(wanted)).map(|(at, _)| at).collect()
}

/// Whether the kubelet knows a variable where another one, or the command, refers to it.
pub fn is_defined_before(scope: &JvmScope, name: &str, user: &Origin) -> bool {
    let Some(list) = list(scope) else { return false };
    let Some(first) = positions(list, name).first().copied() else { return false };
    match user {
        Origin::Variable(user) => positions(list, user).last().is_some_and(|own| first < *own),
        _ => true,
    }
}

/// How a variable gets into a JVM option.
pub fn expansion_help(scope: &JvmScope, name: &str, from: &Origin) -> String {
    if scope.jvm.starter == Starter::Compose {
        return format!(
            "write ${{{name}}}, which Compose expands from its own environment, or let a shell start it: `sh -c 'exec java …'`"
        );
    }
    if scope.jvm.container.is_none() {
        return "let a shell start it, `sh -c 'exec java …'`, or set the option in the pod, where the kubelet expands $(NAME)".to_owned();
    }
    let define = if is_defined_before(scope, name, from) {
        String::new()
    } else {
        format!("define {name} in the pod's env, before this, and ")
    };
    format!("{define}write $({name}): the kubelet expands that, whatever starts the JVM")
}

/// Writes `$(NAME)` for `${NAME}` and `$NAME` in a word, where the kubelet expands it, or does once the variable
/// stands before it.
pub fn kubelet_form(scope: &JvmScope, name: &str, from: &Origin, word: Option<Span>) -> Vec<Edit> {
    let Some(word) = word.filter(|_| !is_shared(scope, from)) else { return Vec::new() };
    let text = scope.source.at(word);
    let fresh = rewritten(text, name);
    if fresh == text {
        return Vec::new();
    }
    let mut edits = Vec::new();
    if !is_defined_before(scope, name, from) {
        edits = moved_up(scope, name, Some(from));
        if edits.is_empty() {
            return edits;
        }
    }
    edits.push((word, fresh));
    edits
}

/// Moves a variable before the first one that refers to it, and before `user`. What it refers to itself must stand
/// before that.
pub fn moved_up(scope: &JvmScope, name: &str, user: Option<&Origin>) -> Vec<Edit> {
    let edits = || {
        let list = list(scope)?;
        let [at] = positions(list, name).try_into().ok()?;
        let references = |entry: &Node| {
            let value = entry.get("value").and_then(Node::as_str).unwrap_or_default();
            expand(value, |_| None).unresolved
        };
        let is_user =
            |entry: &Node| matches!(user, Some(Origin::Variable(own)) if self::name(entry) == Some(own));
        let uses = |entry: &Node| is_user(entry) || references(entry).iter().any(|used| used == name);
        let to = list.items().iter().position(uses)?;
        let needs = references(list.items().get(at)?);
        let known = |used: &String| positions(list, used).first().is_none_or(|own| *own < to);
        move_before(list, at, to, scope.source).filter(|_| needs.iter().all(known))
    };
    edits().unwrap_or_default()
}

/// Gives a variable another name, where nothing in the list has that.
pub fn renamed(scope: &JvmScope, old: &str, new: &str) -> Vec<Edit> {
    let edit = || {
        let list = list(scope).filter(|list| !list.shared && positions(list, new).is_empty())?;
        let [at] = positions(list, old).try_into().ok()?;
        replace(list.items().get(at).filter(|entry| !entry.shared)?.get("name")?, new)
    };
    edit().into_iter().collect()
}

/// An alias, or a merge key, has brought the text from elsewhere.
pub fn is_shared(scope: &JvmScope, from: &Origin) -> bool {
    let Some(container) = scope.pod.and_then(|pod| pod.container_of(scope.jvm)) else { return true };
    let node = match from {
        Origin::Variable(name) => list(scope).and_then(|list| {
            let entry = list.items().get(*positions(list, name).last()?)?;
            if list.shared || entry.shared { Some(entry) } else { entry.get("value") }
        }),
        Origin::Args => container.node.get("args"),
        _ => container.node.get("command"),
    };
    node.is_none_or(|node| node.shared || node.items().iter().any(|item| item.shared))
}

fn rewritten(text: &str, name: &str) -> String {
    let mut parts = text.split('$');
    let mut fresh = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let braced = part.strip_prefix('{').and_then(|rest| rest.strip_prefix(name)?.strip_prefix('}'));
        let plain = part
            .strip_prefix(name)
            .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        match braced.or(plain) {
            Some(rest) => fresh.push_str(&format!("$({name}){rest}")),
            None => fresh.push_str(&format!("${part}")),
        }
    }
    fresh
}
