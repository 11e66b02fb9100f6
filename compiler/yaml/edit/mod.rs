//! Edits of a text at the places of its nodes: every other byte stays as it is.
//!
//! An edit is a place and what is to stand there. A node that an alias or a merge key brought in has none: its text
//! stands elsewhere, for others too.

mod add;
mod remove;

use super::{Kind, Node, Style};
use crate::source::{Source, Span};

pub use add::{append, insert, put};
use remove::{lines, stands_alone};
pub use remove::{remove, take};

/// A place and its new text.
pub type Edit = (Span, String);

/// Writes another value over a node where something is written; `value` is YAML that fits on one line.
pub fn replace(node: &Node, value: &str) -> Option<Edit> {
    (!node.shared && node.span.start < node.span.end).then(|| (node.span, value.to_owned()))
}

/// Gives a key of a map another value, however many lines the old one takes; where the key is new, adds it.
pub fn set(map: &Node, key: &str, value: &str, source: &Source) -> Option<Edit> {
    let Some((name, old)) = map.entries().iter().find(|(name, _)| name.key().as_deref() == Some(key)) else {
        return insert(map, key, value, source);
    };
    let after =
        name.span.end + u32::try_from(source.text.get(name.span.end as usize..)?.find(':')?).ok()? + 1;
    let place = Span { start: name.span.end, end: old.span.end.max(after), ..old.span };
    let commented = source.text.get(place.start as usize..place.end as usize)?.contains('#');
    (!old.shared && !map.shared && !commented).then(|| (place, format!(": {value}")))
}

/// The place of a text that stands exactly once inside another place.
pub fn find(place: Span, text: &str, source: &Source) -> Option<Span> {
    let within = source.at(place);
    let (at, _) = within.match_indices(text).next().filter(|_| within.matches(text).count() == 1)?;
    let start = place.start + u32::try_from(at).ok()?;
    Some(Span { start, end: start + u32::try_from(text.len()).ok()?, ..place })
}

/// Writes another text over one that stands exactly once inside a scalar.
pub fn within(node: &Node, old: &str, new: &str, source: &Source) -> Option<Edit> {
    let place = find(node.span, old, source).filter(|_| !node.shared)?;
    Some((place, new.to_owned()))
}

/// Lets two elements of a list change places.
pub fn swap(one: &Node, other: &Node, source: &Source) -> Option<[Edit; 2]> {
    let text = |node: &Node| source.text.get(node.span.start as usize..node.span.end as usize);
    let column = |node: &Node| source.place(node.span.start).column;
    let movable = !one.shared && !other.shared && column(one) == column(other);
    movable.then_some(())?;
    Some([(one.span, text(other)?.to_owned()), (other.span, text(one)?.to_owned())])
}

/// A list on one line.
pub fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(quoted).collect();
    format!("[{}]", items.join(", "))
}

/// Adds a map behind an item of a list, written like that one.
pub fn insert_item(list: &Node, item: &Node, pairs: &[(&str, &str)], source: &Source) -> Option<Edit> {
    let end_value = item.entries().last().map(|(_, value)| value);
    let runs_on = end_value.is_some_and(|value| matches!(value.style, Style::Literal | Style::Folded));
    if list.shared || item.shared || runs_on || end_value.is_some_and(|value| value.shared) {
        return None;
    }
    let at = |offset: usize| Span::new(item.span.source, offset, offset);
    let pair = |(key, value): &(&str, &str)| format!("{key}: {}", text(value));
    let flow = || format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "));
    if list.style == Style::Flow {
        return Some((at(item.span.end as usize), format!(", {}", flow())));
    }
    let (_, dash) = line_of(item, source)?;
    let end = item.span.end as usize;
    let rest = source.text.get(end..)?;
    let line_end = end + rest.find('\n').unwrap_or(rest.len());
    let crlf = source.text.get(..line_end)?.ends_with('\r');
    let (line_end, line_break) = if crlf { (line_end - 1, "\r\n") } else { (line_end, "\n") };
    let indent = " ".repeat(dash);
    let lines = match item.style {
        Style::Flow => flow(),
        _ => pairs.iter().map(pair).collect::<Vec<_>>().join(&format!("{line_break}{indent}  ")),
    };
    Some((at(line_end), format!("{line_break}{indent}- {lines}")))
}

/// Where the line of a list's item begins, and the column of its dash; `None` where something else stands before.
fn line_of(item: &Node, source: &Source) -> Option<(usize, usize)> {
    let before = source.text.get(..item.span.start as usize)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let indent = before.get(start..)?.trim_end().strip_suffix('-')?;
    indent.bytes().all(|b| b == b' ').then_some((start, indent.len()))
}

/// A text as it is, where every reader takes that for a text, else in quotes.
pub fn text(text: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "_./:-".contains(c);
    let is_text = matches!(super::scalar::plain(text), Kind::String(_));
    let is_text = is_text && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && !text.ends_with(':');
    if is_text && text.chars().all(harmless) { text.to_owned() } else { quoted(text) }
}

/// Moves an element of a block list before an earlier one, with the comments above it.
pub fn move_before(list: &Node, from: usize, to: usize, source: &Source) -> Option<Vec<Edit>> {
    let items = list.items();
    let (item, target) = (items.get(from)?, items.get(to)?);
    if list.shared || list.style == Style::Flow || to >= from || !stands_alone(item) {
        return None;
    }
    let (from, to) = (lines(item, source)?, lines(target, source)?);
    let text = source.text.get(from.start as usize..from.end as usize)?;
    // The last line of a file may lack its end.
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let at = Span { end: to.start, ..to };
    Some(vec![(at, format!("{text}{end}")), (from, String::new())])
}

/// A text in quotes, which every reader takes for a text.
pub fn quoted(text: &str) -> String {
    // JSON's strings are YAML's.
    serde_json::Value::from(text).to_string()
}
