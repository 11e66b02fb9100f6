//! The rules, one file each, its page beside it.

mod agent_folder_writable;
mod agent_in_java_opts;
mod agent_in_tools;
mod agent_missing;
mod agent_race;
mod env;
mod heap_share;
mod image_options;
mod lost;
mod not_an_option;
mod option_overridden;
mod option_quoting;
mod option_refused;
mod option_unread;
mod options_from_elsewhere;
mod options_too_long;
mod quantity;
mod script_variable;
mod shell_characters;
mod shell_dollar;
mod undefined_reference;
mod unexpanded_variable;
mod variable_twice;

use super::rule::Rule;

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &unexpanded_variable::RULE,
    &script_variable::RULE,
    &undefined_reference::RULE,
    &shell_dollar::RULE,
    &variable_twice::RULE,
    &options_from_elsewhere::RULE,
    &image_options::RULE,
    &option_overridden::RULE,
    &options_too_long::RULE,
    &option_quoting::RULE,
    &not_an_option::RULE,
    &shell_characters::RULE,
    &agent_in_java_opts::RULE,
    &agent_in_tools::RULE,
    &heap_share::RULE,
    &option_unread::RULE,
    &option_refused::RULE,
    &agent_missing::RULE,
    &agent_race::RULE,
    &agent_folder_writable::RULE,
];

/// The rule of a code, such as `AGC305`, or of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.id.eq_ignore_ascii_case(name) || rule.code.slug == name)
}
