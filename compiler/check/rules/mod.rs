//! The rules, one file each, its page beside it.

mod agent_folder_writable;
mod agent_missing;
mod agent_race;
mod bare_pod;
mod dump;
mod dump_folder;
mod dump_lost;
mod dump_once;
mod dump_room;
mod elsewhere;
mod hook;
mod image;
mod image_pull;
mod image_undigested;
mod labels;
mod latest_tag;
mod limps_on;
mod lost;
mod no_disruption;
mod no_namespace;
mod no_probe;
mod not_an_option;
mod not_text;
mod option_quoting;
mod option_unread;
mod options_too_long;
mod owned_elsewhere;
mod pre_stop_starts;
mod pre_stop_waits;
mod quantity;
mod registry_unlisted;
mod removed_api;
mod rollout_gap;
mod rollout_limits;
mod selector;
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
    &latest_tag::RULE,
    &image_undigested::RULE,
    &image_pull::RULE,
    &registry_unlisted::RULE,
    &dump_lost::RULE,
    &dump_once::RULE,
    &dump_folder::RULE,
    &dump_room::RULE,
    &pre_stop_starts::RULE,
    &pre_stop_waits::RULE,
    &limps_on::RULE,
    &no_probe::RULE,
    &rollout_limits::RULE,
    &removed_api::RULE,
    &selector::RULE,
    &not_text::RULE,
    &bare_pod::RULE,
    &no_namespace::RULE,
    &rollout_gap::RULE,
    &elsewhere::DUPLICATE_KEY,
    &owned_elsewhere::RULE,
    &no_disruption::RULE,
    &elsewhere::MANIFEST,
    &elsewhere::HELM_TEMPLATE,
    &elsewhere::MANIFEST_CONTAINER,
    &elsewhere::NO_JVM,
];

/// The rule of a code, such as `AGC305`, or of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.id.eq_ignore_ascii_case(name) || rule.code.slug == name)
}
