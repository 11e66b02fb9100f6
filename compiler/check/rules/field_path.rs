//! A field that a variable cannot have its value from.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::read::{is_field, meant_field};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::FIELD_PATH,
    page: include_str!("field-path.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for container in pod.containers() {
        let entries = container.node.get("env").map_or(&[][..], Node::items);
        for field in entries.iter().filter_map(|entry| entry.at("/valueFrom/fieldRef/fieldPath")) {
            let Some(path) = field.as_str().filter(|path| !is_field(path)) else { continue };
            let message = format!("no variable can be taken from {path}: the API server refuses the pod");
            found.push(Diagnostic::new(RULE.code, field.span, message).maybe_help(meant_field(path)));
        }
    }
}
