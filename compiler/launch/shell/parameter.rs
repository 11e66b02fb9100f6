//! `${NAME:-word}` and its like.

use super::lex::{Lexer, Part, Word, is_name};
use super::{Lookup, Text};
use crate::launch::env::FROM_RUNTIME;
use crate::text::{Opaque, Unit};

/// What stands behind the name in `${NAME:-word}`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operation {
    pub kind: Kind,
    /// `:`: an empty value counts as none.
    by_content: bool,
    pub word: Word,
    /// What stands between the brackets.
    source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `-`: the word, where there is no value.
    Default,
    /// `=`: the same, and the variable has it from then on.
    Assign,
    /// `+`: the word, where there is a value.
    Alternate,
    /// `?`: the script ends where there is no value.
    Required,
    /// `#`: the value without this beginning.
    Prefix,
    /// `%`: the value without this end.
    Suffix,
}

const KINDS: [(char, Kind); 4] =
    [('-', Kind::Default), ('=', Kind::Assign), ('+', Kind::Alternate), ('?', Kind::Required)];

/// What stands between `${` and `}`. What is not known here stays as it is written.
pub(super) fn braced(inside: &str, quoted: bool, depth: usize) -> Part {
    let end = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
    // All elements of a list are a parameter of their own.
    let all = inside.get(end..).is_some_and(|rest| rest.starts_with("[@]") || rest.starts_with("[*]"));
    let (name, rest) = inside.split_at(if all && end > 0 { end + 3 } else { end });
    let part = |operation| Part::Parameter { name: name.to_owned(), operation, quoted };
    match (name, rest) {
        ("", _) => {}
        (_, "") => return part(None),
        _ => {
            if let Some(operation) = operation(inside, rest, quoted, depth) {
                return part(Some(Box::new(operation)));
            }
        }
    }
    Part::Substitution { source: format!("${{{inside}}}"), is_command: false }
}

fn operation(inside: &str, rest: &str, quoted: bool, depth: usize) -> Option<Operation> {
    let bare = rest.strip_prefix(':').unwrap_or(rest);
    let by_content = bare.len() < rest.len();
    let of = |(sign, kind): &(char, Kind)| Some((*kind, bare.strip_prefix(*sign)?));
    let found = KINDS.iter().find_map(of);
    let (kind, word) = match found {
        Some(found) => found,
        None if by_content => return None,
        None => {
            let prefix = rest.strip_prefix("##").or_else(|| rest.strip_prefix('#'));
            let suffix = rest.strip_prefix("%%").or_else(|| rest.strip_prefix('%'));
            let cut = prefix.map(|word| (Kind::Prefix, word));
            cut.or_else(|| suffix.map(|word| (Kind::Suffix, word)))
                .filter(|(_, pattern)| !pattern.contains(['*', '?', '[', '\\']))?
        }
    };
    let word = Lexer::whole_word(&Text::from(word), quoted, depth)?;
    Some(Operation { kind, by_content, word, source: inside.to_owned() })
}

impl Operation {
    /// What the variable of this name becomes.
    pub fn value(&self, name: &str, lookup: Lookup<'_>) -> Text {
        let found = lookup(name);
        if found.as_ref().is_some_and(|value| is_unknown(value, name)) {
            // Where nobody who is known sets it, it is the default.
            return if self.defaults(name) {
                self.word.whole(lookup)
            } else {
                Text::opaque(Opaque::Unknown(self.source.clone()))
            };
        }
        let given = found.filter(|value| !(self.by_content && value.is_empty()));
        match (self.kind, given) {
            (Kind::Alternate, Some(value)) if matches!(value.sole_opaque(), Some(Opaque::Unknown(_))) => {
                Text::opaque(Opaque::Unknown(self.source.clone()))
            }
            (Kind::Alternate, Some(_)) => self.word.whole(lookup),
            (Kind::Prefix, Some(value)) => self.without(&value, Text::strip_prefix, lookup),
            (Kind::Suffix, Some(value)) => {
                let strip = |value: &Text, end: &str| value.known()?.strip_suffix(end).map(Text::from);
                self.without(&value, strip, lookup)
            }
            (Kind::Alternate | Kind::Prefix | Kind::Suffix, None) => Text::empty(),
            (_, Some(value)) => value,
            (Kind::Required, None) => Text::opaque(Opaque::Unknown(self.source.clone())),
            (_, None) => self.word.whole(lookup),
        }
    }

