//! Findings in generated files: what is to be changed is the source, so that is named too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Sink};
use crate::output;
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::{self, Node};

use super::super::input::source;
use super::super::session::shown;

/// A KDL file that was read.
type Read = (SourceId, Arc<Vec<Node>>);

/// The sources that headers of generated files name, each read once.
pub struct Origins<'a> {
    sources: &'a Sources,
    read: BTreeMap<PathBuf, Option<Read>>,
    /// By generated file.
    known: BTreeMap<SourceId, Option<Span>>,
}

impl<'a> Origins<'a> {
    /// Nothing read yet.
    pub fn new(sources: &'a Sources) -> Self {
        Origins { sources, read: BTreeMap::new(), known: BTreeMap::new() }
    }

    /// The finding with the line of the app whose file it is in; as it is where the file is nobody's.
    pub fn named(&mut self, finding: Diagnostic) -> Diagnostic {
        let Some(id) = finding.primary.as_ref().map(|primary| primary.span.source) else { return finding };
        let known = self.known.get(&id).copied();
        let origin = known.unwrap_or_else(|| {
            let file = self.sources.get(id);
            file.is_generated().then(|| self.of(&file)).flatten()
        });
        self.known.insert(id, origin);
        match origin {
            Some(span) => finding.related(span, "generated from this"),
            None => finding,
        }
    }

    fn of(&mut self, file: &Source) -> Option<Span> {
        let header = output::read(&file.text);
        let app = header.tags.split(' ').find_map(|tag| tag.strip_prefix("app="));
        let names = output::sources(&file.text);
        let real = Path::new(&file.name).canonicalize().ok()?;
        let holds = |folder: &&Path| names.iter().all(|name| folder.join(name).is_file());
        let root = real.ancestors().skip(1).find(holds).filter(|_| !names.is_empty())?.to_owned();
        let mut all: Vec<Read> = Vec::new();
        for name in names {
            all.extend(self.nodes(root.join(name)));
        }
        let is_app = |node: &&Node| {
            // A second app of a name is called after its namespace too.
            let own = node.args.first().map(|name| name.scalar.to_text()).unwrap_or_default();
            node.name.value == "app" && app.is_some_and(|app| app.rsplit('.').next() == Some(&*own))
        };
        let found = all.iter().find_map(|(_, nodes)| nodes.iter().find(is_app));
        let first = || all.first().and_then(|(_, nodes)| nodes.first());
        found
            .or_else(first)
            .map(|node| node.name.span.to(node.args.first().map_or(node.name.span, |it| it.span)))
    }

    fn nodes(&mut self, path: PathBuf) -> Option<Read> {
        let sources = self.sources;
        let read = |path: &PathBuf| {
            // What is wrong with it is told where the tree is read.
            let quiet = Sink::default();
            let id = source(Path::new(&shown(path)), sources, &quiet)?;
            Some((id, Arc::new(syntax::parse(sources, id, &quiet).ok()?)))
        };
        self.read.entry(path).or_insert_with_key(read).clone()
    }
}
