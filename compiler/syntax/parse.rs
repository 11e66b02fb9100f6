//! Tokens to nodes.

use super::entries::{Body, is_value};
use super::guard::{self, MAX_DEPTH};
use super::lexer::lex;
use super::mistakes::Mistakes;
use super::node::{Node, Scalar};
use super::token::{FlawKind, Token, TokenKind};
use super::wording;
use crate::diagnostic::{Reported, Sink};
use crate::source::{SourceId, Sources, Span, Spanned};

/// Reads one text as KDL 2 and reports everything that is wrong with it, in the order of the text.
///
/// Takes linear time and bounded stack whatever the text is. Beyond KDL's own rules, a repeated property, a
/// type annotation and `-key=value` without quotes are refused: each would be dropped or misread in silence.
pub fn parse(sources: &Sources, source: SourceId, sink: &Sink) -> Result<Vec<Node>, Reported> {
    let text = sources.get(source);
    let mut mistakes = Mistakes::new(source, &text.text);
    let nodes = read(&mut mistakes, false);
    mistakes.report(sink).map(|()| nodes)
}

/// The same where type annotations may stand: for a formatter, which leaves them as they are.
pub(super) fn parse_typed(sources: &Sources, source: SourceId, sink: &Sink) -> Result<Vec<Node>, Reported> {
    let text = sources.get(source);
    let mut mistakes = Mistakes::new(source, &text.text);
    let nodes = read(&mut mistakes, true);
    mistakes.report(sink).map(|()| nodes)
}

fn read(mistakes: &mut Mistakes<'_>, typed: bool) -> Vec<Node> {
    guard::check(mistakes);
    if mistakes.stopped() {
        return Vec::new();
    }
    let (tokens, flaws) = lex(mistakes.text());
    let mut flawed = Vec::with_capacity(flaws.len());
    for flaw in &flaws {
        let mistake = wording::flaw(flaw, mistakes);
        if flaw.kind == FlawKind::CommentDepth {
            mistakes.stop(mistake);
            return Vec::new();
        }
        flawed.push(flaw.start);
        mistakes.push(mistake);
    }
    let mut parser = Parser {
        tokens,
        flawed,
        at: 0,
        typed,
        started: false,
        suspect: None,
        unclosed_told: false,
        mistakes,
    };
    parser.document()
}

/// Walks over the tokens; [`super::entries`] has the part that reads a node's entries.
pub(super) struct Parser<'t, 'm> {
    tokens: Vec<Token>,
    /// Where the tokens start that the lexer has told about, ascending.
    pub flawed: Vec<usize>,
    pub at: usize,
    /// Whether type annotations may stand.
    typed: bool,
    /// Whether a node was seen.
    started: bool,
    /// The first block whose `}` is not indented like the block's node.
    suspect: Option<Span>,
    unclosed_told: bool,
    pub mistakes: &'m mut Mistakes<'t>,
}

