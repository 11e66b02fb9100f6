//! A Dockerfile, cut into instructions: directives, comments, continuations, heredocs.

use std::ops::Range;

use super::words::{Word, exec_form, list, split, split_at};

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
    /// What is odd about the lines that it goes on in.
    pub breaks: Vec<Break>,
    /// The character that joins lines.
    pub escape: char,
    /// Where parts of `rest` begin, in it and in the file.
    parts: Vec<(usize, usize)>,
}

/// `NAME=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name.
    pub name: String,
    /// The value without the quotes around it, variables as they are written.
    pub value: String,
    /// Both, in the file.
    pub range: Range<usize>,
}

fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

/// A line that does not go on, or does, where the other was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// What.
    pub kind: BreakKind,
    /// Bytes of it.
    pub range: Range<usize>,
}

/// Kinds of [`Break`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// A comment behind the escape at a line's end: the instruction ends there.
    Comment,
    /// A blank line in the middle: the builder warns, and reads over it.
    Blank,
    /// The line that goes on begins like an instruction.
    Swallowed,
}

/// The instructions that there are.
pub const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

impl Instruction {
    /// Where a part of `rest` stands in the file.
    pub fn place(&self, part: Range<usize>) -> Range<usize> {
        let at = |offset: usize| {
            let after = self.parts.partition_point(|(own, _)| *own <= offset);
            let (own, file) = after.checked_sub(1).and_then(|at| self.parts.get(at)).copied()?;
            Some(file + offset.saturating_sub(own))
        };
        // The end is where its last character is, which may stand in an earlier line than the next one.
        match (at(part.start), part.end.checked_sub(1).and_then(at)) {
            (Some(start), Some(last)) if last >= start => start..last + 1,
            _ => self.range.clone(),
        }
    }

    /// The words behind the keyword, quotes and all.
    pub fn words(&self) -> Vec<Word> {
        let word = |(text, part): (String, Range<usize>)| Word { text, range: self.place(part) };
        split_at(&self.rest, self.escape).into_iter().map(word).collect()
    }

    /// The script of a shell form: a heredoc's, where that is all.
    pub fn script(&self) -> &str {
        match self.heredocs.as_slice() {
            [heredoc] if self.rest == heredoc.word => &heredoc.body,
            _ => &self.rest,
        }
    }

    /// The names and values of an ENV or ARG; one without a value has none.
    pub fn pairs(&self) -> Vec<Pair> {
        let words = self.words();
        let legacy = words.first().filter(|word| self.keyword == "ENV" && !word.text.contains('='));
        if let Some(name) = legacy {
            let value = self.rest.get(name.text.len()..).unwrap_or_default().trim();
            let range = self.place(0..self.rest.len());
            return vec![Pair { name: name.text.clone(), value: value.to_owned(), range }];
        }
        let pair = |word: Word| {
            let (name, value) = word.text.split_once('=')?;
            Some(Pair { name: name.to_owned(), value: unquoted(value).to_owned(), range: word.range })
        };
        words.into_iter().filter_map(pair).collect()
    }

    /// The words of an exec form; `None` for a shell form.
    pub fn exec_form(&self) -> Option<Vec<Word>> {
        let texts = exec_form(&self.rest)?;
        let places = list(&self.rest).into_iter().map(|part| self.place(part));
        Some(texts.into_iter().zip(places).map(|(text, range)| Word { text, range }).collect())
    }
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

/// The instructions of a text.
pub(super) struct Lines {
    pub all: Vec<Instruction>,
    pub escape: char,
    /// The value of an escape directive that is neither of the two, and its line.
    pub bad_escape: Option<(u32, String)>,
}

/// The instructions, and what the directives before them say.
pub(super) fn instructions(source: &str) -> Lines {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut lines = (1_u32..).zip(text.lines()).peekable();
    let mut read = Lines { all: Vec::new(), escape: '\\', bad_escape: None };
    while let Some((number, (name, value))) =
        lines.peek().and_then(|(number, line)| Some((*number, directive(line)?)))
    {
        match value {
            _ if !name.eq_ignore_ascii_case("escape") => {}
            "`" => read.escape = '`',
            "\\" => {}
            other => read.bad_escape = Some((number, other.to_owned())),
        }
        lines.next();
    }
    while let Some((line, first)) = lines.next() {
        if is_nothing(first) {
            continue;
        }
        let mut it = Joined::new(source, first, read.escape);
        while it.continues
            && let Some((_, next)) = lines.next()
        {
            it.add(next);
        }
        let mut instruction = it.instruction(line);
        for heredoc in &mut instruction.heredocs {
            heredoc.read(&mut lines.by_ref().map(|(_, line)| line));
        }
        read.all.push(instruction);
    }
    read
}

/// The lines of one instruction.
struct Joined<'a> {
    source: &'a str,
    escape: char,
    whole: String,
    parts: Vec<(usize, usize)>,
    breaks: Vec<Break>,
    first: &'a str,
    last: &'a str,
    continues: bool,
}

