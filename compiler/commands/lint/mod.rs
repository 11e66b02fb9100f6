//! `agentc lint`.

mod config;
mod files;
mod fix;
mod origin;
mod sources;
mod trees;

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::check::Selection;
use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::report::{self, Format};
use crate::source::Sources;

use super::Exit;
use super::change::Change;
use super::session::{Session, eprint};
use super::stdin::{self, is_stdin};

/// Find what is wrong with agents in KDL sources, Kubernetes manifests, compose files, Dockerfiles and start scripts
///
/// Folders are walked, without what .gitignore and .agentcignore name. A comment `# agentc: allow AGC305 -- why` allows a rule:
/// behind code for that line, before a line for it and what is indented below. `agentc explain CODE` tells more.
///
/// Exit codes: 0 fine or warnings, 1 errors, or warnings with --deny-warnings, 2 could not run, 3 no file to lint.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc lint
  agentc lint k8s/ --select AGC1,AGC305 --ignore latest-tag
  agentc lint --fix
  agentc lint --fix=all --diff
  agentc lint --strict --deny-warnings --format sarif > agentc.sarif
  helm template order/ | agentc lint -")]
pub struct Args {
    /// Files or folders; `-` is a KDL source, manifest, Dockerfile or script on stdin [default: this folder]
    paths: Vec<PathBuf>,
    /// Fix what can be fixed: `safe` without asking what was meant, `all` else. What stdin becomes is printed, and
    /// findings go to stderr
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    fix: Option<Fixes>,
    /// Write nothing; print what --fix would change
    #[arg(long)]
    diff: bool,
    /// Rules that run: codes, families of them (`AGC3xx`), names
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Rules that do not
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Rules of style too: resources, digests, probes
    #[arg(long)]
    strict: bool,
    /// Fail on warnings
    #[arg(long)]
    deny_warnings: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Which fixes are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fixes {
    /// Those that surely say what was meant
    Safe,
    /// All
    All,
}

/// Rounds of fixing: one fix may make room for another.
const ROUNDS: usize = 8;

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (select, ignore) = (args.select.clone(), args.ignore.clone());
    let selection = Selection { select, ignore, strict: args.strict, ..Selection::default() };
    let (sources, sink) = (Sources::default(), Sink::default());
    for unknown in selection.unknown() {
        let finding = Diagnostic::without_span(&codes::UNKNOWN_RULE, unknown.message());
        sink.error(finding.maybe_help(unknown.help));
    }
    if sink.has_errors() {
        session.report(sink, &sources, args.format, args.deny_warnings);
        // As for any other word of the command line that means nothing.
        return Exit::Failed;
    }
    let how = args.fix.or(args.diff.then_some(Fixes::Safe));
    for _ in 0..if args.diff { 1 } else { ROUNDS } {
        let Some(how) = how else { break };
        let (sources, sink, outcome) = (Sources::default(), Sink::default(), Sink::default());
        files::lint(&args.paths, &selection, &sources, &sink);
        let fixed = fix::fixed(&sink.into_report(&sources), how, &sources);
        if args.diff {
            session.print(&fixed.iter().map(Change::diff).collect::<String>());
        } else if fixed.iter().filter(|change| change.write(&outcome).is_err()).count() > 0 {
            return session.report(outcome, &sources, args.format, args.deny_warnings);
        }
        if fixed.is_empty() {
            break;
        }
    }
    files::lint(&args.paths, &selection, &sources, &sink);
    let is_piped = args.paths.iter().any(|path| is_stdin(path));
    if args.diff || how.is_some() && is_piped {
        if !args.diff {
            session.print(&stdin::text().unwrap_or_default());
        }
        return session.report_on_stderr(sink, &sources, args.format, args.deny_warnings);
    }
    // To a person silence would not say whether anything was looked at.
    let silent = sink.is_empty() && args.format == Format::Text && std::io::stderr().is_terminal();
    let exit = session.report(sink, &sources, args.format, args.deny_warnings);
    if let Some(files) = sources.looked_at().filter(|_| silent) {
        eprint(&format!("checked {}: nothing found\n", report::files(files)));
    }
    exit
}
