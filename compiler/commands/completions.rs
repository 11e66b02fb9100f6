//! `agentc completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::session::Session;
use super::{Cli, Exit};

/// Print completions for a shell
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc completions bash > ~/.local/share/bash-completion/completions/agentc
  agentc completions zsh > ~/.zfunc/_agentc
  agentc completions fish > ~/.config/fish/completions/agentc.fish")]
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
