//! What is added to maps and lists, in their own style.

use serde_json::Value;

use super::{Edit, text};
use crate::source::{Source, Span};
use crate::yaml::{Kind, Node, Style, print};

/// Adds a value at the end of a list.
pub fn append(seq: &Node, value: &Value, source: &Source) -> Option<Edit> {
    let Kind::Seq(items) = &seq.kind else { return None };
    match items.last() {
        _ if seq.shared => None,
        None => Some(inside(seq, &flow(value))),
        Some(last) if seq.style == Style::Flow => behind(last, &flow(value), source),
        Some(_) => {
            let first = items.iter().find(|item| !item.shared)?;
            let (_, column) = super::line_of(first, source)?;
            block(seq, column, "- ", &print(value), source)
        }
    }
}

/// Adds a key with any value at the end of a map.
pub fn put(map: &Node, key: &str, value: &Value, source: &Source) -> Option<Edit> {
    let nested = matches!(value, Value::Array(items) if !items.is_empty())
        || matches!(value, Value::Object(entries) if !entries.is_empty());
    if map.style == Style::Flow || !nested {
        return insert(map, key, &flow(value), source);
    }
    // Lists stand at their key's column, as kubectl prints them.
    let indent = if value.is_array() { "" } else { "  " };
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("\n{indent}{line}") };
    let below: String = print(value).lines().map(line).collect();
    entry(map, key, &format!("{}:{below}", text(key)), source)
}

/// Adds an entry at the end of a map; `value` is YAML that fits on one line.
pub fn insert(map: &Node, key: &str, value: &str, source: &Source) -> Option<Edit> {
    let Kind::Map(entries) = &map.kind else { return None };
    let pair = format!("{}: {value}", text(key));
    match entries.last() {
        _ if map.shared => None,
        None => Some(inside(map, &pair)),
        Some((_, last)) if map.style == Style::Flow => behind(last, &pair, source),
        Some(_) => entry(map, key, &pair, source),
    }
}

fn entry(map: &Node, key: &str, written: &str, source: &Source) -> Option<Edit> {
    if map.shared || map.entries().iter().any(|(own, _)| own.key().as_deref() == Some(key)) {
        return None;
    }
    let (first, _) = map.entries().iter().find(|(own, _)| !own.shared)?;
    block(map, source.place(first.span.start).column as usize - 1, "", written, source)
}

/// Into brackets with nothing in them.
fn inside(node: &Node, written: &str) -> Edit {
    let end = node.span.end.saturating_sub(1).max(node.span.start);
    (Span { start: end, end, ..node.span }, written.to_owned())
}

/// Behind the last value of a flow collection: a comma may follow it already.
fn behind(last: &Node, written: &str, source: &Source) -> Option<Edit> {
    let end = last.span.end;
    // A `:` with a comma right behind it is part of a text.
    let colon = source.text.get(..end as usize)?.ends_with(':');
    let mark = if colon && last.kind == Kind::Null { " , " } else { ", " };
    (!last.shared).then(|| (Span { start: end, end, ..last.span }, format!("{mark}{written}")))
}

/// Lines below the last one of a block collection.
fn block(node: &Node, column: usize, mark: &str, written: &str, source: &Source) -> Option<Edit> {
    let end = node.span.end as usize;
    let rest = source.text.get(end..)?;
    let line_end = rest.find('\n').unwrap_or(rest.len());
    let behind = rest.get(..line_end)?.trim();
    // A text that keeps its blank lines would lose them, and a bracket belongs to something around.
    if keeps_lines(node, source) || !(behind.is_empty() || behind.starts_with('#')) {
        return None;
    }
    let crlf = rest.get(..line_end)?.ends_with('\r') || source.text.get(..end)?.contains("\r\n");
    let at = end + rest.get(..line_end)?.trim_end_matches('\r').len();
    let line_break = if crlf { "\r\n" } else { "\n" };
    let mut lines = written.trim_end_matches('\n').split('\n');
    let (indent, deeper) = (" ".repeat(column), " ".repeat(column + mark.len()));
    let mut fresh = format!("{line_break}{indent}{mark}{}", lines.next().unwrap_or_default());
    for line in lines {
        let indent = if line.is_empty() { "" } else { deeper.as_str() };
        fresh.push_str(&format!("{line_break}{indent}{line}"));
    }
    Some((Span::new(node.span.source, at, at), fresh))
}

/// Whether the last text of a node is a block scalar that ends with `+`.
fn keeps_lines(node: &Node, source: &Source) -> bool {
    let last = match &node.kind {
        Kind::Seq(items) => items.last(),
        Kind::Map(entries) => entries.last().map(|(_, value)| value),
        _ => {
            let written = source.text.get(node.span.start as usize..node.span.end as usize);
            let header = written.and_then(|text| text.lines().next()).unwrap_or_default();
            let header = header.split_whitespace().find(|word| word.starts_with(['|', '>']));
            let is_block = matches!(node.style, Style::Literal | Style::Folded);
            return is_block && header.is_some_and(|header| header.contains('+'));
        }
    };
    last.is_some_and(|last| keeps_lines(last, source))
}

/// A value on one line.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let pair = |(key, value): (&String, &Value)| format!("{}: {}", text(key), flow(value));
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::String(own) => text(own),
        scalar => scalar.to_string(),
    }
}