impl<'t> Parser<'t, '_> {
    pub fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub fn kind(&self) -> Option<TokenKind> {
        self.peek().map(|t| t.kind)
    }

    pub fn span(&self, token: Token) -> Span {
        self.mistakes.span(token.start, token.end)
    }

    pub fn slice(&self, token: Token) -> &'t str {
        self.mistakes.slice(token.start, token.end)
    }

    pub fn skip_while(&mut self, wanted: fn(TokenKind) -> bool) -> bool {
        let start = self.at;
        while self.kind().is_some_and(wanted) {
            self.at += 1;
        }
        self.at > start
    }

    /// Goes past type annotations, which nothing here has a meaning for.
    pub fn annotations(&mut self) -> bool {
        let start = self.at;
        while let Some(token) = self.peek().filter(|t| t.kind == TokenKind::Annotation) {
            if !self.typed {
                self.mistakes.push(wording::annotation(self.span(token)));
            }
            self.at += 1;
            self.skip_while(TokenKind::is_node_space);
        }
        self.at > start
    }

    fn document(&mut self) -> Vec<Node> {
        let mut all = self.nodes(0);
        while let Some(close) = self.peek().filter(|_| !self.mistakes.stopped()) {
            self.mistakes.push(wording::stray_close(self.span(close)));
            self.at += 1;
            all.extend(self.nodes(0));
        }
        all
    }

    /// Nodes up to a `}` or the end of the text.
    fn nodes(&mut self, depth: usize) -> Vec<Node> {
        let mut all = Vec::new();
        loop {
            self.skip_while(TokenKind::is_line_space);
            let Some(token) = self.peek().filter(|t| t.kind != TokenKind::Close) else { return all };
            match token.kind {
                TokenKind::Semicolon => {
                    self.mistakes.push(wording::stray_semicolon(self.span(token)));
                    self.at += 1;
                }
                TokenKind::Slashdash => self.skipped_node(token, depth),
                _ => all.extend(self.node(depth)),
            }
            if self.mistakes.stopped() {
                return all;
            }
        }
    }

    fn skipped_node(&mut self, slashdash: Token, depth: usize) {
        let first = !self.started;
        self.started = true;
        self.at += 1;
        self.skip_while(TokenKind::is_line_space);
        let Some(kind) = self.kind() else {
            return self.mistakes.push(wording::nothing_to_skip(self.span(slashdash)));
        };
        if matches!(kind, TokenKind::Close | TokenKind::Semicolon | TokenKind::Slashdash) {
            return self.mistakes.push(wording::nothing_to_skip(self.span(slashdash)));
        }
        if let Some(node) = self.node(depth).filter(|n| first && n.name.value == "kdl-version")
            && let Some(version) = node.args.first()
            && version.scalar != Scalar::Integer(2)
        {
            self.mistakes.push(wording::version_marker(version.span, &version.scalar.to_text()));
        }
    }

    fn node(&mut self, depth: usize) -> Option<Node> {
        self.annotations();
        let starts = |kind| is_value(kind) || matches!(kind, TokenKind::Open | TokenKind::Equals);
        let first = self.peek().filter(|t| starts(t.kind))?;
        self.started = true;
        let indent = self.indent(self.at);
        let name = match first.kind {
            TokenKind::Open => {
                self.mistakes.push(wording::block_without_name(self.span(first)));
                None
            }
            TokenKind::Equals => {
                self.mistakes.push(wording::no_key(self.span(first)));
                self.at += 1;
                None
            }
            _ => {
                self.at += 1;
                self.text(first).map(|text| Spanned::new(text, self.span(first)))
            }
        };
        let mut body = Body { end: first.end, indent, ..Body::default() };
        self.entries(&mut body, self.slice(first), depth);
        let span = self.mistakes.span(first.start, body.end);
        Some(Node { name: name?, args: body.args, props: body.props, children: body.children, span })
    }

    /// All up to and with the node's terminator.
    fn entries(&mut self, body: &mut Body, name: &str, depth: usize) {
        loop {
            let after_equals =
                self.tokens.get(self.at.wrapping_sub(1)).is_some_and(|t| t.kind == TokenKind::Equals);
            let mut apart = self.skip_while(TokenKind::is_node_space) || after_equals;
            let Some(token) = self.peek().filter(|_| !self.mistakes.stopped()) else { return };
            let mut skipped = false;
            if token.kind == TokenKind::Slashdash {
                self.at += 1;
                self.skip_while(TokenKind::is_line_space);
                (apart, skipped) = (true, true);
            }
            let annotated = self.annotations();
            apart |= annotated;
            let Some(next) = self.peek() else {
                return self.mistakes.push(wording::nothing_to_skip(self.span(token)));
            };
            match next.kind {
                TokenKind::Newline
                | TokenKind::Semicolon
                | TokenKind::LineComment
                | TokenKind::Close
                | TokenKind::Slashdash
                    if skipped =>
                {
                    self.mistakes.push(wording::nothing_to_skip(self.span(token)));
                }
                TokenKind::Newline | TokenKind::Semicolon => {
                    self.at += 1;
                    return;
                }
                TokenKind::LineComment | TokenKind::Close => return,
                TokenKind::Open => self.block(body, name, depth, skipped),
                TokenKind::Equals => self.stray_equals(body, next),
                _ => self.entry(body, next, apart, skipped),
            }
        }
    }

    fn block(&mut self, body: &mut Body, name: &str, depth: usize, skipped: bool) {
        let Some(open) = self.peek() else { return };
        if depth == MAX_DEPTH {
            return self.mistakes.stop(wording::too_deep(self.span(open), "blocks", MAX_DEPTH));
        }
        self.at += 1;
        let children = self.nodes(depth + 1);
        if self.mistakes.stopped() {
            return;
        }
        let end = self.peek().map_or(open.end, |close| close.end);
        if self.peek().is_none() {
            return self.unclosed(open, name);
        }
        let elsewhere = |indent| body.indent.is_some_and(|node| node != indent);
        if self.suspect.is_none() && self.indent(self.at).is_some_and(elsewhere) {
            self.suspect = Some(self.span(open));
        }
        self.at += 1;
        if !skipped && body.children.is_some() {
            self.mistakes.push(wording::after_block(self.span(open)));
        } else if !skipped {
            (body.children, body.end) = (Some(children), end);
        }
        body.ended = true;
    }

    /// One block is named, the innermost: those around it are open for the same reason.
    fn unclosed(&mut self, open: Token, name: &str) {
        if !std::mem::replace(&mut self.unclosed_told, true) {
            let mistake = wording::unclosed_block(self.span(open), name, self.suspect);
            self.mistakes.push(mistake);
        }
    }

    /// How far the token of this index is indented, if it is the first of its line.
    fn indent(&self, index: usize) -> Option<usize> {
        let before = |n: usize| index.checked_sub(n).and_then(|i| self.tokens.get(i));
        match before(1) {
            None => Some(0),
            Some(t) if t.kind == TokenKind::Newline => Some(0),
            Some(t) if t.kind == TokenKind::Space => {
                before(2).is_none_or(|t| t.kind == TokenKind::Newline).then_some(t.end - t.start)
            }
            Some(_) => None,
        }
    }
}
