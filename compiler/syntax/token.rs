//! The pieces a KDL text is cut into. Together they are the whole text: what a formatter needs.

/// One piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Blanks in one line.
    Space,
    /// One line end; CRLF is one.
    Newline,
    /// `// …` up to the line end, which is not part of it.
    LineComment,
    /// `/* … */`, nested ones included.
    BlockComment,
    /// `\` and the line end it takes back, with what stands between.
    Continuation,
    /// `/-`.
    Slashdash,
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// `;`.
    Semicolon,
    /// `=`.
    Equals,
    /// A bare run of characters: a name, a number, or something that should have been quoted.
    Word,
    /// `#true` and the like, known or not.
    Keyword,
    /// `(…)`, a type annotation.
    Annotation,
    /// `"…"`.
    Quoted,
    /// `"""…"""`.
    MultiLine,
    /// `#"…"#`, on one line or many.
    Raw,
    /// `r"…"` or `r#"…"#`, as KDL 1 wrote it.
    RawVersion1,
}

impl TokenKind {
    /// Whether it may stand between the entries of a node.
    pub fn is_node_space(self) -> bool {
        matches!(self, TokenKind::Space | TokenKind::BlockComment | TokenKind::Continuation)
    }

    /// Whether it may stand between nodes.
    pub fn is_line_space(self) -> bool {
        self.is_node_space() || matches!(self, TokenKind::Newline | TokenKind::LineComment)
    }
}

/// Whether a character ends a line. VT, FF and NEL do so in KDL too, but are refused wherever they stand.
pub(super) fn is_newline(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{2028}' | '\u{2029}')
}

/// How a text ends its lines, going by the first.
pub(super) fn line_end(text: &str) -> &'static str {
    let first = text.find(['\r', '\n']).and_then(|at| text.get(at..));
    if first.is_some_and(|rest| rest.starts_with("\r\n")) { "\r\n" } else { "\n" }
}

/// A text with `\n` where it had CR or CRLF.
pub(super) fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a character is a blank in KDL.
pub(super) fn is_space(c: char) -> bool {
    c == '\t' || (c.is_whitespace() && !is_newline(c))
}

/// Something wrong with a single token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub start: usize,
    pub end: usize,
    pub kind: FlawKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FlawKind {
    /// The text ends before `closer`; the flaw's place is the opener.
    Unclosed { what: &'static str, closer: String },
    /// The line ends before the closing quote.
    UnclosedInLine,
    /// Text on the line of the opening `"""`.
    MultiLineStart,
    /// Block comments nested too deep.
    CommentDepth,
}
