//! Which rules run.

use crate::diagnostic::{CODES, Code, nearest_help};

use super::rule::Rule;

/// `--select`, `--ignore`, `--strict`, and what a project says of its own.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Codes, beginnings of codes, or names; none means all.
    pub select: Vec<String>,
    /// The same, for what is left out.
    pub ignore: Vec<String>,
    /// Whether rules of style run too.
    pub strict: bool,
    /// Registries, or beginnings of repositories, that images may come from; none means any.
    pub registries: Vec<String>,
}

/// A word that selects nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The word.
    pub word: String,
    /// What may have been meant.
    pub help: Option<String>,
}

impl UnknownRule {
    /// A word that is no rule, and the nearest one.
    pub fn of(word: &str) -> Self {
        let names = CODES.iter().flat_map(|code| [code.id, code.slug]);
        UnknownRule { word: word.to_owned(), help: nearest_help(word, names) }
    }

    /// What is said of it.
    pub fn message(&self) -> String {
        format!("no rule is called `{}`", self.word)
    }
}

impl Selection {
    /// Words that are no rule and no beginning of one.
    pub fn unknown(&self) -> Vec<UnknownRule> {
        let known = |word: &&String| CODES.iter().any(|code| fits(word, code));
        let words = self.select.iter().chain(&self.ignore).filter(|word| !known(word));
        words.map(|word| UnknownRule::of(word)).collect()
    }

    /// Whether findings of this code are told.
    pub fn takes(&self, code: &Code) -> bool {
        let named = |words: &[String]| words.iter().any(|word| fits(word, code));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// Whether a rule runs. One of style runs when it is selected by its own name, too.
    pub fn runs(&self, rule: &Rule) -> bool {
        let own = |word: &String| word.eq_ignore_ascii_case(rule.code.id) || *word == rule.code.slug;
        self.takes(rule.code) && (!rule.strict || self.strict || self.select.iter().any(own))
    }
}

/// `AGC305`, `AGC3`, `AGC3xx`, or a name.
fn fits(word: &str, code: &Code) -> bool {
    let id = word.to_ascii_uppercase();
    let family = id.trim_end_matches('X');
    let is_family = family == id || id.len() == code.id.len();
    word == code.slug || (is_family && family.starts_with("AGC") && code.id.starts_with(family))
}
