//! `agentc: allow CODE -- reason` in a comment.
//!
//! Behind code it is for that line, and for the text of several lines that opens there; on a line of its own for
//! the next one and what is indented below it; before the first line of a document for the document.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::diagnostic::{CODES, Diagnostic, Sink, codes, nearest};
use crate::source::{Source, SourceId, Span};

use super::select::UnknownRule;

/// The mark.
const MARK: &str = "agentc: allow ";
/// What every comment for this program begins with.
const TOOL: &str = "agentc";
/// How other linters call it.
const WORDS: [&str; 6] = ["allow", "ignore", "disable", "noqa", "suppress", "skip"];

/// One comment.
struct Allowance {
    words: Vec<String>,
    /// First and last line, one-based.
    lines: (usize, usize),
    /// The last line that it or one before it is for: what is further down needs no look at either.
    reach: usize,
    span: Span,
    used: Cell<bool>,
}

/// The comments of a file, by first lines.
pub struct Allowances(Vec<Allowance>);

impl Allowances {
    /// Reads the comments that begin with `opener`; one without a reason is reported and allows nothing.
    pub fn read(source: &Source, id: SourceId, opener: &str, sink: &Sink) -> Self {
        if !source.text.contains(TOOL) {
            return Allowances(Vec::new());
        }
        let mut text = Text { lines: source.text.lines().collect(), opener, ends: BTreeMap::new() };
        let mut found: Vec<Allowance> = Vec::new();
        let mut offset = 0;
        for (index, whole) in source.text.split_inclusive('\n').enumerate() {
            if let Some(at) = comment(whole, opener) {
                let span = Span::new(id, offset + at, offset + whole.trim_end().len());
                if let Some(words) = said(whole, span, opener, sink) {
                    let words = known(words, span, sink);
                    let lines = text.lines_for(whole.get(..at).unwrap_or_default().trim(), index);
                    let reach = found.last().map_or(0, |before| before.reach).max(lines.1);
                    found.push(Allowance { words, lines, reach, span, used: Cell::new(false) });
                }
            } else if let Some(at) = misspelt(whole, opener) {
                let span = Span::new(id, offset + at, offset + whole.trim_end().len());
                let finding = Diagnostic::new(
                    &codes::ALLOWANCE,
                    span,
                    "a comment that allows nothing as it is written",
                );
                sink.note(finding.help(format!("write `{opener} {MARK}AGC305 -- why it is right here`")));
            }
            offset += whole.len();
        }
        Allowances(found)
    }

    /// Whether a comment allows a finding.
    pub fn allows(&self, finding: &Diagnostic, source: &Source) -> bool {
        let Some(primary) = &finding.primary else { return false };
        let line = source.place(primary.span.start).line as usize;
        let named = |word: &String| word == finding.code.id || word == finding.code.slug;
        let above = self.0.get(..self.0.partition_point(|it| it.lines.0 <= line)).unwrap_or_default();
        let near = above.iter().rev().take_while(|it| line <= it.reach);
        let fits = |it: &&Allowance| line <= it.lines.1 && it.words.iter().any(named);
        let mut fitting = near.filter(fits).peekable();
        let any = fitting.peek().is_some();
        fitting.for_each(|it| it.used.set(true));
        any
    }

    /// Reports the comments that allowed nothing, as far as what they name was looked for.
    pub fn report_unused(&self, looked_for: &dyn Fn(&str) -> bool, sink: &Sink) {
        let judged = |it: &&Allowance| !it.words.is_empty() && it.words.iter().all(|word| looked_for(word));
        let idle = |it: &&Allowance| !it.used.get() && judged(it);
        for unused in self.0.iter().filter(idle) {
            let message = format!("nothing here is found by {}", unused.words.join(", "));
            let finding = Diagnostic::new(&codes::ALLOWANCE, unused.span, message);
            sink.note(finding.help("take the comment out, or put it before what it is for"));
        }
    }
}

/// Where a comment with the mark begins in a line.
fn comment(line: &str, opener: &str) -> Option<usize> {
    let mark = line.find(MARK)?;
    let before = line.get(..mark)?.trim_end();
    let at = before.strip_suffix(opener)?.len();
    // `#` inside a word begins no comment.
    let parted = line.get(..at).is_some_and(|code| code.is_empty() || code.ends_with([' ', '\t']));
    parted.then_some(at)
}

/// Where a comment begins that was surely meant to allow something: `agentc` is its first word, and `allow` or a word
/// like it, or a code, comes next.
fn misspelt(line: &str, opener: &str) -> Option<usize> {
    let tool = line.find(TOOL)?;
    let at = line.get(..tool)?.trim_end().strip_suffix(opener)?.len();
    let parted = line.get(..at).is_some_and(|code| code.is_empty() || code.ends_with([' ', '\t']));
    let rest = line.get(tool + TOOL.len()..)?;
    let said = rest.trim_start_matches([' ', '\t', ':', '-', '=']);
    let is_apart = said.len() < rest.len();
    let word: String = said.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    let word = word.to_ascii_lowercase();
    let is_code =
        word.strip_prefix("agc").is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    let is_meant = WORDS.contains(&word.as_str()) || nearest(&word, ["allow"]).is_some() || is_code;
    // A sentence may begin with the program's name.
    let is_mark = rest.starts_with(':') || line.contains("AGC");
    (parted && is_apart && is_meant && is_mark).then_some(at)
}

