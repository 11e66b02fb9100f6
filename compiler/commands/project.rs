//! The project that a file belongs to, and the agents that are known in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::diagnostic::Sink;
use crate::jvms::Recogniser;
use crate::profile::Profile;
use crate::resolve::{self, Loader, Profiles};
use crate::source::Sources;

use super::session::SourceTree;
use super::stdin::is_stdin;

/// The folder of the nearest project file above a file; for stdin, above this folder.
pub fn project(file: &Path) -> Option<PathBuf> {
    if is_stdin(file) {
        return project_of(Path::new("."));
    }
    project_of(file.canonicalize().ok()?.parent()?)
}

/// The folder of the nearest project file, from this folder on.
pub fn project_of(folder: &Path) -> Option<PathBuf> {
    let real = folder.canonicalize().ok()?;
    real.ancestors().find(|folder| folder.join("agentc.kdl").is_file()).map(Path::to_owned)
}

/// The profiles that the tree below a project file declares. None where it cannot be read: that is told where the
/// tree is linted or built.
pub fn profiles(root: &Path, sources: &Sources) -> IndexMap<String, Profile> {
    let sink = Sink::default();
    let Some(tree) = SourceTree::open(&[root.to_owned()], &sink) else { return IndexMap::new() };
    let loader = Loader { world: &tree.world, sources, sink: &sink };
    let mut files = loader.tree(&tree.files).unwrap_or_default();
    for file in &mut files {
        file.nodes.retain(|node| node.name.value == "profile");
    }
    resolve::read(&files, false, &sink).map(|program| program.profiles).unwrap_or_default()
}

/// The agents that are known, project by project: the shipped profiles and the project's own.
pub struct Recognisers {
    shipped: Recogniser,
    projects: BTreeMap<PathBuf, Recogniser>,
}

impl Recognisers {
    /// Reads the projects of these files.
    pub fn read<'p>(files: impl Iterator<Item = &'p Path>, sources: &Sources) -> Self {
        let sink = Sink::default();
        let mut projects = BTreeMap::new();
        for root in files.filter_map(project) {
            projects.entry(root).or_insert_with_key(|root| {
                Recogniser::new(&Profiles::new(profiles(root, sources), sources, &sink))
            });
        }
        let shipped = Recogniser::new(&Profiles::new(IndexMap::new(), sources, &sink));
        Recognisers { shipped, projects }
    }

    /// Those of a file.
    pub fn of(&self, file: &Path) -> &Recogniser {
        project(file).and_then(|root| self.projects.get(&root)).unwrap_or(&self.shipped)
    }
}
