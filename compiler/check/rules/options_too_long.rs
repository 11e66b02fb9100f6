//! Options past what JDK 8 takes from one variable.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::OPTIONS_TOO_LONG,
    page: include_str!("options-too-long.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let concerns = |why: &Reason| matches!(why, Reason::TooLong | Reason::TooMany);
    for lost in scope.jvm.launch.lost.iter().filter(|lost| concerns(&lost.why)) {
        found.push(lost::finding(RULE.code, scope, lost).help(
            "put the options into the command, or into a file that -XX:Flags or the application reads",
        ));
    }
}
