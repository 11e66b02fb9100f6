//! `$(VAR)` that nothing before it defines.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::UNDEFINED_REFERENCE,
    page: include_str!("undefined-reference.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        let Reason::Undefined(name) = &lost.why else { continue };
        let help = format!(
            "define {name} in the same env list, before this entry; write $$({name}) for the text itself"
        );
        found.push(lost::finding(RULE.code, scope, lost).help(help));
    }
}
