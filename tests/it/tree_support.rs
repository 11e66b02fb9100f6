//! A source tree in a test: compiled in memory, or written to a folder and given to the program.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

use agentc::diagnostic::{Diagnostic, Severity, Sink};
use agentc::source::{Sources, Span};
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile};

use crate::output_support::{Snapshot, snapshot};

/// Paths and texts. In a text, `«` and `»` mark the place that a finding must point at.
pub type Files = Vec<(String, Vec<u8>)>;

pub fn files(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// A tree on disk with these texts.
pub fn tree(texts: &[(&str, &str)]) -> Folder {
    Folder::new(&files(texts))
}

/// A Deployment of one name; its containers as lines that stand six columns in.
pub fn deployment(name: &str, containers: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  \
         selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    \
         spec:\n      containers:\n{containers}"
    )
}

/// What became of a tree.
#[derive(Debug, PartialEq, Eq)]
pub struct Built {
    /// `path:line:column CODE message | help`, in order.
    pub findings: Vec<String>,
    /// Severity, code, message, help, and the file and offsets of the place.
    pub details: Vec<Detail>,
    /// Paths and texts of what would be written; `None` where nothing would.
    pub artifacts: Option<Vec<(String, String)>>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Detail {
    pub severity: Severity,
    pub code: &'static str,
    pub message: String,
    pub help: String,
    pub place: Option<(String, usize, usize)>,
}

/// Compiles a tree as `agentc build` without options does.
pub fn built(files: &Files) -> Built {
    let mut world = Memory::default();
    for (path, bytes) in files {
        assert!(world.insert(path, bytes.clone()), "{path}");
    }
    // As the program: what is below `targets/` describes targets.
    let kdl = files.iter().filter(|(path, _)| path.ends_with(".kdl") && !path.starts_with("targets/"));
    let mut paths: Vec<_> = kdl.map(|(path, _)| VirtualPath::root().join(path).unwrap()).collect();
    paths.sort();
    let request = Request { files: paths, ..Request::default() };
    let (sources, sink) = (Sources::default(), Sink::default());
    let compiled = compile(&world, &request, &sources, &sink, &|_, _| {});
    let found = sink.into_report(&sources);
    let mut artifacts = compiled.ok().map(|compiled| {
        compiled.artifacts.iter().map(|a| (a.path.to_string(), a.text())).collect::<Vec<_>>()
    });
    if let Some(all) = &mut artifacts {
        all.sort();
    }
    Built {
        findings: found.iter().map(|d| line(d, &sources)).collect(),
        details: found.iter().map(|d| detail(d, &sources)).collect(),
        artifacts,
    }
}

fn line(finding: &Diagnostic, sources: &Sources) -> String {
    let place = finding.primary.as_ref().map(|label| sources.locate(label.span));
    let place = place.map(|(name, at)| format!("{name}:{}:{} ", at.line, at.column)).unwrap_or_default();
    let help = finding.help.as_ref().map(|help| format!(" | {help}")).unwrap_or_default();
    format!("{place}{} {}{help}", finding.code.id, finding.message)
}

fn detail(finding: &Diagnostic, sources: &Sources) -> Detail {
    let place = |span: Span| (sources.get(span.source).name.clone(), span.start as usize, span.end as usize);
    Detail {
        severity: finding.severity,
        code: finding.code.id,
        message: finding.message.clone(),
        help: finding.help.clone().unwrap_or_default(),
        place: finding.primary.as_ref().map(|label| place(label.span)),
    }
}

/// Takes the marks out of the texts and says where they were.
pub fn unmark(marked: &Files) -> (Files, Option<(String, usize, usize)>) {
    let mut place = None;
    let plain = |(path, bytes): &(String, Vec<u8>)| {
        let Ok(text) = std::str::from_utf8(bytes) else { return (path.clone(), bytes.clone()) };
        let Some((before, rest)) = text.split_once('«') else { return (path.clone(), bytes.clone()) };
        let (marked, after) = rest.split_once('»').expect("a closing mark");
        place = Some((path.clone(), before.len(), before.len() + marked.len()));
        (path.clone(), format!("{before}{marked}{after}").into_bytes())
    };
    (marked.iter().map(plain).collect(), place)
}

/// A tree on disk.
pub struct Folder(tempfile::TempDir);

/// What the program said.
#[derive(Debug)]
pub struct Ran {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new(files: &Files) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// `agentc build` with these arguments, in the folder.
    pub fn build(&self, args: &[&str]) -> Ran {
        self.build_with(args, &[])
    }

    pub fn build_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
        command.arg("build").args(args).current_dir(self.path()).env_remove("RAYON_NUM_THREADS");
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran {
            exit: output.status.code().expect("not killed by a signal"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Everything in the folder but `.agentc`, wherever it is.
    pub fn snapshot(&self) -> Snapshot {
        let all = snapshot(self.path()).into_iter();
        all.filter(|(name, _)| !name.split('/').any(|part| part == ".agentc")).collect()
    }
}
