//! Text to tokens, in one pass.

use super::guard::MAX_COMMENT_DEPTH;
use super::token::{Flaw, FlawKind, Token, TokenKind, is_newline, is_space};

/// Cuts a text into tokens that together are the whole text, whether or not it is KDL.
pub fn tokens(text: &str) -> Vec<Token> {
    lex(text).0
}

/// The same, and what is wrong with single tokens.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<Flaw>) {
    cut(Lexer { text, at: 0, lines_in_quotes: false, flaws: Vec::new() })
}

/// Tokens of a text whose quoted strings may go over lines, as they may in KDL 1.
pub(super) fn lex_version_1(text: &str) -> Vec<Token> {
    cut(Lexer { text, at: 0, lines_in_quotes: true, flaws: Vec::new() }).0
}

fn cut(mut lexer: Lexer<'_>) -> (Vec<Token>, Vec<Flaw>) {
    let mut all = Vec::new();
    while let Some(first) = lexer.peek() {
        let start = lexer.at;
        let kind = lexer.token(first);
        all.push(Token { kind, start, end: lexer.at });
    }
    (all, lexer.flaws)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    lines_in_quotes: bool,
    flaws: Vec<Flaw>,
}

impl<'t> Lexer<'t> {
    fn flaw(&mut self, start: usize, end: usize, kind: FlawKind) {
        self.flaws.push(Flaw { start, end, kind });
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        self.at += if found { prefix.len() } else { 0 };
        found
    }

    fn eat_while(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    }

