//! The builder's own words: quotes, escapes and variables. A shell has no part in them.

use std::iter::Peekable;
use std::str::Chars;

use super::Refused;

/// The longest value that a process can be given; `ENV A=$A$A` in each line would pass it soon.
const LONGEST: usize = 128 << 10;
/// How deep `${A:-${B:-…}}` may go.
const DEEPEST: usize = 32;

/// Removes quotes and expands variables. The error says what the builder refuses, or this reader does not follow.
pub(super) fn expand(
    word: &str,
    escape: char,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Refused> {
    let mut reader = Reader { chars: word.chars().peekable(), escape, lookup, out: String::new(), depth: 0 };
    reader.until(None)?;
    Ok(reader.out)
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    escape: char,
    lookup: &'a dyn Fn(&str) -> Option<String>,
    out: String,
    depth: usize,
}

impl Reader<'_> {
    fn until(&mut self, end: Option<char>) -> Result<(), Refused> {
        while let Some(c) = self.chars.next() {
            match c {
                _ if Some(c) == end => return Ok(()),
                '\'' => self.single_quoted()?,
                '"' => self.double_quoted()?,
                '$' => self.variable()?,
                _ if c == self.escape => self.out.extend(self.chars.next()),
                _ => self.out.push(c),
            }
        }
        if end.is_none() { Ok(()) } else { Err("a bracket is not closed".into()) }
    }

    fn single_quoted(&mut self) -> Result<(), Refused> {
        loop {
            match self.chars.next().ok_or("a quote is not closed")? {
                '\'' => return Ok(()),
                c => self.out.push(c),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<(), Refused> {
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

    fn variable(&mut self) -> Result<(), Refused> {
        if self.out.len() > LONGEST {
            return Err("a value longer than an environment can hold".into());
        }
        if self.depth > DEEPEST {
            return Err(Refused::unread("variables in variables"));
        }
        if self.chars.next_if_eq(&'{').is_none() {
            match self.name().as_str() {
                "" => self.out.push('$'),
                name => self.out.push_str(&(self.lookup)(name).unwrap_or_default()),
            }
            return Ok(());
        }
        let name = self.name();
        if name.is_empty() {
            return Err("a variable without a name".into());
        }
        let value = (self.lookup)(&name);
        let by_content = self.chars.next_if_eq(&':').is_some();
        let given = value.clone().filter(|value| !(by_content && value.is_empty()));
        match self.chars.next() {
            Some('}') if !by_content => self.out.push_str(&value.unwrap_or_default()),
            Some('-') => self.choose(given.as_deref(), given.is_none())?,
            Some('+') => self.choose(Some(""), given.is_some())?,
            Some('?') => match given {
                Some(given) => self.choose(Some(&given), false)?,
                None => return Err(format!("{name} must be set").into()),
            },
            Some('#' | '%' | '/') if !by_content => {
                return Err(Refused::unread(format!("a pattern taken out of {name}")));
            }
            _ => return Err(format!("`${{{name}` is followed by no modifier that there is").into()),
        }
        Ok(())
    }

    /// The word up to the bracket, or what stands for it.
    fn choose(&mut self, instead: Option<&str>, word: bool) -> Result<(), Refused> {
        let before = self.out.len();
        self.depth += 1;
        self.until(Some('}'))?;
        self.depth -= 1;
        if !word {
            self.out.truncate(before);
            self.out.push_str(instead.unwrap_or_default());
        }
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
