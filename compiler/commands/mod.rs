//! One file per command. Artifacts and findings go to stdout, the rest to stderr.

mod beside;
mod build;
mod change;
mod completions;
mod explain;
mod fmt;
mod init;
mod input;
mod kustomize;
mod launch;
mod lint;
mod list;
mod markdown;
mod plan;
mod progress;
mod project;
mod session;
mod stdin;
mod table;
mod walk;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit codes, everywhere the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Fine; warnings too.
    Fine,
    /// Findings, or differences.
    Findings,
    /// Could not run.
    Failed,
    /// No input matched.
    NoInput,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
            Exit::NoInput => 3,
        })
    }
}

/// Compiles agent profiles, written in KDL, into the files that attach Java agents to JVMs on Kubernetes.
#[derive(Debug, Parser)]
#[command(name = "agentc", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "agentc COMMAND --help has examples; agentc explain CODE tells what a finding is.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Colours: `auto` is on a terminal unless `NO_COLOR` is set, `always` or `never`
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        display_order = 900
    )]
    color: session::Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Args),
    Plan(plan::Args),
    Launch(launch::Args),
    Lint(lint::Args),
    Fmt(fmt::Args),
    Explain(explain::Args),
    List(list::Args),
    Init(init::Args),
    Completions(completions::Args),
}

/// Parses the command line and runs the command.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let session = session::Session::new(cli.color);
    let exit = match cli.command {
        Command::Build(args) => build::run(&args, &session),
        Command::Plan(args) => plan::run(&args, &session),
        Command::Launch(args) => launch::run(&args, &session),
        Command::Lint(args) => lint::run(&args, &session),
        Command::Fmt(args) => fmt::run(&args, &session),
        Command::Explain(args) => explain::run(&args, &session),
        Command::List(args) => list::run(&args, &session),
        Command::Init(args) => init::run(&args, &session),
        Command::Completions(args) => completions::run(&args, &session),
    };
    session.end(exit).into()
}
