//! Quoted texts and brackets that hang out to the left of their key. YAML 1.2 forbids it, kubectl and hand-written
//! manifests do not care; the parser does, so such lines are indented for it and spans are translated back.

use std::borrow::Cow;

use super::limits::Limits;

/// Wider than any indentation that is meant to be read.
const WIDTH: usize = 256;

/// A text with some lines indented further than they were written.
pub(super) struct Hanging<'a> {
    pub(super) text: Cow<'a, str>,
    /// Bytes of the source before the text: a byte order mark, or other documents.
    skipped: usize,
    /// Where [`WIDTH`] blanks were put in, ascending, as offsets of the text with all of them in it.
    inserted: Vec<usize>,
}

impl<'a> Hanging<'a> {
    /// The whole of a source.
    pub(super) fn new(source: &'a str) -> Self {
        let bare = source.strip_prefix('\u{feff}').unwrap_or(source);
        Hanging::part(bare, source.len() - bare.len())
    }

    /// A part of a source that begins at this offset, which may be its start.
    pub(super) fn at(text: &'a str, start: usize) -> Self {
        if start == 0 { Hanging::new(text) } else { Hanging::part(text, start) }
    }

    /// A part of a source that begins at this offset.
    pub(super) fn part(text: &'a str, skipped: usize) -> Self {
        Hanging { text: Cow::Borrowed(text), skipped, inserted: Vec::new() }
    }

    /// The offset in the text as written.
    pub(super) fn original(&self, offset: usize) -> usize {
        let before = self.inserted.partition_point(|&at| at < offset);
        let Some(&last) = before.checked_sub(1).and_then(|i| self.inserted.get(i)) else {
            return offset + self.skipped;
        };
        let inside = (offset - last).min(WIDTH);
        offset + self.skipped - (before - 1) * WIDTH - inside
    }

    /// Indents what hangs at `at`: the lines of a quoted text that begins there, or else the line itself. Says
    /// whether that changed anything.
    pub(super) fn indent(&mut self, at: usize, left: &mut usize) -> bool {
        if !Limits::take(left, self.text.len()) {
            return false;
        }
        let lines = self.hanging_lines(at);
        // The parser goes forward: a line it stops at twice is too far out, or not the problem.
        if lines.first() <= self.inserted.last() {
            return false;
        }
        let mut text = String::with_capacity(self.text.len() + lines.len() * WIDTH);
        let mut copied = 0;
        for &line in &lines {
            text.push_str(self.text.get(copied..line).unwrap_or_default());
            self.inserted.push(text.len());
            text.extend(std::iter::repeat_n(' ', WIDTH));
            copied = line;
        }
        text.push_str(self.text.get(copied..).unwrap_or_default());
        self.text = Cow::Owned(text);
        true
    }

    /// Starts of the lines to indent.
    fn hanging_lines(&self, at: usize) -> Vec<usize> {
        let rest = self.text.get(at..).unwrap_or_default();
        let quoted = match rest.chars().next() {
            Some('"') => closing(rest, true),
            Some('\'') => closing(rest, false),
            _ => None,
        };
        match quoted.and_then(|length| rest.get(..length)) {
            Some(text) if text.contains('\n') => {
                text.match_indices('\n').map(|(break_at, _)| at + break_at + 1).collect()
            }
            _ => vec![
                self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |break_at| break_at + 1),
            ],
        }
    }
}

/// Length of the quoted text at the start, without its closing quote.
pub(super) fn closing(text: &str, escapes: bool) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    let (_, quote) = chars.next()?;
    while let Some((at, c)) = chars.next() {
        let doubled = !escapes && chars.peek().is_some_and(|&(_, next)| next == quote);
        if (c == '\\' && escapes) || (c == quote && doubled) {
            chars.next();
        } else if c == quote {
            return Some(at);
        }
    }
    None
}
