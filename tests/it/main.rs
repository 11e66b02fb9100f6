//! The integration tests: one binary, a module for each topic.

mod golden;
mod golden_launch;
mod launch;
mod merge;
mod mutants;
mod mutation;
mod output;
mod output_crash;
mod output_disk;
mod output_support;
mod read;
mod report;
mod survivors;
mod syntax;
mod validate;
mod yaml;
