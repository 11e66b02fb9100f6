//! Pieces to text: blanks, line ends and indentation are the printer's, everything else is the author's.

use super::super::token::{TokenKind, is_newline, line_end};
use super::lines::{LEVEL, Move, indent, moved};
use super::piece::{Piece, pieces};
use super::shape::{Shape, shapes};

/// Columns that a one-line block with blocks inside may reach.
const WIDTH: usize = 100;

/// A text that is KDL in its printed form. What is not KDL comes out as something, in linear time.
pub(super) fn print(text: &str) -> String {
    let pieces = pieces(text);
    let shapes = shapes(text, &pieces);
    let mut printer = Printer { text, ..Printer::default() };
    for (at, (piece, shape)) in pieces.iter().zip(shapes).enumerate() {
        printer.piece(piece, shape, pieces.get(at + 1));
    }
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    match line_end(text) {
        "\n" => printer.out,
        end => printer.out.replace('\n', end),
    }
}

/// What is printed between two pieces.
#[derive(Clone, Copy)]
enum Separator {
    Nothing,
    Blank,
    Semicolon,
    /// A line end and so many levels, after a blank line or not.
    Line(usize, bool),
    /// A line end with a `\` before it.
    Continuation(usize),
}

#[derive(Default)]
struct Printer<'t> {
    text: &'t str,
    out: String,
    /// Characters in the last line of `out`, and how many of them indent it.
    column: usize,
    indent: usize,
    /// Where the first piece of this line stands in the text; `None` inside of a piece of several lines.
    line: Option<usize>,
    /// The blocks around, and whether each stands on one line.
    blocks: Vec<bool>,
    before: Option<Piece>,
    /// Something of a node was printed, and the node may go on.
    in_node: bool,
    /// After a `/-`, before what it leaves out: line ends mean nothing.
    skipping: bool,
}

