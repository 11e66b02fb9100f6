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
pub fn lint_kdl<'l>(files: &[File], linter: &dyn Fn(&Path) -> Linter<'l>, sink: &Sink) {
    let mut trees: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in files.iter().filter(|file| !is_target(&file.path)) {
        let (root, named) = tree_of(file);
        trees.entry(root).or_default().extend(named);
    }
    for (root, named) in trees {
        let (own, linter) = (Sink::default(), linter(&root.join("agentc.kdl")));
        let paths = if named.is_empty() { vec![root] } else { named };
        if let Some(tree) = SourceTree::open(&paths, &own).filter(|tree| !tree.files.is_empty()) {
            let request = Request { files: tree.files.clone(), ..Request::default() };
            // Its findings are what is wanted.
            let _ = compile(&tree.world, &request, linter.sources, &own, &|_, _| {});
        }
        let found = own.into_report(linter.sources).into_iter();
        // A folder of fragments or targets is no program, and needs none.
        tell(found.filter(|finding| *finding.code != codes::NO_INPUT).collect(), &linter, sink);
    }
}

/// What stands below `targets/` describes targets; a build of the tree around it reads it.
fn is_target(file: &Path) -> bool {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    real.ancestors().skip(2).any(|folder| folder.file_name().is_some_and(|name| name == "targets"))
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
            None => {
                for finding in found {
                    sink.add(finding);
                }
            }
        }
    }
}
