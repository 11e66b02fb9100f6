//! The rules, one file each, its page beside it.

mod agent_folder_writable;
mod agent_in_java_opts;
mod agent_in_tools;
mod agent_late;
mod agent_missing;
mod agent_race;
mod agent_size;
mod agent_volume_small;
mod agent_volume_unlimited;
mod carrier_rights;
mod commands;
mod copy;
mod copy_command;
mod debugger_open;
mod delivery;
mod env;
mod heap_share;
mod hidden;
mod host_path;
mod image_options;
mod init_resources;
mod injected_twice;
mod jmx_open;
mod lost;
mod mount_hides;
mod name_collision;
mod needless_shell;
mod not_an_option;
mod option_overridden;
mod option_quoting;
mod option_refused;
mod option_unread;
mod options_from_elsewhere;
mod options_too_long;
mod plaintext_collector;
mod pod_opened;
mod quantity;
mod root_image;
mod script_variable;
mod secret_literal;
mod secret_shown;
mod secret_words;
mod shell_characters;
mod shell_dollar;
mod told;
mod undefined_reference;
mod unexpanded_variable;
mod user_unknown;
mod users;
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
