//! What follows a node's name: values, properties, and what stands there by mistake.

use std::collections::BTreeMap;

use super::node::{Node, Property, Scalar, Value};
use super::parse::Parser;
use super::token::{Token, TokenKind};
use super::{scalar, wording};
use crate::source::{Span, Spanned};

/// What follows a node's name.
#[derive(Default)]
pub(super) struct Body {
    pub args: Vec<Value>,
    pub props: Vec<Property>,
    /// Where each key stands.
    pub keys: BTreeMap<String, Span>,
    pub children: Option<Vec<Node>>,
    /// A block was seen, left out or not: only blocks that are left out may follow.
    pub ended: bool,
    /// One past the last entry or block.
    pub end: usize,
    /// How far the node is indented, if it starts its line.
    pub indent: Option<usize>,
}

impl Parser<'_, '_> {
    /// An `=` where no key stands before it.
    pub fn stray_equals(&mut self, body: &mut Body, equals: Token) {
        let span = self.span(equals);
        let value = body.props.last().map(|p| p.value.span).filter(|v| v.end as usize == equals.start);
        self.at += 1;
        let mistake = match value {
            Some(value) => {
                let end = self.skip_run(value.start as usize);
                let text = self.mistakes.slice(value.start as usize, end);
                wording::second_equals(span, self.mistakes.span(value.start as usize, end), text)
            }
            None if body.args.is_empty() && body.props.is_empty() => wording::equals_after_name(span),
            None => wording::no_key(span),
        };
        self.mistakes.push(mistake);
    }

    /// Goes past what is written without a blank from `start` on, and says where that ends.
    fn skip_run(&mut self, start: usize) -> usize {
        let rest = self.mistakes.text().get(start..).unwrap_or_default();
        let mut end = start + run_length(rest);
        while let Some(token) = self.peek().filter(|t| t.start < end) {
            if token.kind == TokenKind::Quoted {
                end = end.max(token.end);
            }
            self.at += 1;
        }
        end
    }

    /// A value or a property; `apart` says a blank stands before it, `skipped` that `/-` does.
    pub fn entry(&mut self, body: &mut Body, token: Token, apart: bool, skipped: bool) {
        if !apart {
            self.mistakes.push(wording::missing_space(self.span(token)));
        } else if body.ended {
            self.mistakes.push(wording::after_block(self.span(token)));
            body.ended = false;
        }
        self.at += 1;
        let after_key = self.at;
        self.skip_while(TokenKind::is_node_space);
        if self.kind() == Some(TokenKind::Equals) {
            self.at += 1;
            return self.property(body, token, skipped);
        }
        self.at = after_key;
        if let Some(scalar) = self.scalar(token)
            && !skipped
        {
            body.args.push(Value { scalar, span: self.span(token) });
            body.end = token.end;
        }
    }

    fn property(&mut self, body: &mut Body, key: Token, skipped: bool) {
        if key.kind == TokenKind::Word && self.slice(key).starts_with('-') {
            let end = self.skip_run(key.start).max(key.end);
            let text = self.mistakes.slice(key.start, end);
            return self.mistakes.push(wording::option(self.mistakes.span(key.start, end), text));
        }
        let name = self.text(key);
        self.skip_while(TokenKind::is_node_space);
        self.annotations();
        let Some(token) = self.peek().filter(|t| is_value(t.kind)) else {
            return self.mistakes.push(wording::no_value(self.span(key), self.slice(key)));
        };
        self.at += 1;
        let (Some(name), Some(scalar), false) = (name, self.scalar(token), skipped) else { return };
        let key = Spanned::new(name, self.span(key));
        if let Some(&first) = body.keys.get(&key.value) {
            return self.mistakes.push(wording::duplicate_property(key.span, first, &key.value));
        }
        body.keys.insert(key.value.clone(), key.span);
        body.props.push(Property { key, value: Value { scalar, span: self.span(token) } });
        body.end = token.end;
    }

    /// The string a name or key is.
    pub fn text(&mut self, token: Token) -> Option<String> {
        if token.kind == TokenKind::Word && scalar::is_reserved(self.slice(token)) {
            let message = format!("`{}` is a reserved word", self.slice(token));
            self.mistakes.push(wording::needs_quotes(self.span(token), self.slice(token), message));
            return None;
        }
        if let Scalar::String(text) = self.scalar(token)? {
            return Some(text);
        }
        let mistake = wording::needs_quotes(self.span(token), self.slice(token), "a name is a text");
        self.mistakes.push(mistake);
        None
    }

    fn scalar(&mut self, token: Token) -> Option<Scalar> {
        if self.flawed.binary_search(&token.start).is_ok() {
            return None;
        }
        let comment = self.peek().filter(|t| t.kind == TokenKind::LineComment && t.start == token.end);
        if comment.is_some() && token.kind == TokenKind::Word && self.slice(token).ends_with(':') {
            let end = self.skip_run(token.start);
            let text = self.mistakes.slice(token.start, end);
            self.mistakes.push(wording::bare_url(self.mistakes.span(token.start, end), text));
            return None;
        }
        scalar::scalar(token, self.mistakes)
    }
}

/// How many bytes a text goes on without a blank. `{{name}}` belongs to it; a lone brace is a block's.
fn run_length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = match c {
            '{' | '}' => chars.next_if(|&(_, next)| next == c).is_none(),
            c => c == ';' || c.is_whitespace(),
        };
        if ends {
            return at;
        }
    }
    text.len()
}

/// Whether a token can be a value.
pub(super) fn is_value(kind: TokenKind) -> bool {
    use TokenKind::{Keyword, MultiLine, Quoted, Raw, RawVersion1, Word};
    matches!(kind, Word | Keyword | Quoted | MultiLine | Raw | RawVersion1)
}
