//! Which files are linted, and as what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::check::{Linter, Read, Room, Run, Selection};
use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::read::compose::Beside;
use crate::source::{SourceId, Sources};
use crate::yaml::Document;

use super::super::beside::Folder;
use super::super::input::{Kind, kind, may_start, source, starts_containers, tell_empty_stdin};
use super::super::kustomize::{Kustomized, kustomized};
use super::super::progress::Bar;
use super::super::project::Recognisers;
use super::super::stdin::{self, is_kdl_text, is_stdin};
use super::super::walk::{self, File, is_kdl};
use super::config::Config;
use super::origin::Origins;
use super::sources::{lint_kdl, lint_stdin};

/// Lints all that the paths name.
pub fn lint(paths: &[PathBuf], selection: &Selection, sources: &Sources, sink: &Sink) {
    let files = walk::files(paths, is_lintable, sink);
    tell_empty_stdin(files.iter().map(|file| &file.path), sink);
    if files.is_empty() && !sink.has_errors() {
        let message = "no KDL source, manifest, Dockerfile or script here";
        sink.error(Diagnostic::without_span(&codes::NO_INPUT, message));
        return;
    }
    let paths = || files.iter().map(|file| file.path.as_path());
    let (recognisers, config) =
        (Recognisers::read(paths(), sources), Config::read(selection, paths(), sources, sink));
    let beside = Beside::nothing();
    let linter = |file: &Path| Linter {
        recogniser: recognisers.of(file),
        selection: config.of(file),
        sources,
        beside,
    };
    let (kdl, others): (Vec<File>, Vec<File>) = files.into_iter().partition(|file| is_kdl(&file.path));
    lint_kdl(&kdl, &linter, sink);
    let (piped, others): (Vec<File>, Vec<File>) =
        others.into_iter().partition(|file| is_stdin(&file.path) && is_piped_kdl());
    for file in &piped {
        lint_stdin(&linter(&file.path), sink);
    }
    let built = kustomized(others.iter(), sources);
    let (from_built, others): (Vec<File>, Vec<File>) =
        others.into_iter().partition(|file| built.files.contains_key(&file.real()));
    let (found, bar, done) = (Sink::default(), Bar::new("files"), AtomicUsize::new(0));
    let looked_at = AtomicUsize::new(kdl.len() + piped.len() + from_built.len());
    let (room, reads) = (Room::default(), Mutex::new(Vec::new()));
    others.par_iter().for_each(|file| {
        let folder = Folder::of(&file.path);
        let (text, has) = (|path: &str| folder.text(path), |path: &str| folder.has(path));
        let beside = Beside { text: &text, has: &has };
        let read = one(file, &Linter { beside, ..linter(&file.path) }, (&room, &looked_at), &found);
        reads.lock().unwrap_or_else(PoisonError::into_inner).extend(read.map(|read| (file, read)));
        bar.show(done.fetch_add(1, Ordering::Relaxed) + 1, others.len());
    });
    let mut reads = reads.into_inner().unwrap_or_else(PoisonError::into_inner);
    let nothing = |_: &str| None;
    let mut run = Run::new(&nothing);
    reads.sort_by_key(|(file, _)| *file);
    for (_, read) in &mut reads {
        read.teach(&mut run);
    }
    for document in &built.objects {
        run.learn_assembled(document, sources);
    }
    tell_built(built, &run, &linter, &found);
    reads.into_par_iter().for_each(|(file, read)| linter(&file.path).finish(read, &run, &found));
    bar.finish();
    sources.look_at(looked_at.into_inner());
    let mut origins = Origins::new(sources);
    found.into_sorted().into_iter().for_each(|finding| sink.add(origins.named(finding)));
}

/// What is found in objects that Kustomize builds, each finding in the file where it is to be helped.
fn tell_built<'l>(built: Kustomized, run: &Run, linter: &(dyn Fn(&Path) -> Linter<'l> + Sync), sink: &Sink) {
    let name = |id: SourceId, linter: &Linter| PathBuf::from(&linter.sources.get(id).name);
    let here = linter(Path::new("."));
    let one = |document: &Document| linter(&name(document.span.source, &here)).assembled(document, run);
    let own = Sink::default();
    built.found.into_iter().for_each(|finding| own.add(finding));
    built.objects.par_iter().flat_map_iter(one).for_each(|finding| own.add(finding));
    let mut by_file: BTreeMap<SourceId, Vec<Diagnostic>> =
        built.files.values().map(|id| (*id, Vec::new())).collect();
    for finding in own.into_sorted() {
        let Some(id) = finding.primary.as_ref().map(|primary| primary.span.source) else { continue };
        by_file.entry(id).or_default().push(finding);
    }
    for (id, found) in by_file {
        if !found.is_empty() {
            here.hide(id);
        }
        let complete = found.iter().all(|finding| *finding.code != codes::MANIFEST);
        linter(&name(id, &here)).tell(found, &here.sources.get(id), id, ("#", complete), sink);
    }
}

fn is_piped_kdl() -> bool {
    stdin::text().is_some_and(|text| is_kdl_text(&text))
}

/// Whether a file in a folder is one of ours by its name.
fn is_lintable(path: &Path) -> bool {
    is_kdl(path) || may_start(path)
}

/// Judges a file; a manifest as far as it needs no other file.
fn one(file: &File, linter: &Linter, (room, looked_at): (&Room, &AtomicUsize), sink: &Sink) -> Option<Read> {
    let id = source(&file.path, linter.sources, sink)?;
    let text = linter.sources.get(id);
    let kind = kind(&text.name, &text.text);
    if kind == Kind::Manifest && file.folder.is_some() && !starts_containers(&text.text) {
        return None;
    }
    looked_at.fetch_add(1, Ordering::Relaxed);
    match kind {
        Kind::Manifest => return Some(linter.read(id, room)),
        Kind::Dockerfile => linter.dockerfile(id, sink),
        Kind::Script => linter.script(id, sink),
    }
    None
}
