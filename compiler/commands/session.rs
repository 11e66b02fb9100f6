//! What all commands share: the terminal, the source tree, findings on their way out.

use std::cell::OnceCell;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::diagnostic::{Diagnostic, Severity, Sink, codes};
use crate::report::{self, Format, Style};
use crate::source::Sources;
use crate::world::{Disk, VirtualPath, World};

use super::Exit;
use super::table::Paint;

/// When to use colours.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Format::Text, Format::Concise, Format::Json, Format::Sarif, Format::Github]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Format::Text => ("text", "For people, with the lines they are about"),
            Format::Concise => ("concise", "One line each, for editors"),
            Format::Json => ("json", "A versioned object"),
            Format::Sarif => ("sarif", "SARIF 2.1.0, for code scanning"),
            Format::Github => ("github", "GitHub workflow commands"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// Columns where no terminal says how many.
const WIDTH: usize = 100;

#[cfg(unix)]
fn terminal_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn terminal_columns() -> Option<usize> {
    None
}

/// The terminal of one run.
pub struct Session {
    color: Color,
    unwritten: OnceCell<std::io::Error>,
}

/// A source tree on disk, and the files in it that were asked for.
pub struct SourceTree {
    /// Its files.
    pub world: Disk,
    /// Its root, as a path of this system.
    pub root: PathBuf,
    /// Whether an `agentc.kdl` marks the root.
    pub marked: bool,
    /// The files asked for.
    pub files: Vec<VirtualPath>,
    /// Files and folders that they were asked for by, below the root; none where the whole tree was.
    pub asked: Vec<VirtualPath>,
}

impl Session {
    /// A session with this choice of colours.
    pub fn new(color: Color) -> Self {
        Session { color, unwritten: OnceCell::new() }
    }

    /// Writes a text to stdout.
    pub fn print(&self, text: &str) {
        self.write(|out| out.write_all(text.as_bytes()));
    }

    /// Writes to stdout. The first failure is kept for [`Session::end`]; what follows it is not written.
    pub fn write(&self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
        if self.unwritten.get().is_some() {
            return;
        }
        let mut stdout = BufWriter::new(std::io::stdout().lock());
        if let Err(error) = write(&mut stdout).and_then(|()| stdout.flush()) {
            let _ = self.unwritten.set(error);
        }
    }

    /// The exit code of a run that made this one. Whoever closes a pipe has read enough; any other failure to
    /// write is one of the run.
    pub fn end(&self, exit: Exit) -> Exit {
        match self.unwritten.get() {
            Some(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                eprint(&format!("cannot write to stdout: {error}\n"));
                Exit::Failed
            }
            _ => exit,
        }
    }

    /// Whether a stream gets colours.
    pub fn colored(&self, terminal: bool) -> bool {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        match self.color {
            Color::Auto => terminal && wanted,
            Color::Always => true,
            Color::Never => false,
        }
    }

    /// Columns of the terminal that stdout is; [`WIDTH`] where it is none.
    pub fn width() -> usize {
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        asked.or_else(terminal_columns).filter(|width| *width >= 40).unwrap_or(WIDTH)
    }

    /// The same for what is looked through line by line: no end where nobody reads it or asks for one.
    pub fn line_width(&self) -> usize {
        let asked = self.is_read() || std::env::var_os("COLUMNS").is_some();
        if asked { Session::width() } else { usize::MAX }
    }

    /// Colours for stdout, or none.
    pub fn paint(&self) -> Paint {
        Paint { on: self.colored(std::io::stdout().is_terminal()) }
    }

    /// Whether a person reads stdout, at once or through a pager that was asked to show colours.
    pub fn is_read(&self) -> bool {
        std::io::stdout().is_terminal() || self.paint().on
    }

    /// Prints findings to stderr: stdout belongs to an object that a program reads.
    pub fn report_aside(&self, sink: Sink, sources: &Sources) -> Exit {
        self.report_on_stderr(sink, sources, Format::Text, false)
    }

    /// The same in any format.
    pub fn report_on_stderr(&self, sink: Sink, sources: &Sources, format: Format, deny: bool) -> Exit {
        let findings = sink.into_sorted();
        let color = self.colored(std::io::stderr().is_terminal());
        let style = Style { color, unicode: true, width: Session::width() };
        eprint(&report::render(format, &findings, sources, style));
        exit_of(&findings, deny)
    }

    /// Prints findings and says what they make of the exit code.
    pub fn report(&self, sink: Sink, sources: &Sources, format: Format, deny_warnings: bool) -> Exit {
        let findings = sink.into_report(sources);
        let color = self.colored(std::io::stdout().is_terminal());
        let style = Style { color, unicode: true, width: Session::width() };
        // Advice on what is not written anyway would only hide the reason.
        let failed = findings.iter().any(|f| f.severity == Severity::Error);
        let told = |f: &&Diagnostic| !(failed && format == Format::Text) || f.severity != Severity::Info;
        let told: Vec<Diagnostic> = findings.iter().filter(told).cloned().collect();
        self.print(&match (format, std::env::current_dir()) {
            (Format::Sarif, Ok(here)) => report::to_sarif(&told, sources, &here.display().to_string()),
            _ => report::render(format, &told, sources, style),
        });
        exit_of(&findings, deny_warnings)
    }
}

impl SourceTree {
    /// The tree that these paths are in: the folder of the nearest `agentc.kdl` above the first, else that folder.
    pub fn open(paths: &[PathBuf], sink: &Sink) -> Option<SourceTree> {
        let here = PathBuf::from(".");
        let first = paths.first().unwrap_or(&here);
        let real = first.canonicalize().map_err(|error| fail(first, &error, sink)).ok()?;
        let folder = if real.is_dir() { real.clone() } else { real.parent()?.to_owned() };
        let marked = folder.ancestors().find(|dir| dir.join("agentc.kdl").is_file());
        let root = marked.unwrap_or(&folder).to_owned();
        let world = Disk::new(&root, shown(&root)).map_err(|error| fail(first, &error, sink)).ok()?;
        let mut tree =
            SourceTree { world, root, marked: marked.is_some(), files: Vec::new(), asked: Vec::new() };
        let paths = if paths.is_empty() { std::slice::from_ref(&tree.root).to_vec() } else { paths.to_vec() };
        for path in &paths {
            tree.add(path, sink)?;
        }
        for list in [&mut tree.files, &mut tree.asked] {
            list.sort();
            list.dedup();
        }
        if tree.asked.contains(&VirtualPath::root()) {
            tree.asked.clear();
        }
        Some(tree)
    }

    /// A tree below this folder of these files, all of them real paths, and no others.
    pub fn of(root: &Path, files: &[PathBuf], sink: &Sink) -> Option<SourceTree> {
        let world = Disk::new(root, shown(root)).map_err(|error| fail(root, &error, sink)).ok()?;
        let inside = |file: &PathBuf| {
            let relative = file.strip_prefix(root).ok()?.to_str()?;
            VirtualPath::root().join(&relative.replace('\\', "/")).ok()
        };
        let files = files.iter().filter_map(inside).collect();
        Some(SourceTree { world, root: root.to_owned(), marked: false, files, asked: Vec::new() })
    }

    /// What a user would call a file of it.
    pub fn shown(&self, file: &VirtualPath) -> PathBuf {
        PathBuf::from(self.world.display(file))
    }

    fn outside(&self, path: &Path, sink: &Sink) {
        let root = Some(shown(&self.root)).filter(|root| !root.is_empty()).unwrap_or_else(|| ".".to_owned());
        let message = format!("cannot read {}: it is outside of the source tree {root}", path.display());
        let help = "several paths are files and folders of one tree: build one tree at a time, \
                    or put an agentc.kdl into a folder above all of them";
        sink.error(Diagnostic::without_span(&codes::UNREADABLE, message).help(help));
    }

    fn add(&mut self, path: &Path, sink: &Sink) -> Option<()> {
        let real = path.canonicalize().map_err(|error| fail(path, &error, sink)).ok()?;
        let Some(relative) = real.strip_prefix(&self.root).ok().and_then(Path::to_str) else {
            self.outside(path, sink);
            return None;
        };
        let inside = VirtualPath::root().join(&relative.replace('\\', "/")).ok()?;
        self.asked.push(inside.clone());
        if real.is_file() {
            self.files.push(inside);
            return Some(());
        }
        let all = self.world.files(&inside).map_err(|error| fail(path, &error, sink)).ok()?;
        let source = |p: &VirtualPath| p.has_extension("kdl") && !is_target(p);
        self.files.extend(all.into_iter().filter(source));
        if self.marked {
            self.files.extend(VirtualPath::root().join("agentc.kdl").ok());
        }
        Some(())
    }
}

fn fail(path: &Path, error: &dyn std::fmt::Display, sink: &Sink) {
    let message = format!("cannot read {}: {error}", path.display());
    sink.error(Diagnostic::without_span(&codes::UNREADABLE, message));
}

/// What stands in the folders of `targets/` describes targets, or is imported there: it is no part of the program.
fn is_target(path: &VirtualPath) -> bool {
    path.as_str().strip_prefix("targets/").is_some_and(|rest| rest.contains('/'))
}

/// A path as the user would write it from here.
pub fn shown(root: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|dir| dir.canonicalize().ok());
    match here.as_deref().and_then(|here| root.strip_prefix(here).ok()) {
        Some(relative) => relative.display().to_string(),
        None => root.display().to_string(),
    }
}

fn exit_of(findings: &[Diagnostic], deny_warnings: bool) -> Exit {
    let errors: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
    let is = |code: &crate::diagnostic::Code| errors.iter().any(|f| f.code == code);
    if errors.is_empty() {
        let warned = deny_warnings && findings.iter().any(|f| f.severity == Severity::Warning);
        return if warned { Exit::Findings } else { Exit::Fine };
    }
    if is(&codes::NO_INPUT) {
        Exit::NoInput
    } else if is(&codes::UNREADABLE) || is(&codes::OUTPUT_FOLDER) || is(&codes::INTERNAL) {
        Exit::Failed
    } else {
        Exit::Findings
    }
}

/// Writes to stderr.
pub fn eprint(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
