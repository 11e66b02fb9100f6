//! What a shell makes of a variable or a script: field splitting, `eval`, simple commands.

mod blocks;
mod brackets;
mod heredoc;
mod lex;
mod options;
mod parameter;
mod quote;
mod script;

use std::fmt;

use crate::text::{Opaque, Piece, Text, Unit};
use lex::{Part, Token, lex};
use parameter::{Kind, Operation};

pub use blocks::Open;
pub use heredoc::HereDocument;
pub use lex::Word;
pub use options::{is_shell, script_of};
pub use quote::quote;
pub use script::{Join, List, Redirect, Script, SimpleCommand, assignment, read_script, split_command};

/// The value of a variable; `None` where it is not set.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<Text>;

/// Why a text is not a plain list of words to a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// An operator outside quotes: a command ends here, or a file is read or written.
    Operator(char),
    /// A pattern outside quotes, replaced by the names of files that match.
    Glob(char),
    /// `$(…)` or backticks: the command runs.
    Substitution(String),
    /// `~` or `{a,b}` outside quotes, which not every shell leaves alone.
    Brace,
    /// `#`: what follows is not read.
    Comment,
    /// A quote or bracket that nothing closes.
    Unfinished,
}

impl Hazard {
    /// Whether it is a pattern, which a shell leaves alone where nothing matches.
    fn is_pattern(&self) -> bool {
        matches!(self, Hazard::Glob(_) | Hazard::Brace)
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hazard::Operator('\n') => f.write_str("a line break outside quotes ends the command"),
            Hazard::Operator(sign) => write!(f, "`{sign}` outside quotes is an operator"),
            Hazard::Glob(sign) => write!(f, "`{sign}` outside quotes is a file name pattern"),
            Hazard::Substitution(source) => write!(f, "`{source}` runs a command"),
            Hazard::Brace => f.write_str("`~` or `{a,b}` outside quotes is expanded by some shells"),
            Hazard::Comment => f.write_str("`#` begins a comment"),
            Hazard::Unfinished => f.write_str("a quote or bracket is not closed"),
        }
    }
}

/// Field splitting of an unquoted `$VAR`: blanks separate, quotes are ordinary characters, nothing is
/// expanded again.
pub fn words(value: &Text) -> Vec<Text> {
    let mut fields = Vec::new();
    let mut current = Text::empty();
    for unit in value.units() {
        match unit {
            Unit::Char(' ' | '\t' | '\n') => fields.push(std::mem::take(&mut current)),
            other => current.push(other),
        }
    }
    fields.push(current);
    fields.retain(|field| !field.is_empty());
    fields
}

/// What `eval` makes of a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluated {
    /// The words, up to the first operator. What running a command gives is not known.
    pub fields: Vec<Text>,
    /// What makes it more than a list of words: the launch breaks there, or does something else. The first that
    /// surely does, else the first that may: a pattern that matches no file stays as it is.
    pub hazard: Option<Hazard>,
}

/// What `eval` makes of a value: quotes are honoured, `$VAR` and `${VAR}` are expanded.
pub fn evaluate(value: &Text, lookup: Lookup<'_>) -> Evaluated {
    let (tokens, None) = lex(value) else {
        return Evaluated { fields: Vec::new(), hazard: Some(Hazard::Unfinished) };
    };
    let mut it = Evaluated { fields: Vec::new(), hazard: None };
    for token in tokens {
        let (hazard, word) = match token {
            Token::Operator { sign, .. } => (Some(Hazard::Operator(sign)), None),
            Token::Comment => (Some(Hazard::Comment), None),
            Token::HereDocument(_) => (Some(Hazard::Operator('<')), None),
            Token::Word(word) => (word.hazard(), Some(word)),
        };
        let surely = it.hazard.as_ref().is_some_and(|hazard| !hazard.is_pattern());
        let stronger = hazard.is_some() && !hazard.as_ref().is_some_and(Hazard::is_pattern);
        if it.hazard.is_none() || !surely && stronger {
            it.hazard = hazard;
        }
        let Some(word) = word else { break };
        it.fields.extend(word.fields(lookup));
    }
    it
}

/// The words that `eval` makes of a value that is nothing but words.
pub fn eval(value: &Text, lookup: Lookup<'_>) -> Result<Vec<Text>, Hazard> {
    let Evaluated { fields, hazard } = evaluate(value, lookup);
    hazard.map_or(Ok(fields), Err)
}

/// Names in `$NAME` and `${NAME…}`, in order, wherever they stand: what somebody expected a shell to expand.
pub fn references(value: &Text) -> Vec<String> {
    let known = value.pieces().iter().filter_map(|piece| match piece {
        Piece::Known(text) => Some(text.split('$').skip(1)),
        Piece::Opaque(_) => None,
    });
    known.flatten().filter_map(referenced).collect()
}

/// The name at the start of what follows a `$`.
fn referenced(after: &str) -> Option<String> {
    let after = after.strip_prefix('{').unwrap_or(after);
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
    let name = after.get(..end)?;
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then(|| name.to_owned())
}

impl Part {
    /// The variable's name, if it is one that somebody sets.
    fn name(&self) -> Option<&str> {
        let named = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        match self {
            Part::Parameter { name, .. } if named(name) => name.split('[').next(),
            _ => None,
        }
    }
}