impl<'a> Joined<'a> {
    fn new(source: &'a str, first: &'a str, escape: char) -> Self {
        let first = first.trim_start();
        let (parts, breaks) = (Vec::new(), Vec::new());
        let whole = String::new();
        let mut it = Joined { source, escape, whole, parts, breaks, first, last: first, continues: true };
        it.join(first);
        it
    }

    fn join(&mut self, line: &'a str) {
        let (part, continues) = continuation(line, self.escape);
        self.parts.push((self.whole.len(), offset(self.source, line)));
        self.whole.push_str(part);
        (self.last, self.continues) = (line, continues);
    }

    /// The next line.
    fn add(&mut self, line: &'a str) {
        let range = offset(self.source, line)..offset(self.source, line) + line.len();
        if is_nothing(line) {
            if line.trim().is_empty() {
                self.breaks.push(Break { kind: BreakKind::Blank, range });
            }
            return;
        }
        // One that is not indented, in capitals, was hardly meant for the shell.
        let keyword = line.split(char::is_whitespace).next().unwrap_or_default();
        if KEYWORDS.contains(&keyword) && keyword.len() < line.trim_end().len() {
            self.breaks.push(Break { kind: BreakKind::Swallowed, range });
        }
        self.join(line);
    }

    fn instruction(mut self, line: u32) -> Instruction {
        let start = offset(self.source, self.last);
        if let Some(at) = comment_behind(self.last, self.escape) {
            let range = start + at..start + self.last.trim_end().len();
            self.breaks.push(Break { kind: BreakKind::Comment, range });
        }
        let (keyword, rest) = self.whole.split_once(char::is_whitespace).unwrap_or((&self.whole, ""));
        let rest = rest.trim();
        let begin = if rest.is_empty() { self.whole.len() } else { offset(&self.whole, rest) };
        let part = |(own, file): &(usize, usize)| match own.checked_sub(begin) {
            Some(own) => (own, *file),
            None => (0, file + (begin - own)),
        };
        // Of the parts that begin before the rest, the last one holds its beginning.
        let first = self.parts.partition_point(|(own, _)| *own <= begin).saturating_sub(1);
        let parts = self.parts.iter().skip(first).map(part).collect();
        let keyword = keyword.to_ascii_uppercase();
        let heredocs = opened(&keyword, rest, self.escape);
        let range = offset(self.source, self.first)..start + self.last.trim_end().len();
        let (rest, escape) = (rest.to_owned(), self.escape);
        Instruction { line, range, keyword, rest, heredocs, breaks: self.breaks, escape, parts }
    }
}

/// Where the blanks begin behind an escape that a comment follows.
fn comment_behind(line: &str, escape: char) -> Option<usize> {
    line.match_indices(escape).map(|(at, _)| at + escape.len_utf8()).find(|at| {
        let rest = line.get(*at..).unwrap_or_default();
        rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#')
    })
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
fn continuation(line: &str, escape: char) -> (&str, bool) {
    let trimmed = line.trim_end();
    match trimmed.strip_suffix(escape) {
        Some(body) if !body.ends_with(escape) => (body, true),
        _ => (line, false),
    }
}

fn opened(keyword: &str, rest: &str, escape: char) -> Vec<Heredoc> {
    if keyword == "ONBUILD" {
        let (inner, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let inner = inner.to_ascii_uppercase();
        return if inner == "ONBUILD" { Vec::new() } else { opened(&inner, rest, escape) };
    }
    if !matches!(keyword, "RUN" | "COPY" | "ADD") || !rest.contains("<<") || exec_form(rest).is_some() {
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
