//! A quote that nothing closes.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::OPTION_QUOTING,
    page: include_str!("option-quoting.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        let Reason::UnmatchedQuote(_) = &lost.why else { continue };
        let message = format!("in {} {}", lost.from, lost.why);
        found.push(Diagnostic::new(RULE.code, scope.place(&lost.from), message).help(
            "close the quote; a quote that is meant itself goes into quotes of the other kind, a backslash does not help",
        ));
    }
}
