//! A text as a printer sees it: what is printed, and what its author left between.

use super::super::lexer::lex;
use super::super::token::{Token, TokenKind};

/// Something that is printed: any token that is not space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
    /// What stands before it.
    pub gap: Gap,
    /// A line comment behind a `\`: the node may go on after it.
    pub continues: bool,
}

/// What lies between two pieces.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gap {
    /// Line ends that no `\` takes back.
    pub lines: usize,
    /// Bytes of space.
    pub space: usize,
    /// A `;`.
    pub ended: bool,
    /// A `\`.
    pub continued: bool,
}

impl Gap {
    /// Whether there is one.
    pub fn any(self) -> bool {
        self.lines + self.space > 0 || self.continued
    }

    /// Whether a node ends in it.
    pub fn ends_node(self) -> bool {
        self.lines > 0 || self.ended
    }
}

impl Piece {
    pub fn is_comment(&self) -> bool {
        matches!(self.kind, TokenKind::LineComment | TokenKind::BlockComment)
    }
}

/// All pieces of a text.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let (mut all, mut gap) = (Vec::new(), Gap::default());
    for token in lex(text).0 {
        if token.kind == TokenKind::Continuation {
            // Its comments are pieces like any other.
            let inside = text.get(token.start + 1..token.end).unwrap_or_default();
            let moved =
                |t: Token| Token { start: t.start + token.start + 1, end: t.end + token.start + 1, ..t };
            let comments = lex(inside).0.into_iter().map(moved).filter(|t| t.kind != TokenKind::Newline);
            comments.for_each(|comment| add(comment, true, &mut gap, &mut all));
            gap.continued = true;
        } else {
            add(token, false, &mut gap, &mut all);
        }
    }
    all
}

fn add(token: Token, in_continuation: bool, gap: &mut Gap, all: &mut Vec<Piece>) {
    match token.kind {
        TokenKind::Space => gap.space = token.end - token.start,
        TokenKind::Newline => gap.lines += 1,
        TokenKind::Semicolon => gap.ended = true,
        kind => {
            let continues = in_continuation && kind == TokenKind::LineComment;
            let gap = std::mem::take(gap);
            all.push(Piece { kind, start: token.start, end: token.end, gap, continues });
        }
    }
}
