//! Kustomizations among the files of a run: what they build stands for the files that it is built of.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Sink};
use crate::jvms::Recogniser;
use crate::read::kustomize::{Built, FILES, Found, build};
use crate::source::{SourceId, Sources};
use crate::yaml::{self, Document};

use super::input::source;
use super::session::shown;
use super::walk::File;

/// What the kustomizations of a run build.
#[derive(Default)]
pub struct Kustomized {
    /// The objects.
    pub objects: Vec<Document>,
    /// The files that they are built of, by their paths without links.
    pub files: BTreeMap<PathBuf, SourceId>,
    /// What was found while they were read and built.
    pub found: Vec<Diagnostic>,
}

/// A file that was read.
struct Read {
    id: SourceId,
    documents: Arc<Vec<Document>>,
    found: Vec<Diagnostic>,
}

/// Files as Kustomize finds them.
struct Disk<'a> {
    sources: &'a Sources,
    /// How files of the run are called.
    names: BTreeMap<PathBuf, PathBuf>,
    read: RefCell<BTreeMap<PathBuf, Read>>,
}

/// Builds the folders with a kustomization that no other one of the run takes. One that takes what cannot be read
/// here, such as an address, is left as it is.
pub fn kustomized<'f>(files: impl Iterator<Item = &'f File>, sources: &Sources) -> Kustomized {
    let names: BTreeMap<PathBuf, PathBuf> = files.map(|file| (file.real(), file.path.clone())).collect();
    let is_kustomization = |path: &&PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| FILES.contains(&name))
    };
    let folders: BTreeSet<PathBuf> =
        names.keys().filter(is_kustomization).filter_map(|path| path.parent().map(Path::to_owned)).collect();
    let disk = Disk { sources, names, read: RefCell::default() };
    let look = |folder: &Path, path: &str| disk.look(folder, path);
    let built: BTreeMap<&PathBuf, Built> =
        folders.iter().map(|folder| (folder, build(folder, &look))).collect();
    let taken: BTreeSet<&PathBuf> = built.values().flat_map(|built| &built.folders).collect();
    let whole = built.iter().filter(|(folder, built)| built.complete && !taken.contains(*folder));
    let whole: BTreeSet<PathBuf> = whole.map(|(folder, _)| (*folder).clone()).collect();
    let (mut all, mut missing) = (Kustomized::default(), BTreeMap::new());
    for (folder, built) in built {
        // What a base lacks its overlays lack.
        missing.extend(built.missing.into_iter().filter_map(|it| Some((it.primary.as_ref()?.span, it))));
        if !whole.contains(folder) {
            continue;
        }
        all.objects.extend(built.objects);
        all.found.extend(built.found);
        for path in built.files {
            if let Some(read) = disk.read.borrow().get(&path) {
                all.found.extend(read.found.iter().cloned());
                all.files.insert(path, read.id);
            }
        }
    }
    all.found.extend(missing.into_values());
    all
}

impl Kustomized {
    /// Keeps the secrets that are written out in its files from being shown.
    pub fn hide<'r>(&self, recogniser: impl Fn(&Path) -> &'r Recogniser, sources: &Sources) {
        for (path, id) in &self.files {
            let documents = yaml::parse_each(sources, *id, &Sink::default());
            let roots = documents.iter().map(|document| &document.root);
            recogniser(path).hide_manifest(*id, roots, sources);
        }
    }
}

impl Disk<'_> {
    /// As Kustomize does: files of the kustomization's own folder, folders anywhere.
    fn look(&self, folder: &Path, path: &str) -> Found {
        let Some(real) = folder.join(path).canonicalize().ok().filter(|_| !path.is_empty()) else {
            return Found::Nothing;
        };
        if real.is_dir() {
            return Found::Folder(real);
        }
        if !real.is_file() || !real.starts_with(folder) {
            return Found::Nothing;
        }
        if let Some(read) = self.read.borrow().get(&real) {
            return Found::File(real, Arc::clone(&read.documents));
        }
        let name = self.names.get(&real).cloned().unwrap_or_else(|| PathBuf::from(shown(&real)));
        let sink = Sink::default();
        let Some(id) = source(&name, self.sources, &sink) else { return Found::Nothing };
        let documents = Arc::new(yaml::parse_each(self.sources, id, &sink));
        let known = Read { id, documents: Arc::clone(&documents), found: sink.into_sorted() };
        self.read.borrow_mut().insert(real.clone(), known);
        Found::File(real, documents)
    }
}
