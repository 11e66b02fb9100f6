//! A script, cut into simple commands.

use std::ops::Range;

use super::blocks::{Open, unclosed};
use super::lex::{Part, Token, Word, lex};
use super::{Hazard, HereDocument, Lookup};
use crate::text::Text;

/// How a command follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// `;` or a line break, or nothing before it.
    Then,
    /// `;;`: a branch of a `case` ends.
    Next,
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
    /// `NAME=(…)` of bash.
    pub lists: Vec<List>,
    /// It is the name of a function, and the function's body follows.
    pub defines: bool,
    /// Files it reads or writes.
    pub redirects: Vec<Redirect>,
    /// Lines of the script that it reads.
    pub input: Option<HereDocument>,
    /// Its bytes in a text of which all is known.
    pub range: Range<usize>,
}

/// A script, as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// Its commands.
    pub commands: Vec<SimpleCommand>,
    /// Where a quote or bracket opens that nothing closes: what follows is not read.
    pub unfinished: Option<usize>,
    /// A compound command that nothing closes.
    pub unclosed: Option<Open>,
}

/// `NAME=(…)`, or `NAME+=(…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Whether it keeps what it has.
    pub appends: bool,
    /// What stands in the brackets.
    pub words: Vec<Word>,
}

/// `< FILE` or `> FILE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// Whether it writes.
    pub writes: bool,
    /// Whether it writes behind what is there.
    pub appends: bool,
    /// The file.
    pub file: Word,
}

impl SimpleCommand {
    fn new(join: Join) -> Self {
        SimpleCommand {
            join,
            assignments: Vec::new(),
            words: Vec::new(),
            lists: Vec::new(),
            defines: false,
            redirects: Vec::new(),
            input: None,
            range: 0..0,
        }
    }

    fn is_empty(&self) -> bool {
        self.assignments.is_empty()
            && self.words.is_empty()
            && self.lists.is_empty()
            && self.redirects.is_empty()
    }

    /// The variables that it sets: before a command, with `export` and the like, behind a `then`.
    pub fn assigned(&self) -> Vec<(String, Word)> {
        const KEYWORDS: [&str; 4] = ["then", "else", "do", "{"];
        const SETTERS: [&str; 6] = ["export", "readonly", "declare", "typeset", "local", "env"];
        let is = |word: &&Word, names: &[&str]| {
            word.last_part().is_some_and(|name| names.contains(&name.as_str()))
        };
        let mut words = self.words.iter().skip_while(|word| is(word, &KEYWORDS)).peekable();
        let sets = words.next_if(|word| is(word, &SETTERS)).is_some();
        let listed =
            words.map_while(|word| assignment(word).map(Some).or_else(|| sets.then_some(None))).flatten();
        self.assignments.iter().cloned().chain(listed).collect()
    }

    /// The words as the command gets them.
    pub fn argv(&self, lookup: Lookup<'_>) -> Vec<Text> {
        self.words.iter().flat_map(|word| word.fields(lookup)).collect()
    }
}

/// Cuts a script into simple commands. Compound commands (`if`, `for`) come out as commands of these names:
/// whoever follows the script sees a command that it does not know.
pub fn split_command(script: &Text) -> Result<Vec<SimpleCommand>, Hazard> {
    match read_script(script) {
        Script { commands, unfinished: None, .. } => Ok(commands),
        Script { unfinished: Some(_), .. } => Err(Hazard::Unfinished),
    }
}

