//! A tag that the agent's image does not have.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::image::Name;
use crate::jvms::fits;
use crate::yaml::edit;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_IMAGE_TAG,
    page: include_str!("agent-image-tag.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(scope: &PodScope, found: &mut Findings) {
    for container in scope.containers() {
        let Some(node) = container.node.get("image") else { continue };
        let Some(image) = node.as_str().filter(|image| !image.contains('@')) else { continue };
        let Some(known) = scope.recogniser.image(image) else { continue };
        let image = Name::of(image);
        let (repository, Some(tag)) = (image.repository, image.tag.filter(|tag| *tag != "latest")) else {
            continue;
        };
        let Some(release) = release(tag) else { continue };
        let Some(form) = known.detect.tag.as_deref().map(|form| form.replace("{{release}}", release)) else {
            continue;
        };
        if fits(&form, tag) {
            continue;
        }
        let message = format!("{repository} has no tag {tag}: its tags look like {form}");
        let finding = Diagnostic::new(RULE.code, node.span, message);
        let own = known.facts().image.as_ref().and_then(|own| Name::of(&own.value).tag);
        let Some(template) = own else { continue };
        let meant = format!("{repository}:{}", template.replace("{{release}}", release));
        let edits = edit::replace(node, &edit::text(&meant)).into_iter().collect();
        found.push(finding.help(format!("take {meant}")).unsafe_fix(format!("take {meant}"), edits));
    }
}

/// The release at the start of a tag.
fn release(tag: &str) -> Option<&str> {
    let end = tag.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tag.len());
    tag.get(..end).filter(|release| release.contains('.'))
}
