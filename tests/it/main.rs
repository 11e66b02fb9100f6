//! The integration tests: one binary, a module for each topic.

mod bad_folder;
mod bad_input;
mod consumer_models;
mod determinism;
mod examples;
mod golden;
mod golden_launch;
mod kubectl;
mod launch;
mod merge;
mod mutants;
mod mutated_tree;
mod mutation;
mod operators;
mod output;
mod output_crash;
mod output_disk;
mod output_support;
mod read;
mod report;
mod survivors;
mod syntax;
mod tidy;
mod tree_support;
mod validate;
mod yaml;
