//! A pull policy that does not fit the image's name.

use super::image;
use crate::check::{Check, Findings, ImageScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::IMAGE_PULL,
    page: include_str!("image-pull.md"),
    strict: true,
    check: Check::Image(check),
};

fn check(scope: &ImageScope, found: &mut Findings) {
    let Some(container) = scope.container else { return };
    let Some(image) = image::named(scope.reference) else { return };
    let written = container.node.get("imagePullPolicy");
    // The API server's default.
    let default = if image::is_unversioned(&image) { "Always" } else { "IfNotPresent" };
    let policy = written.and_then(Node::as_str).unwrap_or(default);
    let (message, better) = match policy {
        "IfNotPresent" if image::moves(&image) => {
            let message = format!("{} moves, and a node keeps the one that it pulled first", scope.reference);
            (message, "Always")
        }
        "Always" if image.digest.is_some() => {
            let message = "a digest never changes, and the registry is asked at every start".to_owned();
            (message, "IfNotPresent")
        }
        _ => return,
    };
    let edit = match written {
        Some(node) => edit::replace(node, better),
        None => edit::insert(container.node, "imagePullPolicy", better, scope.source),
    };
    let place = written.map_or(scope.place, |node| node.span);
    let finding = Diagnostic::new(RULE.code, place, message).help(format!("imagePullPolicy: {better}"));
    found.push(finding.fix(format!("pull {better}"), edit.into_iter().collect()));
}
