//! An image without a digest.

use super::image;
use crate::check::{Check, Findings, ImageScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::IMAGE_UNDIGESTED,
    page: include_str!("image-undigested.md"),
    strict: true,
    check: Check::Image(check),
};

fn check(scope: &ImageScope, found: &mut Findings) {
    let Some(image) = image::named(scope.reference) else { return };
    // One without a version is told already.
    if image.digest.is_some() || image::is_unversioned(&image) {
        return;
    }
    let message = format!("{} has no digest", scope.reference);
    let help = format!("add it: {}@sha256:…; a tag can be pushed again, a digest cannot", scope.reference);
    found.push(Diagnostic::new(RULE.code, scope.place, message).help(help));
}
