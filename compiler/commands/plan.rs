//! `agentc plan`.
use super::Exit;
use super::session::Session;
/// Show what a JVM will get, and where every value comes from
#[derive(Clone, Debug, clap::Args)]
pub struct Args {}
/// Runs the command.
pub fn run(_: &Args, _: &Session) -> Exit {
    Exit::Fine
}
