//! What several files of a run call by one name: the nearest is meant.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{Source, SourceId};

/// A file, and the folder that it stands in.
#[derive(Clone, Debug)]
pub struct Home {
    /// The file.
    pub file: SourceId,
    /// Its folder; what one object of it names is most often there too.
    pub folder: Arc<str>,
}

impl Home {
    /// The home of what a file holds.
    pub fn of(file: SourceId, source: &Source) -> Self {
        let folder = source.name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
        Home { file, folder: Arc::from(folder) }
    }
}

/// Things of one name.
#[derive(Debug)]
pub struct Near<T> {
    files: BTreeMap<SourceId, Arc<T>>,
    folders: BTreeMap<Arc<str>, Only<T>>,
    run: Only<T>,
}

/// One thing, unless there are several.
#[derive(Debug)]
enum Only<T> {
    Nothing,
    One(SourceId, Arc<T>),
    Several,
}

impl<T> Default for Near<T> {
    fn default() -> Self {
        Near { files: BTreeMap::new(), folders: BTreeMap::new(), run: Only::Nothing }
    }
}

impl<T: PartialEq> Near<T> {
    /// Adds one. Of two in a file the last holds, as for `kubectl apply`.
    pub fn add(&mut self, home: &Home, value: T) {
        let value = Arc::new(value);
        self.folders.entry(Arc::clone(&home.folder)).or_insert(Only::Nothing).add(home.file, &value);
        self.run.add(home.file, &value);
        self.files.insert(home.file, value);
    }

    /// The one in the same file, else the only one in the folder, else the only one of the run.
    pub fn get(&self, home: &Home) -> Option<&Arc<T>> {
        let own = self.files.get(&home.file);
        own.or_else(|| self.folders.get(&home.folder).unwrap_or(&self.run).get())
    }
}

impl<T: PartialEq> Only<T> {
    fn add(&mut self, file: SourceId, value: &Arc<T>) {
        let stays = match self {
            Only::Nothing => false,
            Only::One(own, known) => *own != file && known != value,
            Only::Several => true,
        };
        *self = if stays { Only::Several } else { Only::One(file, Arc::clone(value)) };
    }

    fn get(&self) -> Option<&Arc<T>> {
        if let Only::One(_, value) = self { Some(value) } else { None }
    }
}
