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
    known: BTreeMap<SourceId, Option<Origin>>,
}

/// Where a generated file comes from.
#[derive(Clone)]
struct Origin {
    /// The app, or the first node.
    place: Span,
    /// The app's nodes, then all.
    nodes: Arc<Vec<Node>>,
}

impl<'a> Origins<'a> {
    /// Nothing read yet.
    pub fn new(sources: &'a Sources) -> Self {
        Origins { sources, read: BTreeMap::new(), known: BTreeMap::new() }
    }

    /// The finding with the line of what it is about, or of the app whose file it is in; as it is where the file is
    /// nobody's.
    pub fn named(&mut self, finding: Diagnostic) -> Diagnostic {
        let Some(span) = finding.primary.as_ref().map(|primary| primary.span) else { return finding };
        let known = self.known.get(&span.source).cloned();
        let origin = known.unwrap_or_else(|| {
            let file = self.sources.get(span.source);
            file.is_generated().then(|| self.of(&file)).flatten()
        });
        self.known.insert(span.source, origin.clone());
        let Some(origin) = origin else { return finding };
        let file = self.sources.get(span.source);
        let text = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let place = said(&origin.nodes, text, &finding.message).unwrap_or(origin.place);
        finding.related(place, "generated from this")
    }

    fn of(&mut self, file: &Source) -> Option<Origin> {
        let header = output::read(&file.text);
        let app = header.tags.split(' ').find_map(|tag| tag.strip_prefix("app="));
        let names = output::sources(&file.text);
        let real = Path::new(&file.name).canonicalize().ok()?;
        let holds = |folder: &&Path| names.iter().all(|name| folder.join(name).is_file());
        let root = real.ancestors().skip(1).find(holds).filter(|_| !names.is_empty())?.to_owned();
        let mut all: Vec<Node> = Vec::new();
        for name in names {
            all.extend(self.nodes(root.join(name)).into_iter().flat_map(|(_, nodes)| nodes.to_vec()));
        }
        let is_app = |node: &Node| {
            // A second app of a name is called after its namespace too.
            let own = node.args.first().map(|name| name.scalar.to_text()).unwrap_or_default();
            node.name.value == "app" && app.is_some_and(|app| app.rsplit('.').next() == Some(&*own))
        };
        // Another app says nothing of this one.
        all.retain(|node| is_app(node) || node.name.value != "app");
        all.sort_by_key(|node| !is_app(node));
        let place = all
            .first()
            .map(|node| node.name.span.to(node.args.first().map_or(node.name.span, |it| it.span)))?;
        Some(Origin { place, nodes: Arc::new(all) })
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

/// The node that gives the longest of the values which the text of a finding has: where that is more than a word, its
/// message has to have the value too.
fn said(nodes: &[Node], text: &str, message: &str) -> Option<Span> {
    let mut found: Option<(usize, Span)> = None;
    let is_word = !text.contains(char::is_whitespace);
    let mut open: Vec<&Node> = nodes.iter().rev().collect();
    while let Some(node) = open.pop() {
        let props = node.props.iter().map(|prop| &prop.value);
        for value in node.args.iter().chain(props) {
            let said = value.scalar.to_text();
            let is_named = is_word || message.contains(&*said);
            let is_meant = said.len() > 1 && text.contains(&*said) && is_named;
            if is_meant && found.is_none_or(|(length, _)| length < said.len()) {
                found = Some((said.len(), node.name.span.to(value.span)));
            }
        }
        open.extend(node.children().iter().rev());
    }
    found.map(|(_, span)| span)
}