impl Printer<'_> {
    fn piece(&mut self, piece: &Piece, shape: Shape, next: Option<&Piece>) {
        if piece.gap.ends_node() && !self.skipping {
            self.in_node = false;
        }
        let separator = self.separator(piece, next);
        self.separate(separator, piece);
        let goes_on = |next: &Piece| next.kind != TokenKind::Close && !next.gap.ends_node();
        let continues = piece.continues && self.in_node && !self.skipping && next.is_some_and(goes_on);
        if continues {
            self.write("\\ ");
        }
        self.content(piece);
        match piece.kind {
            TokenKind::LineComment => self.in_node &= continues || self.skipping,
            TokenKind::BlockComment => {}
            TokenKind::Slashdash => self.skipping = true,
            kind => {
                (self.in_node, self.skipping) = (true, false);
                if kind == TokenKind::Open {
                    self.in_node = false;
                    self.blocks.push(self.is_inline() || self.fits(shape));
                } else if kind == TokenKind::Close {
                    self.blocks.pop();
                }
            }
        }
        self.before = Some(*piece);
    }

    fn is_inline(&self) -> bool {
        self.blocks.last().is_some_and(|inline| *inline)
    }

    fn fits(&self, shape: Shape) -> bool {
        match shape {
            Shape::Empty | Shape::Row => true,
            // Its `{` is in both.
            Shape::Nested(width) => self.column + width <= WIDTH + 1,
            Shape::Lines => false,
        }
    }

    fn separator(&self, piece: &Piece, next: Option<&Piece>) -> Separator {
        use TokenKind::{BlockComment, Close, Equals, LineComment, Open};
        let Some(before) = self.before else { return Separator::Nothing };
        let (level, inline) = (self.blocks.len(), self.is_inline());
        let comment = matches!(before.kind, LineComment | BlockComment);
        let blank_line = piece.gap.lines > 1;
        match piece.kind {
            _ if before.kind == TokenKind::Annotation && !piece.is_comment() => Separator::Nothing,
            Close if before.kind == Open => Separator::Nothing,
            Close if inline => Separator::Blank,
            Close => Separator::Line(level.saturating_sub(1), false),
            _ if before.kind == LineComment && (self.in_node || self.skipping) => {
                Separator::Line(level + usize::from(self.in_node), false)
            }
            _ if before.kind == LineComment => Separator::Line(level, blank_line),
            _ if self.skipping => {
                if piece.gap.any() {
                    Separator::Blank
                } else {
                    Separator::Nothing
                }
            }
            _ if before.kind == Open && inline => Separator::Blank,
            _ if before.kind == Open || piece.gap.ends_node() => {
                if inline {
                    Separator::Semicolon
                } else if is_trailing(piece, next, before.kind == Open) {
                    Separator::Blank
                } else {
                    Separator::Line(level, blank_line && before.kind != Open)
                }
            }
            Equals if !comment => Separator::Nothing,
            _ if before.kind == Equals && !piece.is_comment() => Separator::Nothing,
            Equals | Open | LineComment => Separator::Blank,
            _ if self.in_node && piece.gap.continued => Separator::Continuation(level + 1),
            _ => Separator::Blank,
        }
    }

    fn separate(&mut self, separator: Separator, piece: &Piece) {
        match separator {
            Separator::Nothing if self.before.is_none() => self.line = Some(piece.start),
            Separator::Nothing => {}
            Separator::Blank => self.write(&" ".repeat(self.distance(piece))),
            Separator::Semicolon => self.write("; "),
            Separator::Line(level, blank) => self.line(if blank { "\n\n" } else { "\n" }, level, piece),
            Separator::Continuation(level) => self.line(" \\\n", level, piece),
        }
    }

    /// Starts a line with this piece.
    fn line(&mut self, end: &str, level: usize, first: &Piece) {
        self.out.push_str(end);
        (self.column, self.indent, self.line) = (level * LEVEL, level * LEVEL, Some(first.start));
        self.out.push_str(&" ".repeat(self.indent));
    }

    /// Blanks before a piece on the same line. Comments behind code keep their column where the author set them off,
    /// so that those below each other stay so.
    fn distance(&self, piece: &Piece) -> usize {
        if piece.kind != TokenKind::LineComment || piece.continues || piece.gap.space < 2 {
            return 1;
        }
        let line = self.source_line(piece);
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        if self.line != Some(piece.start - line.len() + blanks) {
            return 1;
        }
        let column = line.get(blanks..).unwrap_or_default().chars().count();
        column.saturating_sub(self.column - self.indent).max(1)
    }

    /// What stands before a piece on its line of the text.
    fn source_line(&self, piece: &Piece) -> &str {
        let before = self.text.get(..piece.start).unwrap_or_default();
        before.rsplit(is_newline).next().unwrap_or_default()
    }

    fn content(&mut self, piece: &Piece) {
        let text = self.text.get(piece.start..piece.end).unwrap_or_default();
        if piece.kind == TokenKind::LineComment {
            return self.write(text.trim_end());
        }
        if !text.contains(is_newline) {
            return self.write(text);
        }
        let by = Move { from: indent(self.source_line(piece)), to: self.indent };
        let moved = moved(piece.kind, text, by);
        let last = moved.rsplit('\n').next().unwrap_or_default();
        self.out.push_str(&moved);
        (self.column, self.indent, self.line) = (last.chars().count(), indent(last), None);
    }

    /// Appends a text of one line.
    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }
}

/// Whether a comment belongs to what stands before it on its line, rather than to what follows.
fn is_trailing(piece: &Piece, next: Option<&Piece>, opens: bool) -> bool {
    let last = |next: &Piece| next.gap.lines > 0 || next.kind == TokenKind::Close && !opens;
    let alone = piece.kind == TokenKind::LineComment || next.is_none_or(last);
    piece.is_comment() && piece.gap.lines == 0 && alone
}
