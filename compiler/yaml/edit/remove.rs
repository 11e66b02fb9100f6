//! What is taken out of maps and lists.

use super::Edit;
use crate::source::{Source, Span};
use crate::yaml::{Node, Style};

/// Takes an element out of a list, in a block list with its lines.
pub fn remove(list: &Node, index: usize, source: &Source) -> Option<Edit> {
    let items = list.items();
    let item = items.get(index).filter(|item| !list.shared && stands_alone(item))?;
    let opening = source.text.get(list.span.start as usize..)?;
    if list.style != Style::Flow && items.len() == 1 && opening.starts_with('!') {
        // A tag alone is no list.
        return None;
    }
    if list.style != Style::Flow {
        return Some((gone(lines(item, source)?, source), String::new()));
    }
    let before = index.checked_sub(1).and_then(|index| items.get(index));
    Some((parted(item.span, before, items.get(index + 1), source)?, String::new()))
}

/// Takes a key and its value out of a map, in a block map with its lines; the only one of a block map stays.
pub fn take(map: &Node, key: &str, source: &Source) -> Option<Edit> {
    let entries = map.entries();
    let index = entries.iter().position(|(own, _)| own.key().as_deref() == Some(key))?;
    let (own, value) = entries.get(index)?;
    if map.shared || own.shared || !stands_alone(value) {
        return None;
    }
    let whole = if value.span.start >= own.span.end { own.span.to(value.span) } else { own.span };
    if map.style != Style::Flow {
        let span = whole_lines(whole, "", source).filter(|_| entries.len() > 1)?;
        return Some((gone(span, source), String::new()));
    }
    let before = index.checked_sub(1).and_then(|index| entries.get(index)).map(|(_, value)| value);
    let marked = source.text.get(..own.span.start as usize)?.trim_end().ends_with('?');
    let next = entries.get(index + 1).map(|(next, _)| next);
    Some((parted(whole, before, next, source).filter(|_| !marked)?, String::new()))
}

/// An element of a flow collection with the comma that parts it from its neighbour.
fn parted(own: Span, before: Option<&Node>, after: Option<&Node>, source: &Source) -> Option<Span> {
    match (after, before) {
        (Some(next), _) => (!next.shared).then_some(Span { end: next.span.start, ..own }),
        (None, Some(before)) => (!before.shared).then_some(Span { start: before.span.end, ..own }),
        (None, None) => {
            let rest = source.text.get(own.end as usize..)?;
            let comma = rest.len() - rest.trim_start().strip_prefix(',').unwrap_or(rest).len();
            Some(Span::new(own.source, own.start as usize, own.end as usize + comma))
        }
    }
}

/// Lines without an end of their own take that of the line before.
fn gone(span: Span, source: &Source) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let text = source.text.get(start..end).unwrap_or_default();
    if text.ends_with('\n') {
        return span;
    }
    let before = source.text.get(..start).unwrap_or_default();
    let kept = before.strip_suffix('\n').unwrap_or(before);
    let kept = kept.strip_suffix('\r').unwrap_or(kept);
    if kept.ends_with('\n') {
        // A blank line may be part of the text before.
        return span;
    }
    Span::new(span.source, kept.len(), end)
}

/// Whether nothing elsewhere is written through it, and nothing in it is written elsewhere.
pub(super) fn stands_alone(node: &Node) -> bool {
    let mut inside = node.entries().iter().flat_map(|(key, value)| [key, value]).chain(node.items());
    !node.shared && inside.all(stands_alone)
}

/// The lines of an element of a block list: from the comments right above its dash to its last line's end.
pub(super) fn lines(item: &Node, source: &Source) -> Option<Span> {
    whole_lines(item.span, "-", source)
}

/// The lines of what begins behind a mark, with the comments right above.
fn whole_lines(span: Span, mark: &str, source: &Source) -> Option<Span> {
    let (before, _) = source.text.split_at_checked(span.start as usize)?;
    let begin = before.rfind('\n').map_or(0, |at| at + 1);
    let written = source.text.get(begin..span.start as usize)?;
    let indent = if mark.is_empty() { written } else { written.trim_end().strip_suffix(mark)? };
    if !indent.trim().is_empty() {
        return None;
    }
    let above = source.text.get(..begin)?.split_inclusive('\n').rev();
    let is_comment = |line: &&str| line.strip_prefix(indent).is_some_and(|rest| rest.starts_with('#'));
    let start = begin - above.take_while(is_comment).map(str::len).sum::<usize>();
    let text = source.text.get(..span.end as usize)?;
    let rest = source.text.get(text.len()..)?;
    let tail = if text.ends_with('\n') { 0 } else { rest.find('\n').map_or(rest.len(), |at| at + 1) };
    Some(Span::new(span.source, start, text.len() + tail))
}
