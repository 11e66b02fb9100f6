//! A regular expression that a whole value must match, compiled once: a fleet has thousands of values.

use regex::Regex;

/// A pattern of a limit.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    whole: Regex,
}

impl Pattern {
    /// Compiles a pattern.
    pub fn new(text: &str) -> Result<Self, regex::Error> {
        Ok(Pattern { text: text.to_owned(), whole: Regex::new(&format!("^(?:{text})$"))? })
    }

    /// The pattern as the profile writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole value matches.
    pub fn fits(&self, value: &str) -> bool {
        self.whole.is_match(value)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