    /// Whether it is a default for a variable that not every process has.
    fn defaults(&self, name: &str) -> bool {
        let kind = matches!(self.kind, Kind::Default | Kind::Assign);
        kind && !self.word.parts.is_empty() && !FROM_RUNTIME.contains(&name)
    }

    fn without(&self, value: &Text, strip: impl Fn(&Text, &str) -> Option<Text>, lookup: Lookup<'_>) -> Text {
        let cut = self.word.whole(lookup).known().and_then(|cut| strip(value, cut));
        cut.unwrap_or_else(|| value.clone())
    }

    /// Whether blanks in what comes out separate fields where nothing quotes it.
    pub fn splits(&self) -> bool {
        let is_quoted = |part: &Part| matches!(part, Part::Literal { quoted: true, .. });
        self.word.parts.is_empty() || !self.word.parts.iter().all(is_quoted)
    }
}

/// Whether somebody who is not known here may set the variable, or nobody.
fn is_unknown(value: &Text, name: &str) -> bool {
    matches!(value.sole_opaque(), Some(Opaque::Unknown(own)) if own == name)
}

impl Lexer<'_> {
    /// A text that is one word, blanks and operators included.
    fn whole_word(text: &Text, quoted: bool, depth: usize) -> Option<Word> {
        let units: Vec<Unit<'_>> = text.units().collect();
        let mut lexer = Lexer::new(&units);
        lexer.depth = depth + 1;
        while let Some(unit) = lexer.next() {
            lexer.in_word(unit, quoted).ok()?;
        }
        Some(lexer.take_word())
    }
}

impl Word {
    /// The word without its fields being parted.
    pub fn whole(&self, lookup: Lookup<'_>) -> Text {
        let mut whole = Text::empty();
        self.parts.iter().for_each(|part| whole.append(&part.value(lookup).0));
        whole
    }

    /// Its parts without their fields being parted, and the variable that each is the value of.
    pub fn values(&self, lookup: Lookup<'_>) -> Vec<(Option<&str>, Text)> {
        self.parts.iter().map(|part| (part.name(), part.value(lookup).0)).collect()
    }

    /// The variables in it, in order.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(Part::name)
    }

    /// The first command in it whose output it holds, as it is written, and what stands before that.
    pub fn substitution(&self) -> Option<(String, &str)> {
        let mut before = Text::empty();
        for part in &self.parts {
            match part {
                Part::Literal { text, .. } => before.append(text),
                Part::Substitution { source, is_command: true } => {
                    let inside = source.strip_prefix("$(").and_then(|source| source.strip_suffix(')'))?;
                    return Some((before.to_string(), inside));
                }
                _ => return None,
            }
        }
        None
    }

    /// The variables that the word sets where they are not set: `${NAME:=value}`.
    pub fn sets(&self, lookup: Lookup<'_>) -> Vec<(String, Text)> {
        let set = |part: &Part| match part {
            Part::Parameter { name, operation: Some(operation), .. } if operation.kind == Kind::Assign => {
                let found = lookup(name).filter(|value| !value.is_empty());
                let sets = found.is_none_or(|value| is_unknown(&value, name) && operation.defaults(name));
                sets.then(|| (name.clone(), operation.word.whole(lookup)))
            }
            _ => None,
        };
        self.parts.iter().filter_map(set).collect()
    }
}
