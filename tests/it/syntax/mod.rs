//! KDL in: what is read, what is refused, and how it is said.

mod limits;
mod mistakes;
mod nodes;
pub mod properties;
pub mod reference;

use agentc::diagnostic::{Diagnostic, Sink};
use agentc::source::{Sources, Span};
use agentc::syntax::{self, Node};

const PROFILE: &str = include_str!("../fixtures/profile.kdl");
const APPS: &str = include_str!("../fixtures/apps.kdl");

struct Parsed {
    nodes: Option<Vec<Node>>,
    found: Vec<Diagnostic>,
    sources: Sources,
}

fn parse(text: &str) -> Parsed {
    parse_bytes(text.as_bytes())
}

fn parse_bytes(bytes: &[u8]) -> Parsed {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = syntax::decode(&sources, "a.kdl", bytes, &sink);
    let nodes = source.ok().and_then(|source| syntax::parse(&sources, source, &sink).ok());
    Parsed { nodes, found: sink.into_sorted(), sources }
}

impl Parsed {
    /// Findings as `line:column code message`.
    fn lines(&self) -> Vec<String> {
        let line = |d: &Diagnostic| {
            let (_, place) = self.sources.locate(d.primary.as_ref().expect("has a span").span);
            format!("{}:{} {} {}", place.line, place.column, d.code.id, d.message)
        };
        self.found.iter().map(line).collect()
    }

    fn only(&self) -> &Diagnostic {
        assert_eq!(self.found.len(), 1, "{:?}", self.lines());
        &self.found[0]
    }

    /// What the text becomes when the only finding's fix is applied.
    fn fixed(&self) -> String {
        let fix = self.only().fix.as_ref().expect("has a fix");
        let mut text = self.sources.get(fix.edits[0].0.source).text.clone();
        for (span, with) in fix.edits.iter().rev() {
            text.replace_range(span.start as usize..span.end as usize, with);
        }
        text
    }
}

fn slice(sources: &Sources, span: Span) -> String {
    sources.get(span.source).text[span.start as usize..span.end as usize].to_owned()
}
