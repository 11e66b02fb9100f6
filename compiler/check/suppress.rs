//! `agentc: allow CODE -- reason` in a comment.
//!
//! Behind code it is for that line, and for the text of several lines that opens there; on a line of its own for
//! the next one and what is indented below it; before the first line of a document for the document.

use std::cell::Cell;

use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::source::{Source, SourceId, Span};

/// The mark.
const MARK: &str = "agentc: allow ";

/// One comment.
struct Allowance {
    words: Vec<String>,
    /// First and last line, one-based.
    lines: (usize, usize),
    span: Span,
    used: Cell<bool>,
}

/// The comments of a file.
pub struct Allowances(Vec<Allowance>);

impl Allowances {
    /// Reads the comments that begin with `opener`; one without a reason is reported and allows nothing.
    pub fn read(source: &Source, id: SourceId, opener: &str, sink: &Sink) -> Self {
        if !source.text.contains(MARK) {
            return Allowances(Vec::new());
        }
        let lines: Vec<&str> = source.text.lines().collect();
        let mut found = Vec::new();
        let mut offset = 0;
        for (index, whole) in source.text.split_inclusive('\n').enumerate() {
            if let Some(at) = comment(whole, opener) {
                let span = Span::new(id, offset + at, offset + whole.trim_end().len());
                found.extend(allowance(whole, at, span, &lines, index, opener, sink));
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
        let fits = |it: &&Allowance| it.lines.0 <= line && line <= it.lines.1 && it.words.iter().any(named);
        let mut fitting = self.0.iter().filter(fits).peekable();
        let any = fitting.peek().is_some();
        fitting.for_each(|it| it.used.set(true));
        any
    }

    /// Reports the comments that allowed nothing, as far as what they name was looked for.
    pub fn report_unused(&self, looked_for: &dyn Fn(&str) -> bool, sink: &Sink) {
        let idle = |it: &&Allowance| !it.used.get() && it.words.iter().all(|word| looked_for(word));
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

fn allowance(
    line: &str,
    at: usize,
    span: Span,
    lines: &[&str],
    index: usize,
    opener: &str,
    sink: &Sink,
) -> Option<Allowance> {
    let said = line.split_once(MARK)?.1.trim_end();
    let (words, reason) = said.split_once("--").unwrap_or((said, ""));
    let words: Vec<String> = words
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if reason.trim().is_empty() || words.is_empty() {
        let finding = Diagnostic::new(&codes::ALLOWANCE, span, "a rule is allowed without a reason");
        sink.error(finding.help(format!("write `{opener} {MARK}AGC305 -- why it is right here`")));
        return None;
    }
    let code = line.get(..at).unwrap_or_default().trim();
    let lines = match code {
        "" => covered(lines, index, opener),
        _ if opens_text(code) => (index + 1, end(lines, index, opener)),
        _ => (index + 1, index + 1),
    };
    Some(Allowance { words, lines, span, used: Cell::new(false) })
}

/// The lines, one-based, that a comment on a line of its own is for.
fn covered(lines: &[&str], index: usize, opener: &str) -> (usize, usize) {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with(opener);
    let opens = |line: &&str| line.starts_with("---");
    let after = || lines.iter().enumerate().skip(index + 1);
    let Some((first, code)) = after().find(|(_, line)| is_code(line)) else { return (index + 1, index + 1) };
    let begins = lines.iter().take(index).rev().find(|line| is_code(line)).is_none_or(opens);
    if opens(code)
        || begins
            && opener == "#"
            && code.starts_with(|c: char| c.is_ascii_alphabetic())
            && code.contains(':')
    {
        let mut rest = lines.iter().enumerate().skip(first + 1);
        let end = rest.find(|(_, line)| opens(line)).map_or(lines.len(), |(at, _)| at);
        return (first + 1, end);
    }
    (first + 1, end(lines, first, opener))
}

/// The last line, one-based, of what is indented below one.
fn end(lines: &[&str], first: usize, opener: &str) -> usize {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with(opener);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = lines.get(first).map_or(0, |line| indent(line));
    let inside = |(_, line): &(usize, &&str)| !is_code(line) || indent(line) > own;
    let below = lines.iter().enumerate().skip(first + 1).take_while(inside);
    below.filter(|(_, line)| is_code(line)).last().map_or(first + 1, |(at, _)| at + 1)
}

/// Whether a text of several lines follows: `value: >-`, `|2`.
fn opens_text(code: &str) -> bool {
    let header = code.rsplit(' ').next().unwrap_or_default();
    let indicators = header.strip_prefix(['|', '>']);
    indicators.is_some_and(|rest| rest.chars().all(|c| matches!(c, '+' | '-' | '1'..='9')))
}
