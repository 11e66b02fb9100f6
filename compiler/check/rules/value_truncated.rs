//! A value that the agent cuts, or takes against its own advice.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;

use super::limits;

pub const RULE: Rule = Rule {
    code: &codes::IDENTITY_TRUNCATED,
    page: include_str!("value-truncated.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    limits::check(RULE.code, true, scope, found);
}
