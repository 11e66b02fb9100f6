//! What is no option, in an options variable.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::NOT_AN_OPTION,
    page: include_str!("not-an-option.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let concerns = |why: &Reason| {
        matches!(
            why,
            Reason::ArgumentFile | Reason::SeparateArgument | Reason::MainInVariable | Reason::NotAnOption
        )
    };
    for lost in scope.jvm.launch.lost.iter().filter(|lost| concerns(&lost.why)) {
        found.push(
            lost::finding(RULE.code, scope, lost)
                .help("only options, each in one word, may stand in the variable"),
        );
    }
}
