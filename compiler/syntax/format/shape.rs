//! Which blocks may stand on one line.

use super::super::token::{TokenKind, is_newline};
use super::piece::Piece;

/// How a block is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `{}`.
    Empty,
    /// On one line: the author wrote it so, and it has no block inside. Tables of settings are such rows.
    Row,
    /// On one line if there is room for so many columns: the author wrote it so.
    Nested(usize),
    /// A node on each line.
    Lines,
}

struct Open {
    index: usize,
    /// Columns up to it, as if all were one line.
    column: usize,
    one_line: bool,
    nested: bool,
}

/// The shape of the block that each piece opens; what opens none is `Lines`.
pub(super) fn shapes(text: &str, pieces: &[Piece]) -> Vec<Shape> {
    let mut shapes = vec![Shape::Lines; pieces.len()];
    let (mut open, mut column): (Vec<Open>, usize) = (Vec::new(), 0);
    let mut before: Option<&Piece> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let word = text.get(piece.start..piece.end).unwrap_or_default();
        column += before.map_or(0, |before| separator(before, piece)) + word.chars().count();
        if piece.gap.lines > 0 || piece.gap.continued || piece.is_comment() || word.contains(is_newline) {
            open.last_mut().into_iter().for_each(|block| block.one_line = false);
        }
        if piece.kind == TokenKind::Open {
            open.last_mut().into_iter().for_each(|block| block.nested = true);
            open.push(Open { index, column, one_line: true, nested: false });
        } else if piece.kind == TokenKind::Close
            && let Some(block) = open.pop()
        {
            shapes[block.index] = match block {
                _ if block.index + 1 == index => Shape::Empty,
                Open { one_line: false, .. } => Shape::Lines,
                Open { nested: false, .. } => Shape::Row,
                _ => Shape::Nested(column + 1 - block.column),
            };
            let whole = block.one_line || block.index + 1 == index;
            open.last_mut().into_iter().for_each(|outer| outer.one_line &= whole);
        }
        before = Some(piece);
    }
    shapes
}

/// Columns between two pieces of one line.
fn separator(before: &Piece, piece: &Piece) -> usize {
    let joined = before.kind == TokenKind::Equals
        || piece.kind == TokenKind::Equals
        || before.kind == TokenKind::Slashdash && !piece.gap.any()
        || before.kind == TokenKind::Open && piece.kind == TokenKind::Close;
    let semicolon = piece.gap.ended && piece.kind != TokenKind::Close;
    usize::from(!joined) + usize::from(semicolon)
}
