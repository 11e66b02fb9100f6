//! Edits of a text at the places of its nodes: every other byte stays as it is.
//!
//! An edit is a place and what is to stand there. A node that an alias or a merge key brought in has none: its text
//! stands elsewhere, for others too.

use super::{Kind, Node, Style};
use crate::source::{Source, Span};

/// A place and its new text.
pub type Edit = (Span, String);

/// Writes another value over a node; `value` is YAML that fits on one line.
pub fn replace(node: &Node, value: &str) -> Option<Edit> {
    (!node.shared).then(|| (node.span, value.to_owned()))
}

/// Adds an entry at the end of a map; `value` is YAML that fits on one line.
pub fn insert(map: &Node, key: &str, value: &str, source: &Source) -> Option<Edit> {
    let Kind::Map(entries) = &map.kind else { return None };
    if map.shared || entries.iter().any(|(_, value)| value.shared) {
        return None;
    }
    let (first, _) = entries.first()?;
    let at = |offset: u32| Span { start: offset, end: offset, ..map.span };
    if map.style == Style::Flow {
        return Some((at(map.span.end.checked_sub(1)?), format!(", {key}: {value}")));
    }
    let end = map.span.end as usize;
    // What follows on the last line is a comment.
    let rest = source.text.get(end..)?;
    let line_end = end + rest.find('\n').unwrap_or(rest.len());
    let indent = " ".repeat(source.place(first.span.start).column as usize - 1);
    let crlf = source.text.get(..line_end)?.ends_with('\r');
    let (line_end, line_break) = if crlf { (line_end - 1, "\r\n") } else { (line_end, "\n") };
    Some((at(u32::try_from(line_end).ok()?), format!("{line_break}{indent}{key}: {value}")))
}

/// A text in quotes, which every reader takes for a text.
pub fn quoted(text: &str) -> String {
    // JSON's strings are YAML's.
    serde_json::Value::from(text).to_string()
}
