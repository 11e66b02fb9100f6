//! KDL sources: what a build of them would say, without its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check::Linter;
use crate::compile::{Request, compile};
use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::source::SourceId;

use super::super::session::SourceTree;
use super::super::walk::File;

/// Lints KDL files, tree by tree: what one file says holds for the others.
pub fn lint_kdl(files: &[File], linter: &Linter, sink: &Sink) {
    let mut trees: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let (root, named) = tree_of(file);
        trees.entry(root).or_default().extend(named);
    }
    for (root, named) in trees {
        let own = Sink::default();
        let paths = if named.is_empty() { vec![root] } else { named };
        if let Some(tree) = SourceTree::open(&paths, &own).filter(|tree| !tree.files.is_empty()) {
            let request = Request { files: tree.files.clone(), ..Request::default() };
            // Its findings are what is wanted.
            let _ = compile(&tree.world, &request, linter.sources, &own, &|_, _| {});
        }
        let found = own.into_report(linter.sources).into_iter();
        // A folder of fragments or targets is no program, and needs none.
        tell(found.filter(|finding| *finding.code != codes::NO_INPUT).collect(), linter, sink);
    }
}

/// The tree that a file belongs to: that of the nearest project file, else the folder that was asked for, else the
/// files that were named in one folder.
fn tree_of(file: &File) -> (PathBuf, Option<PathBuf>) {
    let real = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
    let own = real.parent().unwrap_or(Path::new(".")).to_owned();
    let marked = own.ancestors().find(|folder| folder.join("agentc.kdl").is_file()).map(Path::to_owned);
    match (marked, &file.folder) {
        (Some(root), _) => (root, None),
        (None, Some(folder)) => (folder.canonicalize().unwrap_or_else(|_| folder.clone()), None),
        (None, None) => (own, Some(file.path.clone())),
    }
}

/// A finding is allowed by a comment in the file that it is in.
fn tell(found: Vec<Diagnostic>, linter: &Linter, sink: &Sink) {
    let mut by_file: BTreeMap<Option<SourceId>, Vec<Diagnostic>> = BTreeMap::new();
    for finding in found {
        by_file.entry(finding.primary.as_ref().map(|primary| primary.span.source)).or_default().push(finding);
    }
    for (id, found) in by_file {
        match id {
            Some(id) => linter.tell(found, &linter.sources.get(id), id, "//", sink),
            None => found.into_iter().for_each(|finding| sink.add(finding)),
        }
    }
}
