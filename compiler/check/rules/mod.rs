//! The rules, one file each, its page beside it.

mod agent_folder_writable;
mod agent_missing;
mod agent_race;
mod lost;
mod not_an_option;
mod option_quoting;
mod option_unread;
mod options_too_long;
mod shell_characters;
mod undefined_reference;
mod unexpanded_variable;

use super::rule::Rule;

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &unexpanded_variable::RULE,
    &undefined_reference::RULE,
    &options_too_long::RULE,
    &option_quoting::RULE,
    &not_an_option::RULE,
    &shell_characters::RULE,
    &option_unread::RULE,
    &agent_missing::RULE,
    &agent_race::RULE,
    &agent_folder_writable::RULE,
];

/// The rule of a code, such as `AGC305`, or of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.id.eq_ignore_ascii_case(name) || rule.code.slug == name)
}
