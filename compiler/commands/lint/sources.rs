//! KDL sources: what a build of them would say, without its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::check::Linter;
use crate::compile::{Request, compile};
use crate::diagnostic::{Diagnostic, Label, Severity, Sink, codes};
use crate::source::{SourceId, Sources};
use crate::world::{Disk, Memory, Overlay, VirtualPath, World};

use super::super::input::source;
use super::super::project::project;
use super::super::session::{SourceTree, shown};
use super::super::stdin::{self, STDIN};
use super::super::walk::{File, is_kdl};
use super::trees::{Tree, together, trees};

/// What was found in a tree, and its files.
struct Found {
    findings: Vec<Diagnostic>,
    files: Vec<PathBuf>,
    /// Whether no error kept anything from being found.
    complete: bool,
}

/// Lints KDL files, tree by tree: what one file says holds for the others.
pub fn lint_kdl<'l>(files: &[File], linter: &dyn Fn(&Path) -> Linter<'l>, sink: &Sink) {
    let mut by_folder: BTreeMap<Option<PathBuf>, Vec<Tree>> = BTreeMap::new();
    for tree in trees(files) {
        by_folder.entry(tree.asked.clone()).or_default().push(tree);
    }
    // Who names files wants to hear about them; the others of their trees are read for what these say of them.
    let named: Option<BTreeSet<PathBuf>> =
        files.iter().map(|file| file.folder.is_none().then(|| file.real())).collect();
    for trees in by_folder.into_values() {
        let linter = |tree: &Tree| linter(&tree.root.join("agentc.kdl"));
        let whole = together(&trees).map(|whole| (lint_tree(&whole, linter(&whole).sources), linter(&whole)));
        // Trees that clash were never meant for one program.
        match whole.filter(|(found, linter)| !clash(&found.findings, &trees, linter.sources)) {
            Some((found, linter)) => tell(found, &linter, sink),
            None => {
                for tree in &trees {
                    let linter = linter(tree);
                    let found = lint_tree(tree, linter.sources);
                    let found = match &named {
                        Some(named) => found.of(named, linter.sources),
                        None => found,
                    };
                    tell(found, &linter, sink);
                }
            }
        }
    }
}

fn lint_tree(tree: &Tree, sources: &Sources) -> Found {
    let own = Sink::default();
    let opened = match tree.files.as_slice() {
        [] => SourceTree::open(std::slice::from_ref(&tree.root), &own),
        files => SourceTree::of(&tree.root, files, &own),
    };
    let mut files = Vec::new();
    if let Some(opened) = opened.filter(|opened| !opened.files.is_empty()) {
        files.extend(opened.files.iter().map(|file| opened.shown(file)));
        let request = Request { files: opened.files, ..Request::default() };
        // Its findings are what is wanted.
        let _ = compile(&opened.world, &request, sources, &own, &|_, _| {});
    }
    // A folder of fragments or targets is no program, and needs none.
    let findings = own.into_report(sources).into_iter().filter(|finding| *finding.code != codes::NO_INPUT);
    Found::new(findings.collect(), files)
}

/// Lints a KDL source on stdin, as a file of its own in this folder.
pub fn lint_stdin(linter: &Linter, sink: &Sink) {
    let own = Sink::default();
    let root = project(Path::new("-")).unwrap_or_else(|| PathBuf::from("."));
    let (mut upper, sources) = (Memory::default(), linter.sources);
    upper.insert(STDIN, stdin::bytes().unwrap_or_default());
    let lower = Disk::new(&root, shown(&root));
    let worlds = lower.ok().zip(VirtualPath::root().join(STDIN).ok());
    if let Some((lower, path)) = worlds {
        let world = Overlay { upper: &upper, lower: &lower };
        let request = Request { files: vec![path], ..Request::default() };
        // Its findings are what is wanted.
        let _ = compile(&world as &dyn World, &request, sources, &own, &|_, _| {});
    }
    tell(Found::new(own.into_report(sources), Vec::new()), linter, sink);
}

impl Found {
    fn new(findings: Vec<Diagnostic>, files: Vec<PathBuf>) -> Self {
        let complete = findings.iter().all(|finding| finding.severity != Severity::Error);
        Found { findings, files, complete }
    }

    /// What is found in these files, and in what is no KDL, such as a team's manifest. A file that cannot be read
    /// as KDL keeps the others from being judged, so that is told, too.
    fn of(self, named: &BTreeSet<PathBuf>, sources: &Sources) -> Found {
        let is_named = |path: &Path| path.canonicalize().is_ok_and(|real| named.contains(&real));
        let concerns = |finding: &Diagnostic| {
            let mut places = finding.primary.iter().chain(&finding.related);
            let file = |label: &Label| PathBuf::from(&sources.get(label.span.source).name);
            let no_kdl = finding.primary.as_ref().is_none_or(|primary| !is_kdl(&file(primary)));
            no_kdl || finding.code.id.starts_with("AGC0") || places.any(|label| is_named(&file(label)))
        };
        let findings = self.findings.into_iter().filter(concerns).collect();
        let files = self.files.into_iter().filter(|file| is_named(file)).collect();
        Found { findings, files, complete: self.complete }
    }
}

/// Whether two trees declare the same thing.
fn clash(found: &[Diagnostic], trees: &[Tree], sources: &Sources) -> bool {
    let tree = |id: SourceId| {
        let real = Path::new(&sources.get(id).name).canonicalize().ok();
        trees.iter().position(|tree| real.as_ref().is_some_and(|real| tree.files.contains(real)))
    };
    found.iter().filter(|finding| *finding.code == codes::DUPLICATE).any(|finding| {
        let own = finding.primary.as_ref().and_then(|primary| tree(primary.span.source));
        finding.related.iter().any(|other| tree(other.span.source) != own)
    })
}

/// A finding is allowed by a comment in the file that it is in. Comments that allow nothing are told where nothing
/// is wrong: an error may have kept what they are for from being found.
fn tell(found: Found, linter: &Linter, sink: &Sink) {
    let complete = found.complete;
    let mut by_file: BTreeMap<Option<SourceId>, Vec<Diagnostic>> = BTreeMap::new();
    for finding in found.findings {
        by_file.entry(finding.primary.as_ref().map(|primary| primary.span.source)).or_default().push(finding);
    }
    let told: BTreeSet<String> =
        by_file.keys().flatten().map(|id| linter.sources.get(*id).name.clone()).collect();
    let quiet = |file: &PathBuf| !told.contains(&file.display().to_string());
    for file in found.files.iter().filter(|file| complete && quiet(file)) {
        // What cannot be read is told already.
        by_file.extend(source(file, linter.sources, &Sink::default()).map(|id| (Some(id), Vec::new())));
    }
    for (id, found) in by_file {
        match id {
            Some(id) => {
                let file = linter.sources.get(id);
                let comments = if is_kdl(Path::new(&file.name)) || file.name == STDIN {
                    ("//", complete)
                } else {
                    ("#", false)
                };
                linter.tell(found, &file, id, comments, sink);
            }
            None => found.into_iter().for_each(|finding| sink.add(finding)),
        }
    }
}
