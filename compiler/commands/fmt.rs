//! `agentc fmt`.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::report::Format;
use crate::source::{SourceId, Sources, Span};
use crate::syntax;

use super::Exit;
use super::change::Change;
use super::input::{may_start, source};
use super::session::{Session, eprint};
use super::stdin::is_stdin;
use super::walk::{self, File, is_kdl};

/// Format KDL sources, with every comment
///
/// Folders are walked for .kdl files, without what .gitignore and .agentcignore name. Blanks, line ends and semicolons are set;
/// names, values and comments stay as they are written, and so does a block on one line, unless it has blocks
/// inside and is wider than 100 columns. Nothing is written that would not say the same.
///
/// Exit codes: 0 fine, 1 findings or differences, 2 could not run, 3 no file to format.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc fmt
  agentc fmt agents/ --check
  agentc fmt --diff
  agentc fmt --upgrade old.kdl
  agentc fmt - < apps.kdl")]
pub struct Args {
    /// Files or folders; `-` formats stdin to stdout [default: this folder]
    paths: Vec<PathBuf>,
    /// Write nothing; fail if a file is not formatted, and name it
    #[arg(long)]
    check: bool,
    /// Write nothing; print what would change
    #[arg(long)]
    diff: bool,
    /// Rewrite KDL 1 as KDL 2
    #[arg(long)]
    upgrade: bool,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (sources, sink) = (Sources::default(), Sink::default());
    let named = walk::files(&args.paths, is_kdl, &sink).into_iter();
    let (files, others): (Vec<File>, Vec<File>) = named.partition(|file| is_source(&file.path));
    for other in others {
        let message = format!("{} is no KDL source", other.path.display());
        sink.error(Diagnostic::without_span(&codes::NO_INPUT, message));
    }
    if files.is_empty() && !sink.has_errors() {
        sink.error(Diagnostic::without_span(&codes::NO_INPUT, "no .kdl file here"));
    }
    let one = |file: &File| formatted(&file.path, args.upgrade, &sources, &sink);
    let formatted: Vec<Formatted> = files.par_iter().filter_map(one).collect();
    let changed = formatted.iter().filter(|file| deliver(file, args, session, &sink)).count();
    if !formatted.iter().all(Formatted::is_stdin) {
        let (same, s) = (formatted.len() - changed, if changed == 1 { " differs" } else { "s differ" });
        eprint(&if args.check || args.diff {
            format!("{changed} file{s}, {same} as they should be\n")
        } else {
            format!("{changed} formatted, {same} unchanged\n")
        });
    }
    // Texts and diffs have stdout to themselves.
    if args.diff || files.iter().any(|file| is_stdin(&file.path)) {
        return session.report_aside(sink, &sources);
    }
    session.report(sink, &sources, Format::Text, false)
}

/// Much YAML could be read as KDL, and would be something else then; what is called like no other kind of file is
/// what it is named as. What is not there is told by itself.
fn is_source(path: &Path) -> bool {
    is_kdl(path) || is_stdin(path) || !path.is_file() || !may_start(path)
}

struct Formatted {
    source: SourceId,
    change: Change,
}

impl Formatted {
    fn is_stdin(&self) -> bool {
        is_stdin(&self.change.path)
    }
}

/// Writes, prints or tells what became of a file, and says whether it is another one.
fn deliver(file: &Formatted, args: &Args, session: &Session, sink: &Sink) -> bool {
    let change = &file.change;
    let differs = change.before != change.after;
    if args.diff {
        session.print(&change.diff());
    }
    if args.check && differs {
        sink.error(unformatted(file));
    }
    if args.check || args.diff {
        return differs;
    }
    if file.is_stdin() {
        session.print(&change.after);
        return differs;
    }
    differs && change.write(sink).is_ok()
}

/// Points at the first line that would change.
fn unformatted(file: &Formatted) -> Diagnostic {
    let Change { path, before, after } = &file.change;
    let same = before.split_inclusive('\n').zip(after.split_inclusive('\n')).take_while(|(a, b)| a == b);
    let start = same.map(|(line, _)| line.len()).sum();
    let found = Diagnostic::new(&codes::UNFORMATTED, Span::new(file.source, start, start), "not formatted");
    found.help(if is_stdin(path) {
        "agentc fmt -".to_owned()
    } else {
        format!("agentc fmt {}", path.display())
    })
}

/// A file's text in its one form; what stands against that is told.
fn formatted(path: &Path, upgrade: bool, sources: &Sources, sink: &Sink) -> Option<Formatted> {
    let source = source(path, sources, sink)?;
    let text = sources.get(source);
    let problems = Sink::default();
    let after = syntax::format(sources, source, &problems).ok().or_else(|| {
        let upgraded = upgraded(&text.name, &text.text);
        if upgraded.is_some() && upgrade {
            return upgraded;
        }
        let is_version_1 = upgraded.is_some() && syntax::upgrade(&text.text) != text.text;
        let problems = problems.into_sorted();
        let told =
            if upgrade { without_version_1(problems) } else { with_way_out(problems, is_version_1, path) };
        for problem in told {
            sink.add(problem);
        }
        None
    })?;
    let change = Change { path: path.to_owned(), before: text.text.clone(), after };
    Some(Formatted { source, change })
}

/// A text that is KDL 1, as KDL 2. Type annotations are the same in both: they stay, for whoever reads them.
fn upgraded(name: &str, text: &str) -> Option<String> {
    let sources = Sources::default();
    let source = sources.add(name, syntax::upgrade(text));
    syntax::format_typed(&sources, source, &Sink::default()).ok()
}

/// What `--upgrade` cannot put right.
fn without_version_1(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let others: Vec<_> = problems.iter().filter(|p| *p.code != codes::KDL_VERSION_1).cloned().collect();
    if others.is_empty() { problems } else { others }
}

/// A file that is KDL 1 and nothing else has one problem; in any other, the first that may come from KDL 1 says so.
fn with_way_out(mut problems: Vec<Diagnostic>, is_version_1: bool, path: &Path) -> Vec<Diagnostic> {
    let command = format!("`agentc fmt --upgrade {}`", path.display());
    let first = problems.iter().position(|problem| *problem.code == codes::KDL_VERSION_1);
    if let Some(at) = first.filter(|_| is_version_1) {
        return vec![problems.swap_remove(at).help(format!("{command} rewrites the file as KDL 2"))];
    }
    if let Some(problem) = problems.get_mut(first.unwrap_or(0)).filter(|_| is_version_1 || first.is_some()) {
        let help = problem.help.take().map(|help| format!("{help}; ")).unwrap_or_default();
        problem.help = Some(format!("{help}where the file is KDL 1, {command} rewrites it"));
    }
    problems
}
