//! KDL sources: what a build of them would say, without its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::check::Linter;
use crate::compile::{Request, compile};
use crate::diagnostic::{Diagnostic, Severity, Sink, codes};
use crate::source::{SourceId, Sources};

use super::super::input::source;
use super::super::session::SourceTree;
use super::super::walk::{File, is_kdl};
use super::trees::{Tree, together, trees};

/// What was found in a tree, and its files.
struct Found {
    findings: Vec<Diagnostic>,
    files: Vec<PathBuf>,
}

/// Lints KDL files, tree by tree: what one file says holds for the others.
pub fn lint_kdl<'l>(files: &[File], linter: &dyn Fn(&Path) -> Linter<'l>, sink: &Sink) {
    let mut by_folder: BTreeMap<Option<PathBuf>, Vec<Tree>> = BTreeMap::new();
    for tree in trees(files) {
        by_folder.entry(tree.asked.clone()).or_default().push(tree);
    }
    for trees in by_folder.into_values() {
        let linter = |tree: &Tree| linter(&tree.root.join("agentc.kdl"));
        let whole = together(&trees).map(|whole| (lint_tree(&whole, linter(&whole).sources), linter(&whole)));
        // Trees that clash were never meant for one program.
        match whole.filter(|(found, linter)| !clash(&found.findings, &trees, linter.sources)) {
            Some((found, linter)) => tell(found, &linter, sink),
            None => {
                for tree in &trees {
                    tell(lint_tree(tree, linter(tree).sources), &linter(tree), sink);
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
    Found { findings: findings.collect(), files }
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
    let complete = found.findings.iter().all(|finding| finding.severity != Severity::Error);
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
                let comments = if is_kdl(Path::new(&file.name)) { ("//", complete) } else { ("#", false) };
                linter.tell(found, &file, id, comments, sink);
            }
            None => found.into_iter().for_each(|finding| sink.add(finding)),
        }
    }
}
