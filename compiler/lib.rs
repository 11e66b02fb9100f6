//! agentc compiles agent profiles, written in KDL, into the files that attach Java agents to JVMs on
//! Kubernetes. `compiler/README.md` has the architecture on one page.

pub mod check;
pub mod commands;
mod compile;
pub mod diagnostic;
pub mod image;
pub mod jvms;
pub mod launch;
pub mod output;
pub mod plan;
pub mod profile;
pub mod read;
pub mod report;
pub mod resolve;
pub mod secrets;
pub mod source;
pub mod syntax;
pub mod target;
pub mod text;
pub mod world;
pub mod yaml;

pub use compile::{Compiled, Request, Summary, compile, inspect, plans};
