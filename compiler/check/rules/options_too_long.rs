//! Options past what JDK 8 takes from one variable.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Lost, Reason};

pub const RULE: Rule = Rule {
    code: &codes::OPTIONS_TOO_LONG,
    page: include_str!("options-too-long.md"),
    strict: false,
    check: Check::Jvm(check),
};

const HELP: &str = "put options into the command, where no such limit is, or take a newer JDK";

fn check(scope: &JvmScope, found: &mut Findings) {
    let all = &scope.jvm.launch.lost;
    for lost in all.iter().filter(|lost| lost.why == Reason::TooLong) {
        let message = format!(
            "{} holds {} bytes: {}, and every option in it is lost",
            lost.from,
            lost.what.len(),
            lost.why
        );
        found.push(Diagnostic::new(RULE.code, scope.place(&lost.from), message).help(HELP));
    }
    let mut before: Option<&Lost> = None;
    for lost in all.iter().filter(|lost| lost.why == Reason::TooMany) {
        // The first that is dropped stands for those behind it.
        if before.is_none_or(|before| before.from != lost.from) {
            let dropped = all.iter().filter(|other| other.why == lost.why && other.from == lost.from).count();
            let message = format!("{}, so {} is dropped{}", lost.why, lost.what, more(dropped));
            found.push(Diagnostic::new(RULE.code, lost::place(scope, lost), message).help(HELP));
        }
        before = Some(lost);
    }
}

fn more(dropped: usize) -> String {
    match dropped.saturating_sub(1) {
        0 => String::new(),
        1 => ", and the one behind it".to_owned(),
        several => format!(", and {several} behind it"),
    }
}
