//! Something removed that a lower layer keeps.

use crate::check::{Check, DockerfileScope, Findings, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::read::dockerfile::Below;

pub const RULE: Rule = Rule {
    code: &codes::REMOVED_BELOW,
    page: include_str!("removed-below.md"),
    strict: true,
    check: Check::Dockerfile(check),
};

fn check(scope: &DockerfileScope, found: &mut Findings) {
    let begin = scope.stages().last().and_then(|stage| stage.first()).map_or(0, |from| from.range.start);
    // What an earlier stage has is not in the image, unless it is copied.
    for removed in scope.reading.removed.iter().filter(|removed| removed.range.start > begin) {
        let (who, help) = match removed.below {
            Below::Instruction => (
                "an instruction before",
                "remove it in the RUN that makes it, or make it in another stage and copy what is needed",
            ),
            Below::Either => (
                "an instruction before, or the base image,",
                "make it in another stage and copy what is needed: here it is only hidden",
            ),
            Below::Base => ("the base image", "build the base image without it: here it is only hidden"),
        };
        let message = format!("{} stays in the image: {who} has it, and a layer only adds", removed.path);
        found.push(Diagnostic::new(RULE.code, scope.span(&removed.range), message).help(help));
    }
}
