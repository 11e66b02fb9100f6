//! One variable set twice in a container.

use std::collections::HashMap;

use super::env;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::launch::expand::expand;
use crate::launch::holds_options;
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::VARIABLE_TWICE,
    page: include_str!("variable-twice.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for list in pod.containers().filter_map(|container| container.node.get("env")) {
        for (at, next) in pairs(list) {
            let items = list.items();
            let (Some(entry), Some(later)) = (items.get(at), items.get(next)) else { continue };
            found.push(finding(pod, list, at, entry, later, items.get(at + 1..next).unwrap_or_default()));
        }
    }
}

/// Entries of one name, each with the next one.
fn pairs(list: &Node) -> Vec<(usize, usize)> {
    let mut later = HashMap::new();
    let mut found = Vec::new();
    for (at, entry) in list.items().iter().enumerate().rev() {
        let Some(name) = env::name(entry) else { continue };
        let next = later.insert(name, at);
        found.extend(next.filter(|_| !is_directive(entry)).map(|next| (at, next)));
    }
    found.reverse();
    found
}

/// A patch may take an entry out with `$patch`.
fn is_directive(entry: &Node) -> bool {
    entry.get("$patch").is_some()
}

fn finding(
    pod: &PodScope,
    list: &Node,
    at: usize,
    entry: &Node,
    next: &Node,
    between: &[Node],
) -> Diagnostic {
    let name = env::name(entry).unwrap_or_default();
    let refers = |other: &Node| {
        let value = other.get("value").and_then(Node::as_str).unwrap_or_default();
        expand(value, |_| None).unresolved.iter().any(|used| used == name)
    };
    let place = entry.get("name").map_or(entry.span, |node| node.span);
    let told =
        |message: String| Diagnostic::new(RULE.code, place, message).related(next.span, "set again here");
    if refers(next) {
        let message = format!(
            "{name} is set twice: the later value takes this one up, yet server-side apply refuses the list"
        );
        return told(message).severity(Severity::Warning).help("write one entry that holds both values");
    }
    // Who has so many variables between two of one name puts them right by hand.
    let is_used = || between.len() > 500 || between.iter().any(refers);
    let edit = edit::remove(list, at, pod.source).filter(|_| !is_used());
    let edits = edit.into_iter().collect();
    let value =
        |entry: &Node| (entry.get("value").map(Node::to_json), entry.get("valueFrom").map(Node::to_json));
    if value(entry) == value(next) {
        let message = format!("{name} is set twice, to the same value");
        return told(message)
            .help("keep one: server-side apply refuses the list")
            .fix("take this one out", edits);
    }
    let message = format!("{name} is set twice: this value is lost, the last one holds");
    let help = if holds_options(name) {
        "write one entry; options of both are joined with a blank between them"
    } else {
        "write one entry, with the value that is meant; server-side apply refuses the list"
    };
    told(message).help(help).unsafe_fix("take this one out", edits)
}
