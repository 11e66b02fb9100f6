//! A script, cut into simple commands.

use super::lex::{Part, Token, Unfinished, Word, lex};
use super::{Hazard, Lookup};
use crate::text::Text;

/// How a command follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// `;` or a line break, or nothing before it.
    Then,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `|`: it reads what the one before writes.
    Pipe,
    /// `&`: the one before runs beside it.
    Background,
    /// Inside or after brackets; whether it runs is not known.
    Group,
}

/// One command with its words not yet expanded.
#[derive(Clone, Debug, PartialEq)]
pub struct SimpleCommand {
    /// How it follows the one before it.
    pub join: Join,
    /// `NAME=value` before the command's name.
    pub assignments: Vec<(String, Word)>,
    /// The command and its arguments.
    pub words: Vec<Word>,
    /// Files it reads or writes.
    pub redirects: Vec<Redirect>,
}

/// `< FILE` or `> FILE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// Whether it writes.
    pub writes: bool,
    /// The file.
    pub file: Word,
}

impl SimpleCommand {
    fn new(join: Join) -> Self {
        SimpleCommand { join, assignments: Vec::new(), words: Vec::new(), redirects: Vec::new() }
    }

    fn is_empty(&self) -> bool {
        self.assignments.is_empty() && self.words.is_empty() && self.redirects.is_empty()
    }

    /// The words as the command gets them.
    pub fn argv(&self, lookup: Lookup<'_>) -> Vec<Text> {
        self.words.iter().flat_map(|word| word.fields(lookup)).collect()
    }
}

/// Cuts a script into simple commands. Compound commands (`if`, `for`) come out as commands of these names:
/// whoever follows the script sees a command that it does not know.
pub fn split_command(script: &Text) -> Result<Vec<SimpleCommand>, Hazard> {
    let tokens = lex(script).map_err(|Unfinished| Hazard::Unfinished)?;
    let mut commands = Vec::new();
    let mut current = SimpleCommand::new(Join::Then);
    let mut redirect: Option<bool> = None;
    for token in tokens {
        match token {
            Token::Comment | Token::HereDocument => {}
            Token::Operator { sign: sign @ ('<' | '>'), .. } => {
                // The `2` of `2>` is a word of its own kind; taken as an argument it would be copied.
                current.words.pop_if(|word| is_descriptor(word));
                redirect = Some(sign == '>');
            }
            Token::Operator { sign: '&', doubled: false } if redirect.is_some() => {}
            // A line may end after `&&`.
            Token::Operator { sign: '\n', .. } if current.is_empty() => {}
            Token::Operator { sign, doubled } => {
                let ended = std::mem::replace(&mut current, SimpleCommand::new(joined(sign, doubled)));
                commands.push(ended);
                redirect = None;
            }
            Token::Word(word) => match redirect.take() {
                Some(writes) => current.redirects.push(Redirect { writes, file: word }),
                None => add_word(&mut current, word),
            },
        }
    }
    commands.push(current);
    commands.retain(|command| !command.is_empty());
    Ok(commands)
}

fn joined(sign: char, doubled: bool) -> Join {
    match (sign, doubled) {
        ('&', true) => Join::And,
        ('|', true) => Join::Or,
        ('|', false) => Join::Pipe,
        ('&', false) => Join::Background,
        ('(' | ')', _) => Join::Group,
        _ => Join::Then,
    }
}

fn is_descriptor(word: &Word) -> bool {
    let text = word.literal();
    let known = text.as_ref().and_then(Text::known);
    known.is_some_and(|t| t.len() == 1 && t.chars().all(|c| c.is_ascii_digit()))
}

fn add_word(command: &mut SimpleCommand, word: Word) {
    match (command.words.is_empty(), assignment(&word)) {
        (true, Some(pair)) => command.assignments.push(pair),
        _ => command.words.push(word),
    }
}

/// `NAME=value`, where the name and the `=` are not quoted.
pub(in crate::launch) fn assignment(word: &Word) -> Option<(String, Word)> {
    let (first, rest) = word.0.split_first()?;
    let Part::Literal { text, quoted: false } = first else { return None };
    let (name, value) = text.split_once('=')?;
    let name = name.known()?;
    let named = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    let mut parts = vec![Part::Literal { text: value, quoted: false }];
    parts.extend_from_slice(rest);
    named.then(|| (name.to_owned(), Word(parts)))
}
