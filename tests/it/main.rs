//! The integration tests: one binary, a module for each topic.

mod admission_policy;
mod build_support;
mod helm_values;
mod launch;
mod merge;
mod output;
mod output_crash;
mod output_disk;
mod output_support;
mod read;
mod report;
mod syntax;
mod unbound;
mod validate;
mod yaml;
