//! `agentc init`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::report::Format;
use crate::source::Sources;

use super::Exit;
use super::session::{Session, eprint};

static STARTER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/compiler/commands/starter");

/// Write a commented source tree to start from
///
/// The tree has a project file, an app with two environments, and a manifest to try it with. It builds as it
/// is. A file that exists is never overwritten: then nothing is written at all.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc init agents
  agentc build agents")]
pub struct Args {
    /// The folder; made if there is none
    #[arg(default_value = ".")]
    dir: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (sources, sink) = (Sources::default(), Sink::default());
    if write(&args.dir, &sink).is_ok() {
        let name =
            if args.dir == Path::new(".") { String::new() } else { format!(" {}", args.dir.display()) };
        eprint(&format!("next: agentc build{name}\n"));
    }
    session.report(sink, &sources, Format::Text, false)
}

fn write(dir: &Path, sink: &Sink) -> Result<(), Reported> {
    let files = || STARTER.files().map(|file| (dir.join(file.path()), file.contents()));
    let existing = files().filter(|(path, _)| path.symlink_metadata().is_ok());
    let refused: Vec<_> = existing.map(|(path, _)| exists(&path, sink)).collect();
    if let Some(reported) = refused.into_iter().next() {
        return Err(reported);
    }
    std::fs::create_dir_all(dir).map_err(|error| failed(dir, &error, sink))?;
    for (path, contents) in files() {
        create(&path, contents).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(&path, sink),
            _ => failed(&path, &error, sink),
        })?;
        eprint(&format!("wrote {}\n", path.strip_prefix(".").unwrap_or(&path).display()));
    }
    Ok(())
}

fn create(path: &Path, contents: &[u8]) -> std::io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(contents)
}

fn exists(path: &Path, sink: &Sink) -> Reported {
    let path = path.strip_prefix(".").unwrap_or(path);
    let message = format!("{} exists, and `agentc init` overwrites nothing", path.display());
    let diagnostic = Diagnostic::without_span(&codes::FILE_EXISTS, message);
    sink.error(diagnostic.help("give another folder: agentc init DIR"))
}

fn failed(path: &Path, error: &std::io::Error, sink: &Sink) -> Reported {
    let message = format!("cannot write {}: {error}", path.display());
    sink.error(Diagnostic::without_span(&codes::OUTPUT_FOLDER, message))
}
