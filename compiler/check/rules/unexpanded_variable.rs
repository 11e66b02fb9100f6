//! `${VAR}` where no shell expands it.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::UNEXPANDED_VARIABLE,
    page: include_str!("unexpanded-variable.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        let Reason::NeverExpanded(name) = &lost.why else { continue };
        let help = format!(
            "define {name} in the pod's env, before this, and write $({name}): the kubelet expands that"
        );
        found.push(lost::finding(RULE.code, scope, lost).help(help));
    }
}
