//! An image of a registry that the project does not list.

use super::image;
use crate::check::{Check, Findings, ImageScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::image::full_name;

pub const RULE: Rule = Rule {
    code: &codes::REGISTRY_UNLISTED,
    page: include_str!("registry-unlisted.md"),
    strict: false,
    check: Check::Image(check),
};

fn check(scope: &ImageScope, found: &mut Findings) {
    let Some(image) = image::named(scope.reference) else { return };
    let full = full_name(image.repository);
    let is_from = |registry: &String| {
        let rest = full.strip_prefix(registry.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if scope.registries.is_empty() || scope.registries.iter().any(is_from) {
        return;
    }
    let message = format!("{full} is from none of the project's registries");
    let help =
        format!("take it from {}, or add its registry to `lint` in agentc.kdl", scope.registries.join(", "));
    found.push(Diagnostic::new(RULE.code, scope.place, message).help(help));
}
