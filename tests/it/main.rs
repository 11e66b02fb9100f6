//! The integration tests: one binary, a module for each topic.

mod bad_folder;
mod bad_input;
mod determinism;
mod launch;
mod merge;
mod mutated_tree;
mod output;
mod output_crash;
mod output_disk;
mod output_support;
mod read;
mod report;
mod syntax;
mod tree_support;
mod validate;
mod yaml;
