//! The rules, one file each, its page beside it.

mod add_file;
mod agent_alone;
mod agent_folder;
mod agent_folder_read_only;
mod agent_folder_writable;
mod agent_image_tag;
mod agent_in_java_opts;
mod agent_in_tools;
mod agent_late;
mod agent_missing;
mod agent_not_first;
mod agent_order;
mod agent_race;
mod agent_renamed;
mod agent_size;
mod agent_twice;
mod agent_volume_small;
mod agent_volume_unlimited;
mod agent_writes;
mod agents_conflict;
mod bare_pod;
mod broken_line;
mod carrier_rights;
mod checksum_missing;
mod commands;
mod copy;
mod copy_command;
mod debug_switch;
mod debugger_open;
mod delivery;
mod dump;
mod dump_folder;
mod dump_lost;
mod dump_once;
mod dump_room;
mod elsewhere;
mod env;
mod exec_form_variable;
mod expands;
mod field_path;
mod heap_share;
mod hidden;
mod hook;
mod host_path;
mod identity_address;
mod identity_source;
mod image;
mod image_defaults;
mod image_options;
mod image_pull;
mod image_undigested;
mod init_resources;
mod injected_twice;
mod injection_replaces;
mod instance_shared;
mod jdk_range;
mod jmx_open;
mod jvm_requirement;
mod labels;
mod last_options;
mod latest_tag;
mod left_at_default;
mod leftover_setting;
mod limits;
mod limps_on;
mod lookalike;
mod lost;
mod maintainer;
mod mount_hides;
mod name_collision;
mod needless_shell;
mod neighbours;
mod no_disruption;
mod no_namespace;
mod no_probe;
mod no_program;
mod not_an_option;
mod not_json;
mod not_text;
mod operator_key;
mod option_malformed;
mod option_overridden;
mod option_quoting;
mod option_refused;
mod option_unread;
mod options_from_elsewhere;
mod options_in_one_word;
mod options_replaced;
mod options_too_long;
mod order;
mod owned_elsewhere;
mod plaintext_collector;
mod pod_opened;
mod pre_stop_starts;
mod pre_stop_waits;
mod protocol_port;
mod quantity;
mod registry_unlisted;
mod removed_api;
mod removed_below;
mod rollout_gap;
mod rollout_limits;
mod root_image;
mod script_branch;
mod script_exec;
mod script_syntax;
mod script_variable;
mod secret_literal;
mod secret_shown;
mod selector;
mod setting_elsewhere;
mod setting_twice;
mod setting_type;
mod shared_text;
mod shell_characters;
mod shell_dollar;
mod shell_form;
mod shell_missing;
mod undefined_reference;
mod unexpanded_variable;
mod unknown_setting;
mod unread_field;
mod unsaid_default;
mod user_unknown;
mod users;
mod value_limit;
mod value_truncated;
mod variable_misspelt;
mod variable_twice;
mod written;

pub use delivery::{Carried, carried};

use super::rule::Rule;

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &elsewhere::KDL_SYNTAX,
    &elsewhere::KDL_VERSION_1,
    &elsewhere::NESTING,
    &elsewhere::NOT_UTF8,
    &elsewhere::TOO_LARGE,
    &elsewhere::NUMBER,
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
    &option_refused::RULE,
    &heap_share::RULE,
    &option_unread::RULE,
    &jvm_requirement::RULE,
    &elsewhere::OPTIONS_VARIABLE,
    &options_in_one_word::RULE,
    &option_malformed::RULE,
    &last_options::RULE,
    &no_program::RULE,
    &variable_misspelt::RULE,
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
    &elsewhere::SETTING_OVERRIDDEN,
    &setting_twice::RULE,
    &setting_type::RULE,
    &agent_folder::RULE,
    &agent_renamed::RULE,
    &identity_address::RULE,
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
    &injection_replaces::RULE,
    &agent_folder_read_only::RULE,
    &shell_missing::RULE,
    &operator_key::RULE,
    &unread_field::RULE,
    &agent_alone::RULE,
    &latest_tag::RULE,
    &image_undigested::RULE,
    &checksum_missing::RULE,
    &image_pull::RULE,
    &jdk_range::RULE,
    &registry_unlisted::RULE,
    &elsewhere::REGISTRY_UNSET,
    &elsewhere::JDK_ASSUMED,
    &debugger_open::RULE,
    &jmx_open::RULE,
    &secret_literal::RULE,
    &secret_shown::RULE,
    &carrier_rights::RULE,
    &plaintext_collector::RULE,
    &pod_opened::RULE,
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
    &shared_text::RULE,
    &owned_elsewhere::RULE,
    &no_disruption::RULE,
    &elsewhere::MANIFEST,
    &elsewhere::HELM_TEMPLATE,
    &elsewhere::MANIFEST_CONTAINER,
    &elsewhere::NO_JVM,
    &elsewhere::KUSTOMIZE_INPUT,
    &field_path::RULE,
    &shell_form::RULE,
    &add_file::RULE,
    &maintainer::RULE,
    &broken_line::RULE,
    &image_defaults::RULE,
    &removed_below::RULE,
    &exec_form_variable::RULE,
    &elsewhere::DOCKERFILE,
    &not_json::RULE,
    &script_branch::RULE,
    &script_exec::RULE,
    &options_replaced::RULE,
    &script_syntax::RULE,
    &elsewhere::DUPLICATE,
    &elsewhere::EDITED_OUTPUT,
    &elsewhere::OUTPUT_NAME,
    &elsewhere::IMPORT,
    &elsewhere::UNKNOWN_NAME,
    &elsewhere::UNSAFE_CHARACTER,
    &elsewhere::UNUSED,
    &elsewhere::UNREACHABLE,
    &elsewhere::TYPE,
    &elsewhere::RANGE,
    &elsewhere::MISSING,
    &elsewhere::SHAPE,
    &elsewhere::RELEASE,
    &elsewhere::TARGET_REFUSED,
    &elsewhere::KUBERNETES_VERSION,
    &elsewhere::REFUSED,
    &elsewhere::SHADOWED_PROFILE,
    &elsewhere::TEMPLATE,
    &elsewhere::TARGET_INVALID,
    &elsewhere::SCHEMA,
    &elsewhere::READ_BACK,
    &elsewhere::UNREADABLE,
    &elsewhere::OUTPUT_FOLDER,
    &elsewhere::NO_INPUT,
    &elsewhere::AMBIGUOUS,
    &elsewhere::FILE_EXISTS,
    &elsewhere::ALLOWANCE,
    &elsewhere::UNKNOWN_RULE,
    &elsewhere::UNFORMATTED,
    &elsewhere::INTERNAL,
];

/// The rule of a code, such as `AGC305`, or of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.id.eq_ignore_ascii_case(name) || rule.code.slug == name)
}
