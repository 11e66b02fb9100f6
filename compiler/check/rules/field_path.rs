//! A field that a variable cannot have its value from.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes, nearest_help};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::FIELD_PATH,
    page: include_str!("field-path.md"),
    strict: false,
    check: Check::Pod(check),
};

/// What `fieldRef` of a variable takes: Kubernetes, "Downward API", "Available fields".
const FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// Maps of which it takes one entry.
const MAPS: [&str; 2] = ["metadata.labels['", "metadata.annotations['"];

fn check(pod: &PodScope, found: &mut Findings) {
    for container in pod.containers() {
        let entries = container.node.get("env").map_or(&[][..], Node::items);
        for field in entries.iter().filter_map(|entry| entry.at("/valueFrom/fieldRef/fieldPath")) {
            let Some(path) = field.as_str() else { continue };
            let entry = MAPS.iter().any(|map| path.strip_prefix(map).is_some_and(|key| key.ends_with("']")));
            if entry || FIELDS.contains(&path) {
                continue;
            }
            let message = format!("no variable can be taken from {path}: the API server refuses the pod");
            let finding = Diagnostic::new(RULE.code, field.span, message);
            found.push(finding.maybe_help(nearest_help(path, FIELDS.iter().copied())));
        }
    }
}
