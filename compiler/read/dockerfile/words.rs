//! The builder's own words: quoting, escapes, `$VAR`. A shell has no part in them.

use std::iter::Peekable;
use std::str::Chars;

/// Cuts at blanks outside quotes; quotes and escapes stay in the words.
pub(super) fn split(text: &str, escape: char) -> Vec<String> {
    let (mut words, mut current) = (Vec::new(), String::new());
    let mut open: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            _ if c.is_whitespace() && open.is_none() => {
                if !current.is_empty() {
                    words.push(std::mem::take(&mut current));
                }
                continue;
            }
            _ if c == escape && open != Some('\'') => {
                current.push(c);
                current.extend(chars.next());
                continue;
            }
            '\'' | '"' if open.is_none() => open = Some(c),
            _ if open == Some(c) => open = None,
            _ => {}
        }
        current.push(c);
    }
    if !current.is_empty() {
        words.push(current);
    }
    words
}

/// The list of an exec form; `None` for a shell form.
pub(super) fn exec_form(rest: &str) -> Option<Vec<String>> {
    serde_json::from_str(rest.trim()).ok()
}

/// The longest value that a process can be given; `ENV A=$A$A` in each line would pass it soon.
const LONGEST: usize = 128 << 10;

/// Removes quotes and expands variables. The error says what the builder, or this reader, refuses.
pub(super) fn expand(
    word: &str,
    escape: char,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut reader = Reader { chars: word.chars().peekable(), escape, lookup, out: String::new() };
    reader.unquoted()?;
    Ok(reader.out)
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    escape: char,
    lookup: &'a dyn Fn(&str) -> Option<String>,
    out: String,
}

impl Reader<'_> {
    fn unquoted(&mut self) -> Result<(), String> {
        while let Some(c) = self.chars.next() {
            match c {
                '\'' => self.single_quoted()?,
                '"' => self.double_quoted()?,
                '$' => self.variable()?,
                _ if c == self.escape => self.out.extend(self.chars.next()),
                _ => self.out.push(c),
            }
        }
        Ok(())
    }

    fn single_quoted(&mut self) -> Result<(), String> {
        loop {
            match self.chars.next().ok_or("a quote is not closed")? {
                '\'' => return Ok(()),
                c => self.out.push(c),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<(), String> {
        loop {
            match self.chars.next().ok_or("a quote is not closed")? {
                '"' => return Ok(()),
                '$' => self.variable()?,
                c if c == self.escape => match self.chars.peek().copied() {
                    Some(next) if next == '"' || next == '$' || next == c => {
                        self.out.extend(self.chars.next());
                    }
                    _ => self.out.push(c),
                },
                c => self.out.push(c),
            }
        }
    }

    fn variable(&mut self) -> Result<(), String> {
        if self.out.len() > LONGEST {
            return Err("a value longer than an environment can hold".to_owned());
        }
        if self.chars.next_if_eq(&'{').is_none() {
            let name = self.name();
            match name.as_str() {
                "" => self.out.push('$'),
                name => self.out.push_str(&(self.lookup)(name).unwrap_or_default()),
            }
            return Ok(());
        }
        let name = self.name();
        let mut rest = String::new();
        loop {
            match self.chars.next().ok_or("a bracket is not closed")? {
                '}' => break,
                c => rest.push(c),
            }
        }
        let value = (self.lookup)(&name);
        let filled = value.clone().filter(|value| !value.is_empty());
        // What the nested word may hold is left to whoever needs it: no file of ours does.
        if name.is_empty() || rest.contains(['$', '\'', '"', self.escape]) {
            return Err(format!("`${{{name}{rest}}}` is not understood"));
        }
        self.out.push_str(&match (rest.strip_prefix(':'), rest.as_str()) {
            (None, "") => value.unwrap_or_default(),
            (Some(op), _) if op.starts_with('-') => filled.unwrap_or_else(|| op.split_at(1).1.to_owned()),
            (Some(op), _) if op.starts_with('+') => {
                filled.map_or(String::new(), |_| op.split_at(1).1.to_owned())
            }
            (None, op) if op.starts_with('-') => value.unwrap_or_else(|| op.split_at(1).1.to_owned()),
            (None, op) if op.starts_with('+') => value.map_or(String::new(), |_| op.split_at(1).1.to_owned()),
            _ => return Err(format!("`${{{name}{rest}}}` is not understood")),
        });
        Ok(())
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
        }
        name
    }
}
