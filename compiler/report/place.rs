//! Spans as people and formats count them.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Sources, Span};

/// A place: one-based line and column, column in characters, and the offset in UTF-8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Point {
    pub line: u32,
    pub column: u32,
    pub offset: usize,
}

/// From a place to before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Range {
    pub start: Point,
    pub end: Point,
}

/// A span's file and range. A span past its text, or inside a character, is moved to where one can be.
pub(super) fn locate(sources: &Sources, span: Span) -> (String, Range) {
    let source = sources.get(span.source);
    let (start, end) = offsets(&source, span);
    (source.name.clone(), Range { start: point(&source, start), end: point(&source, end) })
}

/// The file and range that a finding is shown at: its place, or the first line of the generated file that it is about.
pub(super) fn home(diagnostic: &Diagnostic, sources: &Sources) -> Option<(String, Range)> {
    let top = Point { line: 1, column: 1, offset: 0 };
    let generated = || Some((diagnostic.generated.as_ref()?.file.clone(), Range { start: top, end: top }));
    diagnostic.primary.as_ref().map(|primary| locate(sources, primary.span)).or_else(generated)
}

fn point(source: &Source, offset: usize) -> Point {
    let place = source.place(u32::try_from(offset).unwrap_or(u32::MAX));
    Point { line: place.line, column: place.column, offset }
}

/// A span's offsets, inside the text and on character boundaries.
pub(super) fn offsets(source: &Source, span: Span) -> (usize, usize) {
    let start = source.text.floor_char_boundary(span.start as usize);
    (start, source.text.ceil_char_boundary((span.end as usize).min(source.text.len())).max(start))
}

/// The line a byte offset is in, without its end.
pub(super) fn line_at(text: &str, offset: usize) -> &str {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(text.len(), |at| before.len() + at);
    text.get(start..end).unwrap_or_default().trim_end_matches('\r')
}

/// The lines of a place and the one before and after them.
pub(super) fn around(text: &str, start: usize, end: usize) -> &str {
    let (from, to) = window(text, start, end - start, 1, 1);
    text.get(from..to).unwrap_or_default()
}

/// From the first to behind the last byte of the lines of a place and so many before and after them.
pub(super) fn window(text: &str, start: usize, len: usize, before: usize, after: usize) -> (usize, usize) {
    let end = start + len;
    let (above, below) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let from = above.rmatch_indices('\n').nth(before).map_or(0, |(at, _)| at + 1);
    let to = below.match_indices('\n').nth(after).map_or(text.len(), |(at, _)| end + at + 1);
    (from, to)
}

/// The end of a place, or of its first line where it has more lines than `most`.
pub(super) fn cut(text: &str, start: usize, end: usize, most: usize) -> usize {
    let inside = text.get(start..end).unwrap_or_default();
    match inside.find('\n').filter(|_| inside.matches('\n').count() >= most) {
        Some(first) => start + inside.get(..first).map_or(0, |line| line.trim_end_matches('\r').len()),
        None => end,
    }
}

/// Bytes of a line that tell it from others: there may be a finding at each word of it.
const MOST: usize = 4096;

/// The same for the same mistake on the same line, wherever the line moves to.
pub(super) fn fingerprint(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update([0]);
    };
    add(diagnostic.code.id);
    if let Some(primary) = &diagnostic.primary {
        let source = sources.get(primary.span.source);
        add(&source.name);
        add(&diagnostic.message);
        let line = line_at(&source.text, offsets(&source, primary.span).0);
        add(line.get(..line.floor_char_boundary(MOST)).unwrap_or_default());
    } else {
        add(diagnostic.generated.as_ref().map_or("", |g| g.file.as_str()));
        add(&diagnostic.message);
    }
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Whether a source has a path: `<stdin>` has none.
pub(super) fn is_path(name: &str) -> bool {
    !name.starts_with('<')
}