/// Cuts a script into simple commands, up to where it cannot be read.
pub fn read_script(script: &Text) -> Script {
    let (tokens, unfinished) = lex(script);
    let unclosed = unclosed(&tokens).filter(|_| unfinished.is_none());
    let mut commands: Vec<SimpleCommand> = Vec::new();
    let mut current = SimpleCommand::new(Join::Then);
    let mut redirect: Option<(bool, bool)> = None;
    let (mut list, mut opened): (Option<List>, bool) = (None, false);
    for token in tokens {
        let was_opened = std::mem::take(&mut opened);
        match token {
            Token::Comment => {}
            Token::Word(word) if list.is_some() => {
                current.range.end = word.range.end;
                if let Some(list) = &mut list {
                    list.words.push(word);
                }
            }
            Token::Operator { sign: '\n', .. } if list.is_some() => {}
            Token::Operator { sign: ')', .. } if list.is_some() => current.lists.extend(list.take()),
            Token::Operator { sign: '(', doubled: false } if list_head(&current).is_some() => {
                list = take_list_head(&mut current);
            }
            Token::HereDocument(document) => current.input = Some(document),
            Token::Operator { sign: sign @ ('<' | '>'), doubled } => {
                // The `2` of `2>` is a word of its own kind; taken as an argument it would be copied.
                current.words.pop_if(|word| is_descriptor(word));
                redirect = Some((sign == '>', doubled));
            }
            Token::Operator { sign: '&', doubled: false } if redirect.is_some() => {}
            // A line may end after `&&`.
            Token::Operator { sign: '\n', .. } if current.is_empty() => {}
            Token::Operator { sign, doubled } => {
                opened = sign == '(' && !doubled && !current.is_empty();
                if let Some(name) = commands.last_mut().filter(|_| sign == ')' && was_opened) {
                    name.defines = true;
                }
                let ended = std::mem::replace(&mut current, SimpleCommand::new(joined(sign, doubled)));
                commands.push(ended);
                redirect = None;
            }
            Token::Word(word) => {
                let start = if current.is_empty() { word.range.start } else { current.range.start };
                current.range = start..word.range.end;
                match redirect.take() {
                    Some((writes, appends)) => {
                        current.redirects.push(Redirect { writes, appends, file: word });
                    }
                    None => add_word(&mut current, word),
                }
            }
        }
    }
    commands.push(current);
    commands.retain(|command| !command.is_empty());
    Script { commands, unfinished: unfinished.map(|unfinished| unfinished.at), unclosed }
}

/// The name before the `(` of a list, and whether the list keeps what it has.
fn list_head(command: &SimpleCommand) -> Option<(String, bool)> {
    let pair = match command.words.last() {
        Some(word) => assignment(word),
        None => command.assignments.last().cloned(),
    };
    let is_empty = |part: &Part| matches!(part, Part::Literal { text, .. } if text.is_empty());
    let (name, value) = pair?;
    match value.parts.as_slice() {
        [only] if is_empty(only) => Some((name, false)),
        [Part::Parameter { .. }, last] if is_empty(last) => Some((name, true)),
        _ => None,
    }
}

fn take_list_head(command: &mut SimpleCommand) -> Option<List> {
    let (name, appends) = list_head(command)?;
    if command.words.pop().is_none() {
        command.assignments.pop();
    }
    Some(List { name, appends, words: Vec::new() })
}

fn joined(sign: char, doubled: bool) -> Join {
    match (sign, doubled) {
        ('&', true) => Join::And,
        ('|', true) => Join::Or,
        ('|', false) => Join::Pipe,
        (';', true) => Join::Next,
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

/// `NAME=value` and `NAME+=value`, where the name and the sign are not quoted.
pub fn assignment(word: &Word) -> Option<(String, Word)> {
    let (first, rest) = word.parts.split_first()?;
    let Part::Literal { text, quoted: false } = first else { return None };
    let (name, value) = text.split_once('=')?;
    let written = name.known()?;
    let name = written.strip_suffix('+').unwrap_or(written);
    let named = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    let own = Part::Parameter { name: name.to_owned(), operation: None, quoted: true };
    let mut parts: Vec<Part> = (name != written).then_some(own).into_iter().collect();
    parts.push(Part::Literal { text: value, quoted: false });
    parts.extend_from_slice(rest);
    let range = (word.range.start + written.len() + 1).min(word.range.end)..word.range.end;
    named.then(|| (name.to_owned(), Word { parts, range, variable: None }))
}
