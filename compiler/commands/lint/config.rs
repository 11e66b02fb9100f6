//! Which rules run where: the command line, and `lint` in the project file above a linted file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check::Selection;
use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::resolve::lint_config;
use crate::source::{Sources, Spanned};
use crate::syntax;

use super::super::input::source;
use super::super::project::project;
use super::super::session::shown;

/// Selections by the folder of a project file.
pub struct Config {
    given: Selection,
    folders: BTreeMap<PathBuf, Selection>,
}

impl Config {
    /// Reads the project files above these files.
    pub fn read<'p>(
        given: &Selection,
        files: impl Iterator<Item = &'p Path>,
        sources: &Sources,
        sink: &Sink,
    ) -> Self {
        let mut config = Config { given: given.clone(), folders: BTreeMap::new() };
        for file in files {
            let Some(folder) = project(file).filter(|folder| !config.folders.contains_key(folder)) else {
                continue;
            };
            let selection = config.below(&folder, sources, sink);
            config.folders.insert(folder, selection);
        }
        config
    }

    /// The rules for a file.
    pub fn of(&self, file: &Path) -> &Selection {
        project(file).and_then(|folder| self.folders.get(&folder)).unwrap_or(&self.given)
    }

    /// What the command line selects holds in place of what the project file does; the rest adds up.
    fn below(&self, folder: &Path, sources: &Sources, sink: &Sink) -> Selection {
        // What is wrong with the file is told where the tree is read.
        let quiet = Sink::default();
        let id = source(&PathBuf::from(shown(folder)).join("agentc.kdl"), sources, &quiet);
        let nodes = id.and_then(|id| syntax::parse(sources, id, &quiet).ok());
        let Some(own) = nodes.and_then(|nodes| lint_config(&nodes, &quiet).ok()) else {
            return self.given.clone();
        };
        own.select.iter().chain(&own.ignore).for_each(|word| check(word, sink));
        let words =
            |words: &[Spanned<String>]| words.iter().map(|word| word.value.clone()).collect::<Vec<_>>();
        let mut selection = self.given.clone();
        if selection.select.is_empty() {
            selection.select = words(&own.select);
        }
        selection.ignore.extend(words(&own.ignore));
        selection.strict |= own.strict;
        selection.registries = words(&own.registries);
        selection
    }
}

fn check(word: &Spanned<String>, sink: &Sink) {
    let one = Selection { select: vec![word.value.clone()], ..Selection::default() };
    for unknown in one.unknown() {
        let finding = Diagnostic::new(&codes::UNKNOWN_RULE, word.span, unknown.message());
        sink.error(finding.maybe_help(unknown.help));
    }
}
