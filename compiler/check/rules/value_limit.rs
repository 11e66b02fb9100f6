//! A value that the agent does not accept.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;

use super::limits;

pub const RULE: Rule = Rule {
    code: &codes::IDENTITY_LIMIT,
    page: include_str!("value-limit.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    limits::check(RULE.code, false, scope, found);
}
