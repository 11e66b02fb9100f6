//! Shell source to words and operators: the part of POSIX that start scripts are made of.

use std::ops::Range;

use super::brackets;
use super::heredoc::HereDocument;
use super::parameter::{Operation, braced};
use crate::text::{Text, Unit};

/// A word, in parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    pub(super) parts: Vec<Part>,
    /// Its bytes in a text of which all is known.
    pub range: Range<usize>,
    /// The variable that an `eval` took it out of.
    pub variable: Option<String>,
}

/// A part of a word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Characters that stand for themselves.
    Literal { text: Text, quoted: bool },
    /// `$NAME`, `${NAME}`, `${NAME:-default}`.
    Parameter { name: String, operation: Option<Box<Operation>>, quoted: bool },
    /// `$(…)`, backticks, or an expansion that only running it resolves; as written.
    Substitution { source: String, is_command: bool },
}

/// A word or what stands between words.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(Word),
    /// `;`, `&`, `|`, `<`, `>`, `(`, `)`, a newline; `&&` and `||` are the doubled ones.
    Operator {
        sign: char,
        doubled: bool,
    },
    /// `#` and the rest of its line.
    Comment,
    /// `<<WORD` and the lines that it takes: they are input, not commands.
    HereDocument(HereDocument),
}

/// The text ends inside a quote or a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unfinished {
    /// Where that opens.
    pub at: usize,
}

fn is_operator(c: char) -> bool {
    matches!(c, ';' | '&' | '|' | '<' | '>' | '(' | ')' | '\n')
}

pub(super) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Cuts a text into tokens; where it is not finished, as far as they go.
pub(super) fn lex(text: &Text) -> (Vec<Token>, Option<Unfinished>) {
    let units: Vec<Unit<'_>> = text.units().collect();
    let mut lexer = Lexer::new(&units);
    while let Some(unit) = lexer.next() {
        if let Err(unfinished) = lexer.unquoted(unit) {
            return (lexer.tokens, Some(unfinished));
        }
    }
    lexer.end_word();
    (lexer.tokens, None)
}

pub(super) struct Lexer<'a> {
    pub units: &'a [Unit<'a>],
    pub at: usize,
    /// The same in bytes.
    pub byte: usize,
    /// How many brackets it stands in.
    pub depth: usize,
    pub(super) tokens: Vec<Token>,
    word: Option<Word>,
    /// The next word says where a here-document ends; whether its tabs are dropped.
    opening: Option<bool>,
    /// Here-documents that begin in the next line: their tokens, whether tabs are dropped, where they end.
    pub(super) heredocs: Vec<(usize, bool, String)>,
}

