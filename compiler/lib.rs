//! agentc compiles agent profiles, written in KDL, into the files that attach Java agents to JVMs on
//! Kubernetes. `compiler/README.md` has the architecture on one page.

pub mod diagnostic;
pub mod launch;
pub mod read;
pub mod source;
pub mod syntax;
pub mod text;
pub mod world;
