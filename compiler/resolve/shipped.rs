//! What is embedded in the program: profiles, found by name, and targets.

use include_dir::{Dir, include_dir};

use crate::world::{ReadError, VirtualPath, World};

static PROFILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/profiles");
static TARGETS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/targets");

/// The embedded folders `profiles/` and `targets/` as a world.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shipped;

impl Shipped {
    fn part(path: &VirtualPath) -> Option<(&'static Dir<'static>, &str)> {
        let (folder, rest) = path.as_str().split_once('/').unwrap_or((path.as_str(), ""));
        match folder {
            "profiles" => Some((&PROFILES, rest)),
            "targets" => Some((&TARGETS, rest)),
            _ => None,
        }
    }

    /// Names of the folders in `profiles/` or `targets/` that hold a file of this name, sorted.
    pub fn folders(self, part: &str, file: &str) -> Vec<String> {
        let Some((dir, _)) = VirtualPath::root().join(part).ok().as_ref().and_then(Self::part) else {
            return Vec::new();
        };
        let name = |d: &Dir<'_>| d.path().file_name().and_then(|n| n.to_str()).map(str::to_owned);
        let has = |d: &&Dir<'_>| d.get_file(d.path().join(file)).is_some();
        let mut names: Vec<String> = dir.dirs().filter(has).filter_map(name).collect();
        names.sort();
        names
    }
}

fn collect(dir: &Dir<'_>, part: &VirtualPath, found: &mut Vec<VirtualPath>) {
    let paths = dir.files().filter_map(|f| f.path().to_str());
    found.extend(paths.filter_map(|p| part.join(p).ok()));
    dir.dirs().for_each(|d| collect(d, part, found));
}

impl World for Shipped {
    fn read(&self, path: &VirtualPath) -> Result<Vec<u8>, ReadError> {
        let (dir, rest) = Self::part(path).ok_or(ReadError::NotFound)?;
        dir.get_file(rest).map(|f| f.contents().to_vec()).ok_or(ReadError::NotFound)
    }

    fn files(&self, folder: &VirtualPath) -> Result<Vec<VirtualPath>, ReadError> {
        let (dir, rest) = Self::part(folder).ok_or(ReadError::NotFound)?;
        let dir = if rest.is_empty() { dir } else { dir.get_dir(rest).ok_or(ReadError::NotFound)? };
        let part = folder.as_str().split('/').next().unwrap_or_default();
        let part = VirtualPath::root().join(part).map_err(|_| ReadError::NotFound)?;
        let mut found = Vec::new();
        collect(dir, &part, &mut found);
        found.sort();
        Ok(found)
    }

    fn display(&self, path: &VirtualPath) -> String {
        path.to_string()
    }
}
