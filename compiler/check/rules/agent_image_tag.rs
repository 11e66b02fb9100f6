//! A tag that the agent's image does not have.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{fits, parts};
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
        let Some((repository, tag)) = parts(image).filter(|(_, tag)| *tag != "latest") else { continue };
        let Some(form) = known.detect.tag.as_deref().filter(|form| !fits(form, tag)) else { continue };
        let message = format!("{repository} has no tag {tag}: its tags look like {form}");
        let own = known.facts().image.as_ref().and_then(|own| parts(&own.value));
        let finding = Diagnostic::new(RULE.code, node.span, message);
        let Some((_, template)) = own else { continue };
        let meant = format!("{repository}:{}", template.replace("{{release}}", tag));
        let is_release = tag.starts_with(|c: char| c.is_ascii_digit());
        let edits = edit::replace(node, &edit::text(&meant)).filter(|_| is_release);
        let finding = if is_release { finding.help(format!("take {meant}")) } else { finding };
        found.push(finding.unsafe_fix(format!("take {meant}"), edits.into_iter().collect()));
    }
}
