//! KDL 1 to KDL 2.

use super::lexer::lex_version_1;
use super::scalar;
use super::token::{Token, TokenKind, is_newline, is_space, line_end, with_line_feeds};
use super::wording::quoted;

/// A text with everything that only KDL 1 writes as KDL 2 writes it. What is KDL 2 stays, so that a file that is half
/// converted is no special case; what is neither stays too.
pub fn upgrade(text: &str) -> String {
    let tokens = lex_version_1(text);
    let mut upgrade = Upgrade { text, named: false, skipping: false, marker: Marker::Start };
    let one = |(at, token): (usize, &Token)| {
        let is_key = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Equals);
        upgrade.token(*token, is_key)
    };
    tokens.iter().enumerate().map(one).collect()
}

/// How much of `/- kdl-version 1` was read: only the first node of a file says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Start,
    Slashdash,
    Name,
    Done,
}

struct Upgrade<'t> {
    text: &'t str,
    /// The node has its name.
    named: bool,
    /// After a `/-`: line ends mean nothing.
    skipping: bool,
    marker: Marker,
}

impl Upgrade<'_> {
    fn token(&mut self, token: Token, is_key: bool) -> String {
        use TokenKind::{Close, Keyword, LineComment, Newline, Open, Quoted, RawVersion1, Semicolon, Word};
        let text = self.text.get(token.start..token.end).unwrap_or_default();
        let ends_line = matches!(token.kind, Newline | LineComment) && !self.skipping;
        if ends_line || matches!(token.kind, Semicolon | Open | Close) {
            self.named = false;
        }
        if token.kind.is_line_space() || token.kind == TokenKind::Semicolon {
            return text.to_owned();
        }
        self.skipping = token.kind == TokenKind::Slashdash;
        let is_version = self.marks(token.kind, text);
        let is_name = is_key || !self.named;
        self.named |= super::entries::is_value(token.kind);
        match token.kind {
            Word if is_version && text == "1" => "2".to_owned(),
            Word | Keyword if is_name && !is_name_in_version_2(text) => quoted(text),
            Word if !is_name && matches!(text, "true" | "false" | "null") => format!("#{text}"),
            Quoted => self.string(text, token.start),
            RawVersion1 => self.raw(text, token.start),
            _ => text.to_owned(),
        }
    }

    /// Whether this is the version in the file's `/- kdl-version …`.
    fn marks(&mut self, kind: TokenKind, text: &str) -> bool {
        let was = self.marker;
        self.marker = match (was, kind) {
            (Marker::Start, TokenKind::Slashdash) => Marker::Slashdash,
            (Marker::Slashdash, TokenKind::Word) if text == "kdl-version" => Marker::Name,
            _ => Marker::Done,
        };
        was == Marker::Name
    }

    /// `"…"`: KDL 1 takes lines in it as they are, and `\/` for `/`.
    fn string(&self, text: &str, start: usize) -> String {
        let closed = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let Some(inside) = closed.filter(|inside| !escapes_blanks(inside)) else { return text.to_owned() };
        let inside = without_escaped_slashes(inside);
        if !inside.contains(is_newline) {
            return format!("\"{inside}\"");
        }
        let inside = with_line_feeds(&inside);
        self.block("", &inside, start).unwrap_or_else(|| format!("\"{}\"", without_lines(&inside)))
    }

    /// `r"…"` and `r#"…"#`.
    fn raw(&self, text: &str, start: usize) -> String {
        let body = text.strip_prefix('r').unwrap_or(text);
        let hashes = body.len() - body.trim_start_matches('#').len();
        let inside =
            body.get(hashes + 1..).and_then(|rest| rest.strip_suffix(&format!("\"{}", "#".repeat(hashes))));
        let Some(inside) = inside.map(with_line_feeds) else { return text.to_owned() };
        let fence = "#".repeat(hashes.max(1));
        let one_line = format!("{fence}\"{inside}\"{fence}");
        if inside.contains(is_newline) {
            self.block(&fence, &inside, start).unwrap_or_else(|| without_lines(&quoted(&inside)))
        } else if one_line.trim_start_matches('#').starts_with("\"\"\"") {
            quoted(&inside)
        } else {
            one_line
        }
    }

    /// A string of several lines; `None` where a line of blanks would lose them.
    fn block(&self, fence: &str, inside: &str, start: usize) -> Option<String> {
        let is_lost = |line: &str| !line.is_empty() && line.chars().all(is_space);
        if inside.contains(['\u{2028}', '\u{2029}']) || inside.split('\n').any(is_lost) {
            return None;
        }
        let line = self.text.get(..start)?.rsplit(is_newline).next()?;
        let indent = line.get(..line.len() - line.trim_start_matches([' ', '\t']).len())?;
        let end = line_end(self.text);
        let mut all = format!("{fence}\"\"\"{end}");
        for line in inside.split('\n') {
            if !line.is_empty() {
                all.push_str(&format!("{indent}    {line}"));
            }
            all.push_str(end);
        }
        all.push_str(&format!("{indent}    \"\"\"{fence}"));
        Some(all)
    }
}

/// Whether a bare name needs no quotes. `true` and the like stay: no KDL 1 has them as names.
fn is_name_in_version_2(text: &str) -> bool {
    let was_reserved = matches!(text, "true" | "false" | "null");
    was_reserved || scalar::is_word(text) && !scalar::is_reserved(text) || !is_name_in_version_1(text)
}

/// Whether KDL 1 takes a text as a bare name.
fn is_name_in_version_1(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let special =
        |c| matches!(c, '\\' | '/' | '(' | ')' | '{' | '}' | '<' | '>' | ';' | '[' | ']' | '=' | ',' | '"');
    !unsigned.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(special)
}

/// The inside of a quoted string with escapes for its line ends.
fn without_lines(text: &str) -> String {
    text.replace('\n', "\\n").replace('\u{2028}', "\\u{2028}").replace('\u{2029}', "\\u{2029}")
}

fn without_escaped_slashes(text: &str) -> String {
    let (mut all, mut chars) = (String::with_capacity(text.len()), text.chars());
    while let Some(c) = chars.next() {
        match (c, (c == '\\').then(|| chars.next()).flatten()) {
            (_, Some('/')) => all.push('/'),
            (c, escaped) => {
                all.push(c);
                all.extend(escaped);
            }
        }
    }
    all
}

/// Whether a backslash in the inside of a quoted string takes blanks or a line end away, or has nothing behind it.
fn escapes_blanks(inside: &str) -> bool {
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.next().is_none_or(char::is_whitespace) {
            return true;
        }
    }
    false
}
