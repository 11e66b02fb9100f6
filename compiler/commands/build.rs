//! `agentc build`.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::compile::{Compiled, Request, Summary, compile};
use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::output::{self, Mode, Outcome, Scope, Task};
use crate::report::Format;
use crate::source::Sources;

use super::Exit;
use super::progress::Bar;
use super::session::{Session, SourceTree, eprint, shown};

/// Compile profiles and apps into the files that attach the agents
///
/// Without --env every environment of the tree is built. A tree without apps is built for the unnamed
/// `defaults`, or each profile alone. Only files that agentc wrote are ever replaced or removed.
///
/// Exit codes: 0 fine, 1 findings or differences, 2 could not run, 3 nothing to build.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc build
  agentc build agents/ --out deploy --env prod
  agentc build --app order --target init-container --stdout
  agentc build --set order:acme.endpoint=collector:4317 --diff
  agentc build --check --format github --deny-warnings
  agentc build --force
  agentc build --watch")]
#[allow(clippy::struct_excessive_bools)] // each is a flag that users script against
pub struct Args {
    /// Files and folders of one source tree [default: the folder of the nearest agentc.kdl]
    paths: Vec<PathBuf>,
    /// Where files are written [default: `out` of agentc.kdl, or generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build this environment only
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Build this app only
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// Build this target only
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// Override a setting, or the container of an unbound build (container=NAME)
    #[arg(long, value_name = "[APP:]PROFILE.SETTING=VALUE")]
    set: Vec<String>,
    /// Write nothing; fail with a diff if the checked-in files differ
    #[arg(long, conflicts_with_all = ["diff", "stdout", "watch"])]
    check: bool,
    /// Write nothing; print what would change
    #[arg(long, conflicts_with_all = ["stdout", "watch"])]
    diff: bool,
    /// Write nothing; print all artifacts
    #[arg(long, conflicts_with = "watch")]
    stdout: bool,
    /// Overwrite generated files that were edited by hand
    #[arg(long)]
    force: bool,
    /// Build again whenever a source changes
    #[arg(long)]
    watch: bool,
    /// Fail on warnings
    #[arg(long)]
    deny_warnings: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    if !args.watch {
        return once(args, session).0;
    }
    let mut seen = None;
    loop {
        let now = stamp(args);
        if seen.as_ref() != Some(&now) {
            seen = Some(now);
            once(args, session);
            eprint("watching; press Ctrl-C to stop\n");
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

/// Names, sizes and times of all files of the tree.
fn stamp(args: &Args) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let Some(tree) = SourceTree::open(&args.paths, &Sink::default()) else { return Vec::new() };
    let all = crate::world::World::files(&tree.world, &crate::world::VirtualPath::root()).unwrap_or_default();
    let one = |path: crate::world::VirtualPath| {
        let path = tree.root.join(path.as_str());
        let meta = std::fs::metadata(&path).ok();
        (path, meta.as_ref().map_or(0, std::fs::Metadata::len), meta.and_then(|m| m.modified().ok()))
    };
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("generated"));
    let out = out.canonicalize().unwrap_or(out);
    all.into_iter().map(one).filter(|(path, ..)| !path.starts_with(&out)).collect()
}

fn once(args: &Args, session: &Session) -> (Exit, ()) {
    let (sources, sink) = (Sources::default(), Sink::default());
    let done = build(args, session, &sources, &sink);
    let exit = session.report(sink, &sources, args.format, args.deny_warnings);
    match done {
        Some(differs) if exit == Exit::Fine && differs && args.check => (Exit::Findings, ()),
        _ => (exit, ()),
    }
}

/// Builds, and says whether anything differs; `None` where something was wrong.
fn build(args: &Args, session: &Session, sources: &Sources, sink: &Sink) -> Option<bool> {
    let tree = SourceTree::open(&args.paths, sink)?;
    if tree.files.is_empty() {
        let diagnostic = Diagnostic::without_span(&codes::NO_INPUT, "no .kdl file here");
        sink.error(diagnostic.help("`agentc init` writes a tree to start from"));
        return None;
    }
    // What is built is told in words of its own.
    if args.format != Format::Text {
        sources.look_at(tree.files.len());
    }
    let request = Request {
        files: tree.files.clone(),
        paths: tree.asked.clone(),
        environment: args.env.clone(),
        app: args.app.clone(),
        target: args.target.clone(),
        set: args.set.clone(),
    };
    let bar = Bar::new("apps");
    let compiled = compile(&tree.world, &request, sources, sink, &|done, all| bar.show(done, all));
    bar.finish();
    let compiled = compiled.ok()?;
    if sink.has_errors() {
        return None;
    }
    if args.stdout {
        compiled.artifacts.iter().for_each(|artifact| {
            session.print(&format!("# {}\n{}", artifact.path.as_str(), artifact.text()));
        });
        return Some(false);
    }
    let out = out_folder(args, &tree, &compiled);
    let scope = Scope { env: args.env.clone(), app: args.app.clone(), target: args.target.clone() };
    let mode = match (args.check, args.diff) {
        (true, _) => Mode::Check,
        (_, true) => Mode::Diff,
        _ => Mode::Write,
    };
    let task = Task { out: &out, scope: &scope, mode, force: args.force };
    let outcome = output::apply(&compiled.artifacts, task, sink).ok()?;
    outcome.differences.iter().for_each(|difference| session.print(&difference.diff));
    show(&outcome, &compiled.summaries, &out, mode);
    Some(!outcome.differences.is_empty())
}

/// `--out`, or what the project file says, below its own folder; `generated` otherwise.
fn out_folder(args: &Args, tree: &SourceTree, compiled: &Compiled) -> PathBuf {
    if let Some(out) = &args.out {
        return out.clone();
    }
    let name = compiled.out.as_deref().unwrap_or("generated");
    if tree.marked { PathBuf::from(shown(&tree.root.join(name))) } else { PathBuf::from(name) }
}

fn show(outcome: &Outcome, summaries: &[Summary], out: &Path, mode: Mode) {
    if mode != Mode::Write {
        let count = outcome.differences.len();
        let files = if count == 1 { "file differs" } else { "files differ" };
        eprint(&format!("{count} {files}, {} as they should be\n", outcome.unchanged.len()));
        return;
    }
    for summary in summaries {
        eprint(&line(summary));
    }
    let (new, same, gone) = (outcome.written.len(), outcome.unchanged.len(), outcome.removed.len());
    eprint(&format!("{}: {new} written, {same} unchanged, {gone} removed\n", shown(out)));
}

fn line(summary: &Summary) -> String {
    let environment = summary.environment.as_ref().map(|env| format!("{env}/")).unwrap_or_default();
    let built = match (summary.built.as_slice(), summary.others.as_slice()) {
        ([], []) => "nothing to attach".to_owned(),
        ([], others) => format!("not this target, it has {}", others.join(", ")),
        (built, _) => built.join(", "),
    };
    let mut text = format!("{environment}{}: {built}\n", summary.name);
    for (target, why) in &summary.refused {
        text.push_str(&format!("  not {target}: {why}\n"));
    }
    text
}
