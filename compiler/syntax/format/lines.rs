//! Pieces of several lines: they move with the node that they belong to.

use super::super::token::{TokenKind, is_newline, with_line_feeds};

/// Levels of blocks, in blanks.
pub(super) const LEVEL: usize = 4;

/// How far a text goes in before its first character; a tab counts as a level.
pub(super) fn indent(line: &str) -> usize {
    let blanks = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    blanks.map(|c| if c == '\t' { LEVEL } else { 1 }).sum()
}

/// Where a piece's lines stood, and where they go.
#[derive(Clone, Copy)]
pub(super) struct Move {
    /// Indentation of the line that the piece starts on, as it was.
    pub from: usize,
    /// The same, as it is printed.
    pub to: usize,
}

impl Move {
    fn of(self, indent: usize) -> String {
        " ".repeat((indent + self.to).saturating_sub(self.from))
    }
}

/// A piece with `\n` for line ends, moved.
pub(super) fn moved(kind: TokenKind, text: &str, by: Move) -> String {
    if !text.contains(is_newline) {
        return text.to_owned();
    }
    let text = with_line_feeds(text);
    match kind {
        TokenKind::BlockComment => comment(&text, by),
        TokenKind::MultiLine | TokenKind::Raw => string(&text, by).unwrap_or(text),
        _ => text,
    }
}

fn comment(text: &str, by: Move) -> String {
    let mut lines = text.split('\n').map(|line| line.trim_end_matches([' ', '\t']));
    let mut all = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let words = line.trim_start_matches([' ', '\t']);
        all.push('\n');
        if by.from == by.to {
            all.push_str(line);
        } else if !words.is_empty() {
            all.push_str(&by.of(indent(line)));
            all.push_str(words);
        }
    }
    all
}

/// Each line of a string starts with the blanks before its closing quotes, and means what follows them. `None` where
/// one does not: after an escaped line end blanks mean nothing, and other line ends hide the start of a line.
fn string(text: &str, by: Move) -> Option<String> {
    if text.contains(['\u{2028}', '\u{2029}']) {
        return None;
    }
    let (start, closer) = text.rsplit_once('\n')?;
    let prefix = closer.get(..closer.len() - closer.trim_start_matches([' ', '\t']).len())?;
    let fresh = by.of(indent(prefix));
    let mut lines = start.split('\n');
    let mut all = lines.next()?.to_owned();
    for line in lines.chain([closer]) {
        all.push('\n');
        if !line.trim_matches([' ', '\t']).is_empty() {
            all.push_str(&fresh);
            all.push_str(line.strip_prefix(prefix)?);
        }
    }
    Some(all)
}
