//! The integration tests: one binary, a module for each topic.

mod commands;
mod launch;
mod merge;
mod output;
mod output_crash;
mod output_disk;
mod output_support;
mod profiles;
mod read;
mod report;
mod syntax;
mod tidy;
mod validate;
mod yaml;
