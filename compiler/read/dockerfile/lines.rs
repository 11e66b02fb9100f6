//! A Dockerfile, cut into instructions: directives, comments, continuations, heredocs.

use std::ops::Range;

use super::words::split;

/// One instruction.
#[derive(Clone, Debug, PartialEq)]
pub struct Instruction {
    /// One-based line of its keyword.
    pub line: u32,
    /// Bytes from its keyword to the end of its last line, heredocs apart.
    pub range: Range<usize>,
    /// In capitals.
    pub keyword: String,
    /// What follows the keyword, continuation lines joined.
    pub rest: String,
    pub(super) heredocs: Vec<Heredoc>,
}

/// `<<EOF` and the lines up to `EOF`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heredoc {
    /// The word as it stands in the instruction.
    pub word: String,
    pub delimiter: String,
    pub body: String,
    /// Whether variables in it are expanded: the delimiter is not quoted.
    pub expands: bool,
    /// Whether the closing line is there.
    pub closed: bool,
    strips_tabs: bool,
}

/// The instructions, and the escape character that a directive sets.
pub(super) fn instructions(source: &str) -> (Vec<Instruction>, char) {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut lines = (1_u32..).zip(text.lines()).peekable();
    let mut escape = '\\';
    while let Some((name, value)) = lines.peek().and_then(|(_, line)| directive(line)) {
        if name.eq_ignore_ascii_case("escape") && value == "`" {
            escape = '`';
        }
        lines.next();
    }
    let mut all = Vec::new();
    while let Some((line, first)) = lines.next() {
        if is_nothing(first) {
            continue;
        }
        let (mut whole, mut continues) = continuation(first.trim_start(), escape);
        let mut last = first;
        while continues && let Some((_, next)) = lines.next() {
            if is_nothing(next) {
                continue;
            }
            last = next;
            let (part, more) = continuation(next, escape);
            whole.push_str(&part);
            continues = more;
        }
        let (keyword, rest) = whole.split_once(char::is_whitespace).unwrap_or((&whole, ""));
        let (keyword, rest) = (keyword.to_ascii_uppercase(), rest.trim());
        let mut heredocs = opened(&keyword, rest, escape);
        for heredoc in &mut heredocs {
            heredoc.read(&mut lines.by_ref().map(|(_, line)| line));
        }
        let range = offset(source, first.trim_start())..offset(source, last) + last.trim_end().len();
        all.push(Instruction { line, range, rest: rest.to_owned(), keyword, heredocs });
    }
    (all, escape)
}

/// Where a part of a text begins in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// `# name=value`, which counts before anything else only.
fn directive(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().strip_prefix('#')?.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    is_name.then(|| (name, value.trim()))
}

/// A blank line or a comment, in the middle of an instruction too.
fn is_nothing(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The line without its escape at the end, and whether it had one. Blanks may follow the escape, and nothing
/// else: a comment behind it ends the instruction.
fn continuation(line: &str, escape: char) -> (String, bool) {
    let trimmed = line.trim_end();
    match trimmed.strip_suffix(escape) {
        Some(body) if !body.ends_with(escape) => (body.to_owned(), true),
        _ => (line.to_owned(), false),
    }
}

fn opened(keyword: &str, rest: &str, escape: char) -> Vec<Heredoc> {
    if !matches!(keyword, "RUN" | "COPY" | "ADD") || rest.starts_with('[') {
        return Vec::new();
    }
    split(rest, escape).into_iter().filter_map(heredoc).collect()
}

fn heredoc(word: String) -> Option<Heredoc> {
    let after = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
    let (strips_tabs, name) = after.strip_prefix('-').map_or((false, after), |name| (true, name));
    let unquoted = |quote: char| name.strip_prefix(quote)?.strip_suffix(quote);
    let quoted = unquoted('"').or_else(|| unquoted('\''));
    let delimiter = quoted.unwrap_or(name);
    let is_name = !delimiter.is_empty() && !delimiter.contains(['<', '\'', '"']);
    let (delimiter, expands) = (delimiter.to_owned(), quoted.is_none());
    is_name.then(|| Heredoc { word, delimiter, body: String::new(), expands, closed: false, strips_tabs })
}

impl Heredoc {
    fn read(&mut self, lines: &mut dyn Iterator<Item = &str>) {
        for line in lines {
            let line = if self.strips_tabs { line.trim_start_matches('\t') } else { line };
            if line == self.delimiter {
                self.closed = true;
                return;
            }
            self.body.push_str(line);
            self.body.push('\n');
        }
    }
}
