//! The rules, one file each, its page beside it.

mod agent_folder_writable;
mod agent_image_tag;
mod agent_missing;
mod agent_not_first;
mod agent_order;
mod agent_race;
mod agent_twice;
mod agents_conflict;
mod debug_switch;
mod identity_source;
mod instance_shared;
mod left_at_default;
mod leftover_setting;
mod limits;
mod lookalike;
mod lost;
mod not_an_option;
mod option_quoting;
mod option_unread;
mod options_too_long;
mod order;
mod protocol_port;
mod setting_elsewhere;
mod shell_characters;
mod undefined_reference;
mod unexpanded_variable;
mod unknown_setting;
mod unsaid_default;
mod value_limit;
mod value_truncated;
mod written;

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
    &agents_conflict::RULE,
    &agent_not_first::RULE,
    &agent_order::RULE,
    &agent_twice::RULE,
    &agent_missing::RULE,
    &value_limit::RULE,
    &identity_source::RULE,
    &value_truncated::RULE,
    &unknown_setting::RULE,
    &left_at_default::RULE,
    &protocol_port::RULE,
    &unsaid_default::RULE,
    &leftover_setting::RULE,
    &instance_shared::RULE,
    &debug_switch::RULE,
    &agent_image_tag::RULE,
    &setting_elsewhere::RULE,
    &agent_race::RULE,
    &agent_folder_writable::RULE,
];

/// The rule of a code, such as `AGC305`, or of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.id.eq_ignore_ascii_case(name) || rule.code.slug == name)
}
