//! YAML is read as kubectl reads it, and printed so that every reader sees the same values.

#[cfg(feature = "conformance")]
mod kubectl;
mod limits;
mod places;
mod print;
mod scalars;
mod templates;

use agentc::diagnostic::{Diagnostic, Sink};
use agentc::source::Sources;
use agentc::yaml::{Document, parse};
use serde_json::Value;

/// Documents, or the first finding's id, message and line.
fn read(text: &str) -> Result<Vec<Document>, (String, String, u32)> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("pay.yaml", text);
    parse(&sources, id, &sink).map_err(|_| {
        let first: Diagnostic = sink.into_sorted().remove(0);
        let line = first.primary.as_ref().map_or(0, |label| sources.locate(label.span).1.line);
        (first.code.id.to_owned(), first.message, line)
    })
}

fn values(text: &str) -> Vec<Value> {
    read(text).expect("valid YAML").iter().map(|document| document.root.to_json()).collect()
}

fn value(text: &str) -> Value {
    let mut all = values(text);
    assert_eq!(all.len(), 1, "one document");
    all.remove(0)
}

fn refused(text: &str) -> (String, String, u32) {
    read(text).expect_err("refused")
}
