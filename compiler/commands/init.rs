//! `agentc init`.
use super::Exit;
use super::session::Session;
/// Write a commented source tree to start from
#[derive(Clone, Debug, clap::Args)]
pub struct Args {}
/// Runs the command.
pub fn run(_: &Args, _: &Session) -> Exit {
    Exit::Fine
}
