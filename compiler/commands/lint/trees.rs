//! Which KDL files are one program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::Sink;

use super::super::project::project;
use super::super::walk::{self, File, is_kdl};

/// Files that are read together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The folder that their paths count from.
    pub root: PathBuf,
    /// The files; none where a project file marks the root, and all below it count.
    pub files: Vec<PathBuf>,
    /// The folder that was asked for, where it may hold several trees or one that nothing marks.
    pub asked: Option<PathBuf>,
}

/// The trees of some KDL files. A tree is what a project file stands above; without one, the outermost folder with
/// KDL files in it, below the root of the repository, is a tree with all below it: a file is of the same tree,
/// whether it is named alone or found in a folder.
pub fn trees(files: &[File]) -> Vec<Tree> {
    let mut trees: BTreeMap<(PathBuf, Option<PathBuf>), BTreeSet<PathBuf>> = BTreeMap::new();
    for file in files.iter().filter(|file| !is_target(&file.path)) {
        let real = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
        let (root, found) = match project(&real) {
            Some(root) => (root, Vec::new()),
            None => {
                let root = outermost(&real, file.folder.as_deref());
                let found = if file.folder.is_some() { vec![real] } else { around(&root, real) };
                (root, found)
            }
        };
        let asked = file.folder.clone().filter(|_| !found.is_empty());
        trees.entry((root, asked)).or_default().extend(found);
    }
    let tree = |((root, asked), files): (_, BTreeSet<PathBuf>)| Tree {
        root,
        files: files.into_iter().collect(),
        asked,
    };
    trees.into_iter().map(tree).collect()
}

/// Several trees that nothing marks, as the one program that a build of the folder would make of them.
pub fn together(trees: &[Tree]) -> Option<Tree> {
    let asked = trees.first()?.asked.as_ref()?;
    let root = asked.canonicalize().ok()?;
    // A tree that begins above the folder is larger than what was asked for.
    let inside = trees.len() > 1 && trees.iter().all(|tree| tree.root.starts_with(&root));
    let files = trees.iter().flat_map(|tree| tree.files.clone()).collect();
    inside.then_some(Tree { root, files, asked: None })
}

/// What stands below `targets/` describes targets; a build of the tree around it reads it.
fn is_target(file: &Path) -> bool {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    real.ancestors().skip(2).any(|folder| folder.file_name().is_some_and(|name| name == "targets"))
}

/// The outermost folder with KDL files of its own, from the root of the repository on; where there is none, from the
/// folder that was asked for.
fn outermost(file: &Path, asked: Option<&Path>) -> PathBuf {
    let own = file.parent().unwrap_or(Path::new("."));
    let repository = own.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned);
    let bound = repository.or_else(|| asked?.canonicalize().ok()).unwrap_or_else(|| own.to_owned());
    let inside = own.ancestors().take_while(|folder| folder.starts_with(&bound));
    inside.filter(|folder| holds_kdl(folder)).last().unwrap_or(own).to_owned()
}

fn holds_kdl(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| is_kdl(&path) && path.is_file())
}

/// The files of the tree that a file belongs to which was named alone.
fn around(root: &Path, file: PathBuf) -> Vec<PathBuf> {
    // What cannot be read beside it was not asked for.
    let all = walk::files(&[root.to_owned()], is_kdl, &Sink::default()).into_iter().map(|file| file.path);
    all.filter(|path| project(path).is_none() && !is_target(path)).chain([file]).collect()
}
