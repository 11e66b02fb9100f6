//! KDL sources: what a build of them would say, without its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check::Linter;
use crate::compile::{Request, compile};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::SourceId;

use super::super::session::SourceTree;

/// Lints KDL files, tree by tree.
pub fn lint_kdl(files: &[PathBuf], linter: &Linter, sink: &Sink) {
    let mut trees: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        trees.entry(root(file)).or_default().push(file.clone());
    }
    for files in trees.values() {
        let own = Sink::default();
        if let Some(tree) = SourceTree::open(files, &own) {
            let request = Request { files: tree.files.clone(), ..Request::default() };
            // Its findings are what is wanted.
            let _ = compile(&tree.world, &request, linter.sources, &own, &|_, _| {});
        }
        tell(own.into_report(linter.sources), linter, sink);
    }
}

/// The folder of the nearest project file, else the file's own.
fn root(file: &Path) -> PathBuf {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let folder = real.parent().unwrap_or(Path::new(".")).to_owned();
    let marked = folder.ancestors().find(|folder| folder.join("agentc.kdl").is_file()).map(Path::to_owned);
    marked.unwrap_or(folder)
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
