//! An image without a tag, or with `latest`.

use super::image;
use crate::check::{Check, Findings, ImageScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::LATEST_TAG,
    page: include_str!("latest-tag.md"),
    strict: false,
    check: Check::Image(check),
};

fn check(scope: &ImageScope, found: &mut Findings) {
    let Some(image) = image::named(scope.reference).filter(image::is_unversioned) else { return };
    let what = if image.tag.is_some() { "is tagged `latest`" } else { "has no tag, so `latest` is meant" };
    let message = format!("{} {what}", image.repository);
    let help = "name a version: otherwise two pods of one manifest may run different code";
    found.push(Diagnostic::new(RULE.code, scope.place, message).help(help));
}
