//! Compose files: each service to the container that an engine makes of it.
//!
//! After the Compose specification and `compose-go`, which `docker compose` reads with: scalars as YAML 1.2 has them,
//! `${VAR}` expanded by Compose itself in every value, commands that are texts split without a shell.

mod dotenv;
mod interpolate;
mod memory;
mod ports;
mod project;
mod service;
mod supply;
mod variables;
mod volumes;
mod words;

pub use ports::Published;
pub use project::{Project, is_compose};
pub use service::Service;

/// What stands in the folder of a compose file, by relative path.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// The text of a file; `None` for one that is not there, or that is not for us to read.
    pub text: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// Whether a file is there.
    pub has: &'a (dyn Fn(&str) -> bool + Sync),
}

impl Beside<'_> {
    /// Nothing is known to be there.
    pub fn nothing() -> Self {
        Beside { text: &|_| None, has: &|_| false }
    }
}