impl<'a> Lexer<'a> {
    pub fn new(units: &'a [Unit<'a>]) -> Self {
        Lexer {
            units,
            at: 0,
            byte: 0,
            depth: 0,
            tokens: Vec::new(),
            word: None,
            opening: None,
            heredocs: Vec::new(),
        }
    }

    /// One that goes on inside a bracket.
    pub fn inner(&self) -> Self {
        Lexer { at: self.at, byte: self.byte, depth: self.depth + 1, ..Lexer::new(self.units) }
    }

    pub fn next(&mut self) -> Option<Unit<'a>> {
        let unit = self.units.get(self.at).copied();
        self.at += usize::from(unit.is_some());
        self.byte += match unit {
            Some(Unit::Char(c)) => c.len_utf8(),
            _ => 0,
        };
        unit
    }

    /// Where the character stands that was read last.
    pub fn last(&self) -> usize {
        match self.at.checked_sub(1).and_then(|at| self.units.get(at)) {
            Some(Unit::Char(c)) => self.byte - c.len_utf8(),
            _ => self.byte,
        }
    }

    pub fn peek(&self) -> Option<char> {
        match self.units.get(self.at) {
            Some(Unit::Char(c)) => Some(*c),
            _ => None,
        }
    }

    fn end_word(&mut self) {
        let Some(mut word) = self.word.take() else { return };
        word.range.end = self.byte;
        if let Some(strips) = self.opening.take() {
            let delimiter = word.literal().map(|text| text.to_string()).unwrap_or_default();
            self.heredocs.push((self.tokens.len(), strips, delimiter));
            let plain = |part: &Part| matches!(part, Part::Literal { quoted: false, .. });
            let expands = word.parts.iter().all(plain);
            let document = HereDocument { body: Text::empty(), expands };
            return self.tokens.push(Token::HereDocument(document));
        }
        self.tokens.push(Token::Word(word));
    }

    /// The word that is being read; it begins with the last character.
    fn word(&mut self) -> &mut Word {
        let start = self.last();
        self.word.get_or_insert_with(|| Word { range: start..start, ..Word::default() })
    }

    /// The word so far, as the whole text.
    pub fn take_word(&mut self) -> Word {
        self.word.take().unwrap_or_default()
    }

    /// A character of a text that is one word.
    pub fn in_word(&mut self, unit: Unit<'a>, quoted: bool) -> Result<(), Unfinished> {
        match unit {
            Unit::Char('\'') if !quoted => self.single_quoted(),
            Unit::Char('"') => self.double_quoted(),
            Unit::Char('`') => self.backticks(),
            Unit::Char('$') => self.dollar(quoted),
            Unit::Char('\\') => {
                let escaped = self.next().unwrap_or(unit);
                self.literal(escaped, true);
                Ok(())
            }
            other => {
                self.literal(other, quoted);
                Ok(())
            }
        }
    }

    fn push(&mut self, part: Part) {
        self.word().parts.push(part);
    }

    fn literal(&mut self, unit: Unit<'_>, now: bool) {
        let word = self.word();
        if let Some(Part::Literal { text, quoted }) = word.parts.last_mut()
            && *quoted == now
        {
            text.push(unit);
        } else {
            let mut text = Text::empty();
            text.push(unit);
            word.parts.push(Part::Literal { text, quoted: now });
        }
    }

    /// An empty quoted part, which makes a word out of nothing.
    fn quotes(&mut self) {
        self.push(Part::Literal { text: Text::empty(), quoted: true });
    }

    pub fn unquoted(&mut self, unit: Unit<'a>) -> Result<(), Unfinished> {
        match unit {
            Unit::Char('\r') if self.peek() == Some('\n') => self.end_before(),
            Unit::Char(' ' | '\t') => self.end_before(),
            Unit::Char(c) if is_operator(c) => self.operator(c)?,
            Unit::Char('#') if self.word.is_none() => self.comment(),
            Unit::Char('\'') => self.single_quoted()?,
            Unit::Char('"') => self.double_quoted()?,
            Unit::Char('`') => self.backticks()?,
            Unit::Char('$') => self.dollar(false)?,
            Unit::Char('\\') => match self.peek() {
                Some('\n') => drop(self.next()),
                _ => {
                    self.word();
                    let escaped = self.next().unwrap_or(Unit::Char('\\'));
                    self.literal(escaped, true);
                }
            },
            other => self.literal(other, false),
        }
        Ok(())
    }

    /// How many tokens were read.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// The words behind so many tokens that begin a command.
    pub fn commands_since(&self, count: usize) -> Vec<String> {
        let begins = |at: usize| match at.checked_sub(1).and_then(|before| self.tokens.get(before)) {
            Some(Token::Word(before)) => {
                let text = before.literal().map(|text| text.to_string());
                text.is_some_and(|text| {
                    matches!(text.as_str(), "then" | "do" | "else" | "{" | "if" | "while")
                })
            }
            _ => true,
        };
        let new = self.tokens.iter().enumerate().skip(count).filter(|(at, _)| begins(*at));
        let word = |(_, token): (usize, &Token)| match token {
            Token::Word(word) => word.literal().map(|text| text.to_string()),
            _ => None,
        };
        new.filter_map(word).collect()
    }

    /// Ends the word before the character that was read last.
    pub fn end_before(&mut self) {
        let (before, after) = (self.last(), self.byte);
        self.byte = before;
        self.end_word();
        self.byte = after;
    }

    fn operator(&mut self, sign: char) -> Result<(), Unfinished> {
        let at = self.last();
        self.end_before();
        let doubled = !matches!(sign, '\n' | ')') && self.peek() == Some(sign);
        if doubled {
            self.next();
        }
        // `<<<` is followed by the text itself.
        if sign == '<' && doubled && self.peek() != Some('<') {
            self.opening = Some(self.peek() == Some('-'));
            if self.opening == Some(true) {
                self.next();
            }
            return Ok(());
        }
        self.tokens.push(Token::Operator { sign, doubled });
        match sign {
            '\n' => self.skip_heredocs(),
            // Arithmetic, where `<<` shifts.
            '(' if doubled => brackets::arithmetic(self, 2, at)?,
            _ => {}
        }
        Ok(())
    }

    fn comment(&mut self) {
        while self.peek() != Some('\n') && self.next().is_some() {}
        self.tokens.push(Token::Comment);
    }

    fn single_quoted(&mut self) -> Result<(), Unfinished> {
        let at = self.last();
        self.quotes();
        loop {
            match self.next().ok_or(Unfinished { at })? {
                Unit::Char('\'') => return Ok(()),
                unit => self.literal(unit, true),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<(), Unfinished> {
        let at = self.last();
        self.quotes();
        loop {
            match self.next().ok_or(Unfinished { at })? {
                Unit::Char('"') => return Ok(()),
                Unit::Char('`') => self.backticks()?,
                Unit::Char('$') => self.dollar(true)?,
                Unit::Char('\\') => match self.peek() {
                    Some('\n') => drop(self.next()),
                    Some(c @ ('$' | '`' | '"' | '\\')) => {
                        self.next();
                        self.literal(Unit::Char(c), true);
                    }
                    _ => self.literal(Unit::Char('\\'), true),
                },
                unit => self.literal(unit, true),
            }
        }
    }

    fn backticks(&mut self) -> Result<(), Unfinished> {
        let at = self.last();
        self.word();
        let inside = brackets::backticks(self, at)?;
        self.push(Part::Substitution { source: format!("`{inside}`"), is_command: true });
        Ok(())
    }

    fn dollar(&mut self, quoted: bool) -> Result<(), Unfinished> {
        let at = self.last();
        self.word();
        match self.peek() {
            Some('(') => {
                self.next();
                let source = format!("$({})", brackets::command(self, at)?);
                self.push(Part::Substitution { source, is_command: true });
            }
            Some('{') => {
                self.next();
                let inside = brackets::parameter(self, quoted, at)?;
                self.push(braced(&inside, quoted, self.depth));
            }
            Some('\'') if !quoted => {
                self.next();
                let text = Text::from(brackets::ansi_quoted(self, at)?);
                self.push(Part::Literal { text, quoted: true });
            }
            Some(c) if is_name(c) || matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                let name = self.name();
                self.push(Part::Parameter { name, operation: None, quoted });
            }
            _ => self.literal(Unit::Char('$'), quoted),
        }
        Ok(())
    }

    /// A variable's name, or the one character of a special or positional parameter.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            let long = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
            let more = if long { is_name(c) } else { name.is_empty() };
            if !more {
                break;
            }
            name.push(c);
            self.next();
        }
        name
    }
}