/// What a comment allows; one without a reason is reported.
fn said(line: &str, span: Span, opener: &str, sink: &Sink) -> Option<Vec<String>> {
    let said = line.split_once(MARK)?.1.trim_end();
    let (words, reason) = said.split_once("--").unwrap_or((said, ""));
    let words = words.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    if reason.trim().is_empty() || words.is_empty() {
        let finding = Diagnostic::new(&codes::ALLOWANCE, span, "a rule is allowed without a reason");
        sink.error(finding.help(format!("write `{opener} {MARK}AGC305 -- why it is right here`")));
        return None;
    }
    Some(words)
}

/// The words that name a rule; others are reported.
fn known(words: Vec<String>, span: Span, sink: &Sink) -> Vec<String> {
    let selects = |word: &String| CODES.iter().any(|code| code.id == *word || code.slug == *word);
    let (known, others): (Vec<String>, Vec<String>) = words.into_iter().partition(selects);
    for word in others {
        let unknown = UnknownRule::of(&word);
        let finding = Diagnostic::new(&codes::UNKNOWN_RULE, span, unknown.message());
        sink.note(finding.maybe_help(unknown.help));
    }
    known
}

/// The lines of a file. Where a block ends is looked for once: many comments may stand before it.
struct Text<'a> {
    lines: Vec<&'a str>,
    opener: &'a str,
    /// By the index of a comment's line: the lines that it is for, as far as the run of comments is the same.
    ends: BTreeMap<usize, (usize, usize)>,
}

impl Text<'_> {
    /// The lines, one-based, that a comment behind this code is for.
    fn lines_for(&mut self, code: &str, index: usize) -> (usize, usize) {
        match code {
            "" => self.covered(index),
            _ if opens_text(code) => (index + 1, self.end(index)),
            _ => (index + 1, index + 1),
        }
    }

    fn is_code(&self, line: &str) -> bool {
        !line.trim().is_empty() && !line.trim_start().starts_with(self.opener)
    }

    /// The lines that a comment on a line of its own is for.
    fn covered(&mut self, index: usize) -> (usize, usize) {
        // A comment right below another one is for the same lines.
        let above = index.checked_sub(1).and_then(|above| self.ends.get(&above)).copied();
        let covered = above.filter(|(first, _)| *first > index).unwrap_or_else(|| self.look(index));
        self.ends.insert(index, covered);
        covered
    }

    fn look(&self, index: usize) -> (usize, usize) {
        let opens = |line: &&str| line.starts_with("---");
        let mut after = self.lines.iter().enumerate().skip(index + 1);
        let Some((first, code)) = after.find(|(_, line)| self.is_code(line)) else {
            return (index + 1, index + 1);
        };
        let before = self.lines.iter().take(index).rev().find(|line| self.is_code(line));
        let is_key = code.starts_with(|c: char| c.is_ascii_alphabetic()) && code.contains(':');
        if opens(code) || before.is_none_or(opens) && self.opener == "#" && is_key {
            let mut rest = self.lines.iter().enumerate().skip(first + 1);
            let end = rest.find(|(_, line)| opens(line)).map_or(self.lines.len(), |(at, _)| at);
            return (first + 1, end);
        }
        (first + 1, self.end(first))
    }

    /// The last line, one-based, of what is indented below one.
    fn end(&self, first: usize) -> usize {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let own = self.lines.get(first).map_or(0, |line| indent(line));
        // The items of a list may stand in the column of its key.
        let is_item = |line: &str| line.trim_start().starts_with("- ");
        let is_key =
            self.lines.get(first).is_some_and(|line| !is_item(line) && line.trim_end().ends_with(':'));
        let inside = |(_, line): &(usize, &&str)| {
            !self.is_code(line) || indent(line) > own || is_key && indent(line) == own && is_item(line)
        };
        let below = self.lines.iter().enumerate().skip(first + 1).take_while(inside);
        below.filter(|(_, line)| self.is_code(line)).last().map_or(first + 1, |(at, _)| at + 1)
    }
}

/// Whether a text of several lines follows: `value: >-`, `|2`.
fn opens_text(code: &str) -> bool {
    let header = code.rsplit(' ').next().unwrap_or_default();
    let indicators = header.strip_prefix(['|', '>']);
    indicators.is_some_and(|rest| rest.chars().all(|c| matches!(c, '+' | '-' | '1'..='9')))
}
