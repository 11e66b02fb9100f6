//! The builder's own words: quotes, escapes and variables. A shell has no part in them.

use std::iter::Peekable;
use std::str::Chars;

use super::Refused;
use crate::text::Text;

/// The longest value that a process can be given; `ENV A=$A$A` in each line would pass it soon.
const LONGEST: usize = 128 << 10;
/// How deep `${A:-${B:-…}}` may go.
const DEEPEST: usize = 32;

/// Removes quotes and expands variables. The error says what the builder refuses, or this reader does not follow.
pub(super) fn expand(
    word: &str,
    escape: char,
    lookup: &dyn Fn(&str) -> Option<Text>,
) -> Result<Text, Refused> {
    let chars = word.chars().peekable();
    let mut reader = Reader { chars, escape, lookup, out: Text::empty(), length: 0, depth: 0 };
    reader.until(None)?;
    Ok(reader.out)
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    escape: char,
    lookup: &'a dyn Fn(&str) -> Option<Text>,
    out: Text,
    /// Bytes of the values that were put in.
    length: usize,
    depth: usize,
}

impl Reader<'_> {
    fn push(&mut self, c: char) {
        self.out.push_str(c.encode_utf8(&mut [0; 4]));
    }

    fn put(&mut self, value: &Text) {
        self.length += value.bytes();
        self.out.append(value);
    }

    fn until(&mut self, end: Option<char>) -> Result<(), Refused> {
        while let Some(c) = self.chars.next() {
            match c {
                _ if Some(c) == end => return Ok(()),
                '\'' => self.single_quoted()?,
                '"' => self.double_quoted()?,
                '$' => self.variable()?,
                _ if c == self.escape => self.chars.next().into_iter().for_each(|c| self.push(c)),
                _ => self.push(c),
            }
        }
        if end.is_none() { Ok(()) } else { Err("a bracket is not closed".into()) }
    }

    fn single_quoted(&mut self) -> Result<(), Refused> {
        loop {
            match self.chars.next().ok_or("a quote is not closed")? {
                '\'' => return Ok(()),
                c => self.push(c),
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
                        self.chars.next();
                        self.push(next);
                    }
                    _ => self.push(c),
                },
                c => self.push(c),
            }
        }
    }

    fn variable(&mut self) -> Result<(), Refused> {
        if self.length > LONGEST {
            return Err("a value longer than an environment can hold".into());
        }
        if self.depth > DEEPEST {
            return Err(Refused::unread("variables in variables"));
        }
        if self.chars.next_if_eq(&'{').is_none() {
            match self.name().as_str() {
                "" => self.push('$'),
                name => self.put(&(self.lookup)(name).unwrap_or_default()),
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
        // Where the builder may be told a value and the file has one for the other case, that one is taken.
        let is_asked = given.as_ref().is_some_and(|value| value.sole_opaque().is_some());
        match self.chars.next() {
            Some('}') if !by_content => self.put(&value.unwrap_or_default()),
            Some('-') if is_asked => self.choose(None)?,
            Some('-') => self.choose(given)?,
            Some('+') if given.is_some() => self.choose(None)?,
            Some('+') => self.choose(Some(Text::empty()))?,
            Some('?') => match given {
                Some(given) => self.choose(Some(given))?,
                None => return Err(format!("{name} must be set").into()),
            },
            Some('#' | '%' | '/') if !by_content => {
                return Err(Refused::unread(format!("a pattern taken out of {name}")));
            }
            _ => return Err(format!("`${{{name}` is followed by no modifier that there is").into()),
        }
        Ok(())
    }

    /// Reads the word up to the bracket, and puts it in, or what stands for it.
    fn choose(&mut self, instead: Option<Text>) -> Result<(), Refused> {
        let before = std::mem::take(&mut self.out);
        self.depth += 1;
        self.until(Some('}'))?;
        self.depth -= 1;
        let word = std::mem::replace(&mut self.out, before);
        self.put(&instead.unwrap_or(word));
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
