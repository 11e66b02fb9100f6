//! The integration tests: one binary, a module for each topic.

mod consumer_models;
mod launch;
mod merge;
mod operators;
mod output;
mod output_crash;
mod output_disk;
mod output_support;
mod read;
mod report;
mod syntax;
mod validate;
mod yaml;
