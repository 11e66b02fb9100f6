//! `agentc completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::session::Session;
use super::{Cli, Exit};

/// Print completions for a shell
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "agentc", &mut script);
    session.print(&String::from_utf8_lossy(&script));
    Exit::Fine
}
