//! KDL in its one form, with every comment: a printer over tokens, since nodes have lost what their author wrote.
//!
//! The printer sets blanks, line ends and semicolons. It leaves alone how names, values and comments are written,
//! which blocks stand on one line, where single blank lines are, and line continuations.

mod lines;
mod piece;
mod print;
mod same;
mod shape;

use super::node::Node;
use super::parse::parse_typed;
use super::{MAX_BYTES, parse};
use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{SourceId, Sources, Span};

/// A text in its one form. What is not KDL 2 is reported, as [`parse`] does.
///
/// The result is read again: where it does not say the same, that is reported, and there is no result.
pub fn format(sources: &Sources, source: SourceId, sink: &Sink) -> Result<String, Reported> {
    let nodes = parse(sources, source, sink)?;
    printed(sources, source, &nodes, sink)
}

/// The same for a text with type annotations, which stay.
pub fn format_typed(sources: &Sources, source: SourceId, sink: &Sink) -> Result<String, Reported> {
    let nodes = parse_typed(sources, source, sink)?;
    printed(sources, source, &nodes, sink)
}

fn printed(sources: &Sources, source: SourceId, nodes: &[Node], sink: &Sink) -> Result<String, Reported> {
    let before = sources.get(source);
    let after = print::print(&before.text);
    let start = Span::new(source, 0, 0);
    if after.len() > MAX_BYTES {
        let message =
            format!("formatted, the file would have {} bytes, the limit is {MAX_BYTES}", after.len());
        let found = Diagnostic::new(&codes::TOO_LARGE, start, message);
        return Err(sink.error(found.help("split it: all .kdl files of a folder are one program")));
    }
    let again = Sources::default();
    let read = parse_typed(&again, again.add(before.name.as_str(), after.as_str()), &Sink::default());
    if read.is_ok_and(|read| same::nodes(nodes, &read)) && same::words(&before.text, &after) {
        return Ok(after);
    }
    let found = Diagnostic::new(&codes::INTERNAL, start, "formatted, this file would not say the same");
    Err(sink.error(found.help("the file stays as it is; please report it")))
}
