//! Where scripts and `ENV` instructions give variables their values.

use crate::source::{SourceId, Span};

/// Assignments `NAME=value` in a part of a text, in order: the name and where it and its value stand.
pub(super) fn assignments(text: &str, id: SourceId, start: usize) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let end = word(rest);
        let name = rest.get(..end).and_then(|word| word.split_once('=')).map(|(name, _)| name);
        if let Some(name) = name.filter(|name| is_name(name)) {
            found.push((name.to_owned(), Span::new(id, start + at, start + at + end)));
        }
        at += end.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    found
}

/// Where the word at the start of a text ends; quotes and backslashes hold it together.
fn word(text: &str) -> usize {
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in text.char_indices() {
        match quote {
            _ if escaped => escaped = false,
            _ if c == '\\' && quote != Some('\'') => escaped = true,
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | ')') => return at,
            Some(_) | None => {}
        }
    }
    text.len()
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::assignments;
    use crate::source::Sources;

    #[test]
    fn words_of_a_script() {
        let text = "export A=1 B=\"x y\"; C='$D' java -Da=b -jar x\nif [ A = b ]; then E+=1; fi\n";
        let id = Sources::default().add("x.sh", text);
        let found = assignments(text, id, 0);
        let shown: Vec<_> = found
            .iter()
            .map(|(name, span)| (name.as_str(), &text[span.start as usize..span.end as usize]))
            .collect();
        assert_eq!(shown, [("A", "A=1"), ("B", "B=\"x y\""), ("C", "C='$D'")]);
    }
}
