//! The rules, one file each, its page beside it.

mod agent_folder_writable;
mod agent_image_tag;
mod agent_late;
mod agent_missing;
mod agent_not_first;
mod agent_order;
mod agent_race;
mod agent_size;
mod agent_twice;
mod agent_volume_small;
mod agent_volume_unlimited;
mod agents_conflict;
mod carrier_rights;
mod commands;
mod copy;
mod copy_command;
mod debug_switch;
mod debugger_open;
mod delivery;
mod hidden;
mod host_path;
mod identity_source;
mod init_resources;
mod injected_twice;
mod instance_shared;
mod jmx_open;
mod left_at_default;
mod leftover_setting;
mod limits;
mod lookalike;
mod lost;
mod mount_hides;
mod name_collision;
mod needless_shell;
mod not_an_option;
mod option_quoting;
mod option_unread;
mod options_too_long;
mod order;
mod plaintext_collector;
mod pod_opened;
mod protocol_port;
mod quantity;
mod root_image;
mod secret_literal;
mod secret_shown;
mod secret_words;
mod setting_elsewhere;
mod shell_characters;
mod told;
mod undefined_reference;
mod unexpanded_variable;
mod unknown_setting;
mod unsaid_default;
mod user_unknown;
mod users;
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
    &init_resources::RULE,
    &agent_volume_unlimited::RULE,
    &agent_volume_small::RULE,
    &agent_folder_writable::RULE,
    &mount_hides::RULE,
    &copy_command::RULE,
    &needless_shell::RULE,
    &user_unknown::RULE,
    &agent_late::RULE,
    &injected_twice::RULE,
    &host_path::RULE,
    &name_collision::RULE,
    &root_image::RULE,
    &debugger_open::RULE,
    &jmx_open::RULE,
    &secret_literal::RULE,
    &secret_shown::RULE,
    &carrier_rights::RULE,
    &plaintext_collector::RULE,
    &pod_opened::RULE,
];

/// The rule of a code, such as `AGC305`, or of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.id.eq_ignore_ascii_case(name) || rule.code.slug == name)
}
