//! The integration tests: one binary, a module for each topic.

mod admission_policy;
#[cfg(feature = "conformance")]
mod api_server;
mod awkward_pods;
mod bad_folder;
mod bad_input;
mod build_support;
mod chart_models;
mod commands;
mod consumer_models;
mod contributing;
mod determinism;
mod documents;
mod edit;
mod examples;
mod golden;
mod golden_launch;
mod helm_operator;
mod helm_values;
#[cfg(feature = "conformance")]
mod kubectl;
mod launch;
mod launches;
mod manifest_from;
mod merge;
mod mutants;
mod mutated_tree;
mod mutation;
mod no_effect;
mod operators;
mod output;
mod output_crash;
mod output_disk;
mod output_support;
mod profiles;
mod read;
mod readme;
mod report;
mod rules;
mod survivors;
mod syntax;
mod tidy;
mod tree_support;
mod unbound;
mod validate;
mod yaml;
