//! The `agentc` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    agentc::commands::main()
}
