//! A quote that nothing closes.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::OPTION_QUOTING,
    page: include_str!("option-quoting.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let concerns = |why: &Reason| matches!(why, Reason::UnmatchedQuote(_));
    for lost in scope.jvm.launch.lost.iter().filter(|lost| concerns(&lost.why)) {
        found.push(
            lost::finding(RULE.code, scope, lost)
                .help("close the quote; a quote that is meant itself goes into quotes of the other kind"),
        );
    }
}
