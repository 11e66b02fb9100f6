//! The builder's own words: quoting, escapes, `$VAR`. A shell has no part in them.

use std::ops::Range;

/// A word of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written; in an exec form as meant.
    pub text: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// Cuts at blanks outside quotes; quotes and escapes stay in the words.
pub(super) fn split(text: &str, escape: char) -> Vec<String> {
    split_at(text, escape).into_iter().map(|(word, _)| word).collect()
}

/// The same, with where each word stands in the text.
pub(super) fn split_at(text: &str, escape: char) -> Vec<(String, Range<usize>)> {
    let (mut words, mut start) = (Vec::new(), None);
    let (mut open, mut escaped) = (None, false);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && open.is_none() && !escaped {
            words.extend(start.take().map(|start| start..at));
            continue;
        }
        start.get_or_insert(at);
        match c {
            _ if escaped => escaped = false,
            _ if c == escape && open != Some('\'') => escaped = true,
            '\'' | '"' if open.is_none() => open = Some(c),
            _ if open == Some(c) => open = None,
            _ => {}
        }
    }
    words.extend(start.map(|start| start..text.len()));
    words.into_iter().map(|range| (text.get(range.clone()).unwrap_or_default().to_owned(), range)).collect()
}

/// Where the strings of a JSON list stand, quotes included.
pub(super) fn list(text: &str) -> Vec<Range<usize>> {
    let (mut strings, mut start, mut escaped) = (Vec::new(), None, false);
    for (at, c) in text.char_indices() {
        match (c, start) {
            _ if escaped => escaped = false,
            ('\\', Some(_)) => escaped = true,
            ('"', Some(begin)) => {
                strings.push(begin..at + 1);
                start = None;
            }
            ('"', None) => start = Some(at),
            _ => {}
        }
    }
    strings
}

/// The list of an exec form; `None` for a shell form.
pub(super) fn exec_form(rest: &str) -> Option<Vec<String>> {
    serde_json::from_str(rest.trim()).ok()
}