    fn token(&mut self, first: char) -> TokenKind {
        match first {
            '{' => self.single(TokenKind::Open),
            '}' => self.single(TokenKind::Close),
            ';' => self.single(TokenKind::Semicolon),
            '=' => self.single(TokenKind::Equals),
            '"' => self.string(),
            '#' => self.hash(),
            '/' => self.slash(),
            '\\' => self.backslash(),
            '(' => self.annotation(),
            'r' => self.raw_version_1(),
            c if is_newline(c) => {
                if !self.eat("\r\n") {
                    self.bump();
                }
                TokenKind::Newline
            }
            c if is_space(c) => {
                self.eat_while(is_space);
                TokenKind::Space
            }
            _ => self.word(TokenKind::Word),
        }
    }

    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.bump();
        kind
    }

    /// Everything up to a character that cannot go on a bare word. Characters that may not stand in one are
    /// taken in, so that `/opt/agents` is one mistake.
    fn word(&mut self, kind: TokenKind) -> TokenKind {
        self.bump();
        while let Some(c) = self.peek() {
            let ends = match c {
                '{' | '}' | ';' | '=' | '"' => true,
                '/' => ["//", "/*", "/-"].iter().any(|p| self.rest().starts_with(p)),
                '\\' => self.continuation().is_some(),
                c => is_space(c) || is_newline(c),
            };
            if ends {
                break;
            }
            self.bump();
        }
        kind
    }

    fn slash(&mut self) -> TokenKind {
        if self.rest().starts_with("//") {
            self.eat_while(|c| !is_newline(c));
            return TokenKind::LineComment;
        }
        if self.eat("/-") {
            return TokenKind::Slashdash;
        }
        if self.rest().starts_with("/*") {
            self.block_comment();
            return TokenKind::BlockComment;
        }
        self.word(TokenKind::Word)
    }

    fn block_comment(&mut self) {
        let start = self.at;
        match comment_length(self.rest()) {
            Comment::Closed(length) => self.at += length,
            Comment::Open => {
                self.at = self.text.len();
                self.flaw(
                    start,
                    start + 2,
                    FlawKind::Unclosed { what: "block comment", closer: "*/".into() },
                );
            }
            Comment::TooDeep(offset) => {
                self.at = self.text.len();
                self.flaw(start + offset, start + offset + 2, FlawKind::CommentDepth);
            }
        }
    }

    fn backslash(&mut self) -> TokenKind {
        match self.continuation() {
            Some(length) => {
                self.at += length;
                TokenKind::Continuation
            }
            None => self.word(TokenKind::Word),
        }
    }

    /// How long `\`, blanks, a comment and a line end are together, if that is what stands here.
    fn continuation(&self) -> Option<usize> {
        let rest = self.rest();
        let mut after = rest.strip_prefix('\\')?;
        loop {
            after = after.trim_start_matches(is_space);
            match after.starts_with("/*").then(|| comment_length(after)) {
                Some(Comment::Closed(length)) => after = after.get(length..)?,
                Some(_) => return None,
                None => break,
            }
        }
        if after.starts_with("//") {
            after = after.trim_start_matches(|c| !is_newline(c));
        }
        let end = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(is_newline));
        let end = end.or_else(|| after.is_empty().then_some(after))?;
        Some(rest.len() - end.len())
    }

    fn hash(&mut self) -> TokenKind {
        let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
        if !self.rest().get(hashes..).is_some_and(|r| r.starts_with('"')) {
            return self.word(TokenKind::Keyword);
        }
        let start = self.at;
        let fence = self.rest().get(..hashes).unwrap_or_default();
        self.at += hashes;
        let multi_line = self.eat("\"\"\"");
        if !multi_line {
            self.bump();
        }
        let opened = self.at;
        let placed = !multi_line || self.multi_line_opened(start);
        let closer = format!("{}{fence}", if multi_line { "\"\"\"" } else { "\"" });
        if !self.skip_past(&closer, !multi_line || !placed) && placed {
            self.flaw(start, opened, FlawKind::Unclosed { what: "raw string", closer });
        }
        TokenKind::Raw
    }

    /// `(…)` on one line; without its end it is a bad word.
    fn annotation(&mut self) -> TokenKind {
        let inside = self.rest().get(1..).unwrap_or_default();
        let end = inside.find(|c| matches!(c, '(' | ')') || is_newline(c));
        match end.filter(|&end| inside.get(end..).is_some_and(|rest| rest.starts_with(')'))) {
            Some(end) => {
                self.at += end + 2;
                TokenKind::Annotation
            }
            None => self.word(TokenKind::Word),
        }
    }

    /// `r"…"` is KDL 1: it has no escapes and may span lines.
    fn raw_version_1(&mut self) -> TokenKind {
        let after = self.rest().get(1..).unwrap_or_default();
        let hashes = after.len() - after.trim_start_matches('#').len();
        if !after.get(hashes..).is_some_and(|r| r.starts_with('"')) {
            return self.word(TokenKind::Word);
        }
        let (start, closer) = (self.at, format!("\"{}", "#".repeat(hashes)));
        self.at += hashes + 2;
        if !self.skip_past(&closer, false) {
            self.flaw(start, start + hashes + 2, FlawKind::Unclosed { what: "raw string", closer });
        }
        TokenKind::RawVersion1
    }

    /// Goes past the next `closer`, or to the end of the line or text if there is none.
    fn skip_past(&mut self, closer: &str, in_line: bool) -> bool {
        let rest = self.rest();
        let limit = if in_line { rest.find(is_newline).unwrap_or(rest.len()) } else { rest.len() };
        let found = rest.get(..limit).and_then(|r| r.find(closer));
        self.at += found.map_or(limit, |at| at + closer.len());
        found.is_some()
    }

    fn string(&mut self) -> TokenKind {
        let start = self.at;
        if self.eat("\"\"\"") {
            let placed = self.multi_line_opened(start);
            if !self.quoted_body("\"\"\"", !placed) && placed {
                let kind = FlawKind::Unclosed { what: "string", closer: "\"\"\"".into() };
                self.flaw(start, start + 3, kind);
            }
            return TokenKind::MultiLine;
        }
        self.bump();
        if !self.quoted_body("\"", !self.lines_in_quotes) {
            self.flaw(start, self.at, FlawKind::UnclosedInLine);
        }
        TokenKind::Quoted
    }

    /// A multi-line string's text starts on the line after its quotes.
    fn multi_line_opened(&mut self, start: usize) -> bool {
        let placed = self.peek().is_none_or(is_newline);
        if !placed {
            self.flaw(start, self.at, FlawKind::MultiLineStart);
        }
        placed
    }

    /// Goes past the next unescaped `closer`. An escaped line end does not end the line.
    fn quoted_body(&mut self, closer: &str, in_line: bool) -> bool {
        while let Some(c) = self.peek() {
            if self.eat(closer) {
                return true;
            }
            if in_line && is_newline(c) {
                return false;
            }
            self.bump();
            if c == '\\' && self.peek().is_some_and(|c| is_space(c) || is_newline(c)) {
                self.eat_while(|c| is_space(c) || is_newline(c));
            } else if c == '\\' {
                self.bump();
            }
        }
        false
    }
}

enum Comment {
    Closed(usize),
    Open,
    TooDeep(usize),
}

/// How long the block comment is that a text starts with.
fn comment_length(text: &str) -> Comment {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['/', '*'])) {
        at += next;
        match text.as_bytes().get(at..at + 2) {
            Some(b"/*") if depth == MAX_COMMENT_DEPTH => return Comment::TooDeep(at),
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") if depth == 1 => return Comment::Closed(at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    Comment::Open
}
