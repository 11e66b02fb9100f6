//! `agentc fmt`: the form that KDL gets, and that it says the same in it.

mod command;
mod pairs;
mod properties;
mod repository;
mod upgrade;
mod version_1;

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::syntax;

/// A text in its form, or what is wrong with it.
fn format(text: &str) -> Result<String, Vec<String>> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = sources.add("a.kdl", text);
    let formatted = syntax::format(&sources, source, &sink).ok();
    formatted
        .ok_or_else(|| sink.into_sorted().iter().map(|d| format!("{} {}", d.code.id, d.message)).collect())
}
