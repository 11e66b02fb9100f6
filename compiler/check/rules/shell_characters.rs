//! Characters that the start script's shell takes for something else.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::SHELL_CHARACTERS,
    page: include_str!("shell-characters.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let concerns = |why: &Reason| matches!(why, Reason::Hazard(_));
    for lost in scope.jvm.launch.lost.iter().filter(|lost| concerns(&lost.why)) {
        found
            .push(lost::finding(RULE.code, scope, lost).help(
                "put the option into single quotes: the script evaluates the variable as shell source",
            ));
    }
}
