//! How the JVM splits an options variable, and how an option is written so that it survives.
//!
//! Whitespace separates; `'…'` and `"…"` group anywhere in an option and are removed; a backslash is a
//! backslash; nothing is expanded. libjvm reads `JAVA_TOOL_OPTIONS` and `_JAVA_OPTIONS` this way, the `java`
//! launcher reads `JDK_JAVA_OPTIONS` the same.

use std::fmt;

use crate::text::{Text, Unit};

/// A quote that nothing closes. The JVM prints `Unmatched quote` and exits with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnmatchedQuote(
    /// `'` or `"`.
    pub char,
);

/// A character that no quoting can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unquotable(
    /// The character.
    pub char,
);

impl fmt::Display for UnmatchedQuote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing closes the quote {}", self.0)
    }
}

impl fmt::Display for Unquotable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the character {:?} cannot be quoted here", self.0)
    }
}

/// C's `isspace`, which counts the vertical tab too.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{b}'
}

fn is_quote(c: char) -> bool {
    c == '\'' || c == '"'
}

/// The options in a variable's value. An opaque value counts as one non-blank character.
pub fn tokenize(value: &Text) -> Result<Vec<Text>, UnmatchedQuote> {
    let mut options = Vec::new();
    let mut current: Option<Text> = None;
    let mut open: Option<char> = None;
    for unit in value.units() {
        match unit {
            Unit::Char(c) if open == Some(c) => open = None,
            Unit::Char(c) if open.is_none() && is_quote(c) => {
                open = Some(c);
                current.get_or_insert_default();
            }
            Unit::Char(c) if open.is_none() && is_space(c) => options.extend(current.take()),
            _ => current.get_or_insert_default().push(unit),
        }
    }
    options.extend(current);
    open.map_or(Ok(options), |quote| Err(UnmatchedQuote(quote)))
}

/// Writes one option so that [`tokenize`] gives it back, alone or joined to others with a space.
pub fn quote_option(option: &Text) -> Result<Text, Unquotable> {
    let special = |unit| matches!(unit, Unit::Char(c) if is_space(c) || is_quote(c));
    if !option.is_empty() && !option.units().any(special) && !holds_nul(option) {
        return Ok(option.clone());
    }
    let mut quoted = Text::empty();
    let mut open = None;
    for unit in option.units() {
        let wanted = match unit {
            Unit::Char('\0') => return Err(Unquotable('\0')),
            Unit::Char('"') => '\'',
            Unit::Char('\'') => '"',
            // What any quote can hold stays in the one that is open.
            _ => open.unwrap_or('"'),
        };
        if open != Some(wanted) {
            quoted.push_str(&open.replace(wanted).map(String::from).unwrap_or_default());
            quoted.push(Unit::Char(wanted));
        }
        quoted.push(unit);
    }
    match open {
        Some(quote) => quoted.push(Unit::Char(quote)),
        None => quoted.push_str("\"\""),
    }
    Ok(quoted)
}

/// No environment variable can hold one.
fn holds_nul(text: &Text) -> bool {
    text.units().any(|unit| unit == Unit::Char('\0'))
}