impl Word {
    /// The variable, if the word is nothing but an unquoted `$NAME` or `${NAME:-default}`, and its default.
    pub fn sole_variable(&self) -> Option<(&str, Option<&Word>)> {
        match self.parts.as_slice() {
            [part @ Part::Parameter { quoted: false, operation: None, .. }] => Some((part.name()?, None)),
            [part @ Part::Parameter { quoted: false, operation: Some(operation), .. }] => {
                let defaults = matches!(operation.kind, Kind::Default | Kind::Assign);
                Some((part.name().filter(|_| defaults)?, Some(&operation.word)))
            }
            _ => None,
        }
    }

    /// The list, if it is `"$@"` or `"${LIST[@]}"`, or either without quotes: each of its elements is a word.
    pub fn list(&self) -> Option<&str> {
        let Some(Part::Parameter { name, operation, quoted }) = self.sole_part() else { return None };
        let is_list =
            name.ends_with("[@]") || name == "@" || !quoted && (name == "*" || name.ends_with("[*]"));
        // `"${LIST[@]+"${LIST[@]}"}"` is the list, also where it is empty and `set -u` holds.
        let is_itself = |operation: &Operation| {
            operation.kind == Kind::Alternate && operation.word.list().is_some_and(|own| own == name)
        };
        (is_list && operation.as_deref().is_none_or(is_itself)).then_some(name)
    }

    /// The variable, if nothing else stands in the word, quotes apart.
    pub fn parameter(&self) -> Option<&str> {
        self.sole_part()?.name()
    }

    fn sole_part(&self) -> Option<&Part> {
        let is_quote = |part: &&Part| matches!(part, Part::Literal { text, .. } if text.is_empty());
        let mut parts = self.parts.iter().filter(|part| !is_quote(part));
        parts.next().filter(|_| parts.next().is_none())
    }

    /// Whether `$NAME` stands in it.
    pub fn mentions(&self, name: &str) -> bool {
        let inside = |part: &Part| match part {
            Part::Parameter { operation: Some(operation), .. } => operation.word.mentions(name),
            _ => false,
        };
        self.parts.iter().any(|part| part.name() == Some(name) || inside(part))
    }

    /// What stands behind the last slash, where that is known: of `$JAVA_HOME/bin/java` it is.
    pub fn last_part(&self) -> Option<String> {
        let Some(Part::Literal { text, .. }) = self.parts.last() else { return None };
        let (folder, name) = match text.known()?.rsplit_once('/') {
            Some((_, name)) => (true, name),
            None => (false, text.known()?),
        };
        if folder { Some(name.to_owned()) } else { self.literal().map(|text| text.to_string()) }
    }

    /// Whether it begins with this character, outside of variables.
    pub fn begins_with(&self, c: char) -> bool {
        matches!(self.parts.first(), Some(Part::Literal { text, .. }) if text.units().next() == Some(Unit::Char(c)))
    }

    /// The characters, if none of them is an expansion.
    pub fn literal(&self) -> Option<Text> {
        let mut whole = Text::empty();
        for part in &self.parts {
            match part {
                Part::Literal { text, .. } => whole.append(text),
                _ => return None,
            }
        }
        Some(whole)
    }

    /// The fields that the word becomes: none, one, or, where an unquoted variable holds blanks, more.
    pub fn fields(&self, lookup: Lookup<'_>) -> Vec<Text> {
        if let Some(part @ Part::Parameter { name, .. }) = self.sole_part()
            && (name == "@" || name.ends_with("[@]"))
        {
            // `"$@"` is as many words as there are arguments, perhaps none.
            return words(&part.value(lookup).0);
        }
        let mut fields: Vec<Text> = Vec::new();
        let mut current: Option<Text> = None;
        for part in &self.parts {
            let (value, splits) = part.value(lookup);
            if !splits {
                current.get_or_insert_default().append(&value);
                continue;
            }
            for unit in value.units() {
                match unit {
                    Unit::Char(' ' | '\t' | '\n') => fields.extend(current.take()),
                    other => current.get_or_insert_default().push(other),
                }
            }
        }
        fields.extend(current);
        fields
    }

    /// What keeps the word from meaning itself.
    fn hazard(&self) -> Option<Hazard> {
        if let Some(Part::Literal { text, quoted: false }) = self.parts.first()
            && text.units().next() == Some(Unit::Char('~'))
        {
            return Some(Hazard::Brace);
        }
        let mut open = false;
        self.parts.iter().find_map(|part| part.hazard(&mut open))
    }
}

impl Part {
    /// The value, and whether blanks in it separate fields.
    fn value(&self, lookup: Lookup<'_>) -> (Text, bool) {
        match self {
            Part::Literal { text, .. } => (text.clone(), false),
            Part::Parameter { name, operation: None, quoted } => (lookup(name).unwrap_or_default(), !quoted),
            Part::Parameter { name, operation: Some(operation), quoted } => {
                (operation.value(name, lookup), !quoted && operation.splits())
            }
            Part::Substitution { source, .. } => (Text::opaque(Opaque::Unknown(source.clone())), false),
        }
    }

    /// `open` tells whether an unquoted `{` stands before.
    fn hazard(&self, open: &mut bool) -> Option<Hazard> {
        match self {
            Part::Substitution { source, is_command: true } => Some(Hazard::Substitution(source.clone())),
            Part::Literal { text, quoted: false } => {
                let mut dot = false;
                text.units().find_map(|unit| {
                    let Unit::Char(c) = unit else { return None };
                    let range = std::mem::replace(&mut dot, c == '.') && c == '.';
                    match c {
                        '*' | '?' | '[' => return Some(Hazard::Glob(c)),
                        '{' => *open = true,
                        '}' => *open = false,
                        _ => {}
                    }
                    (*open && (c == ',' || range)).then_some(Hazard::Brace)
                })
            }
            _ => None,
        }
    }
}
