//! Shell source to words and operators: the part of POSIX that start scripts are made of.

use crate::text::{Text, Unit};

/// A word, in parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word(pub(super) Vec<Part>);

/// A part of a word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Characters that stand for themselves.
    Literal { text: Text, quoted: bool },
    /// `$NAME`, `${NAME}`, `${NAME:-default}`.
    Parameter { name: String, default: Option<String>, quoted: bool },
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
    HereDocument,
}

/// The text ends inside a quote or a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unfinished;

fn is_operator(c: char) -> bool {
    matches!(c, ';' | '&' | '|' | '<' | '>' | '(' | ')' | '\n')
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Cuts a text into tokens.
pub(super) fn lex(text: &Text) -> Result<Vec<Token>, Unfinished> {
    let units: Vec<Unit<'_>> = text.units().collect();
    let mut lexer =
        Lexer { units: &units, at: 0, tokens: Vec::new(), word: None, here: None, heres: Vec::new() };
    while let Some(unit) = lexer.next() {
        lexer.unquoted(unit)?;
    }
    lexer.end_word();
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    units: &'a [Unit<'a>],
    at: usize,
    tokens: Vec<Token>,
    word: Option<Word>,
    /// A `<<` was read, and the next word ends the document; whether leading tabs are dropped.
    here: Option<bool>,
    /// Documents that begin behind this line: their last lines, and whether leading tabs are dropped.
    heres: Vec<(String, bool)>,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Option<Unit<'a>> {
        let unit = self.units.get(self.at).copied();
        self.at += usize::from(unit.is_some());
        unit
    }

    fn peek(&self) -> Option<char> {
        match self.units.get(self.at) {
            Some(Unit::Char(c)) => Some(*c),
            _ => None,
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        let Some(tabs) = self.here.take() else { return self.tokens.push(Token::Word(word)) };
        self.heres.push((word.literal().map(|end| end.to_string()).unwrap_or_default(), tabs));
        self.tokens.push(Token::HereDocument);
    }

    fn push(&mut self, part: Part) {
        self.word.get_or_insert_default().0.push(part);
    }

    fn literal(&mut self, unit: Unit<'_>, now: bool) {
        let word = self.word.get_or_insert_default();
        if let Some(Part::Literal { text, quoted }) = word.0.last_mut()
            && *quoted == now
        {
            text.push(unit);
        } else {
            let mut text = Text::empty();
            text.push(unit);
            word.0.push(Part::Literal { text, quoted: now });
        }
    }

    /// An empty quoted part, which makes a word out of nothing.
    fn quotes(&mut self) {
        self.push(Part::Literal { text: Text::empty(), quoted: true });
    }

    fn unquoted(&mut self, unit: Unit<'a>) -> Result<(), Unfinished> {
        match unit {
            Unit::Char(' ' | '\t') => self.end_word(),
            Unit::Char(c) if is_operator(c) => self.operator(c),
            Unit::Char('#') if self.word.is_none() => self.comment(),
            Unit::Char('\'') => self.single_quoted()?,
            Unit::Char('"') => self.double_quoted()?,
            Unit::Char('`') => self.backticks()?,
            Unit::Char('$') => self.dollar(false)?,
            Unit::Char('\\') => match self.next() {
                Some(Unit::Char('\n')) => {}
                Some(escaped) => self.literal(escaped, true),
                None => self.literal(Unit::Char('\\'), true),
            },
            other => self.literal(other, false),
        }
        Ok(())
    }

    fn operator(&mut self, sign: char) {
        self.end_word();
        let doubled = sign != '\n' && self.peek() == Some(sign);
        self.at += usize::from(doubled);
        // `<<<` gives a word, not lines.
        if sign == '<' && doubled && self.peek() != Some('<') {
            self.here = Some(self.peek() == Some('-'));
            self.at += usize::from(self.here == Some(true));
            return;
        }
        self.tokens.push(Token::Operator { sign, doubled });
        if sign == '\n' {
            self.here_documents();
        }
    }

    /// Skips the lines of the documents that begin here; one that nothing ends takes all there is.
    fn here_documents(&mut self) {
        for (end, tabs) in std::mem::take(&mut self.heres) {
            while self.at < self.units.len() {
                let line = self.line();
                if end == if tabs { line.trim_start_matches('\t') } else { &line } {
                    break;
                }
            }
        }
    }

    /// The rest of a line, its end left out.
    fn line(&mut self) -> String {
        let mut line = String::new();
        while let Some(unit) = self.next() {
            match unit {
                Unit::Char('\n') => break,
                Unit::Char(c) => line.push(c),
                Unit::Opaque(_) => line.push(char::REPLACEMENT_CHARACTER),
            }
        }
        line
    }

    fn comment(&mut self) {
        while self.peek() != Some('\n') && self.next().is_some() {}
        self.tokens.push(Token::Comment);
    }

    fn single_quoted(&mut self) -> Result<(), Unfinished> {
        self.quotes();
        loop {
            match self.next().ok_or(Unfinished)? {
                Unit::Char('\'') => return Ok(()),
                unit => self.literal(unit, true),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<(), Unfinished> {
        self.quotes();
        loop {
            match self.next().ok_or(Unfinished)? {
                Unit::Char('"') => return Ok(()),
                Unit::Char('`') => self.backticks()?,
                Unit::Char('$') => self.dollar(true)?,
                Unit::Char('\\') => match self.peek() {
                    Some('\n') => self.at += 1,
                    Some(c @ ('$' | '`' | '"' | '\\')) => {
                        self.at += 1;
                        self.literal(Unit::Char(c), true);
                    }
                    _ => self.literal(Unit::Char('\\'), true),
                },
                unit => self.literal(unit, true),
            }
        }
    }

    fn backticks(&mut self) -> Result<(), Unfinished> {
        let mut source = Text::from("`");
        loop {
            let unit = self.next().ok_or(Unfinished)?;
            source.push(unit);
            if unit == Unit::Char('`') {
                self.push(Part::Substitution { source: source.to_string(), is_command: true });
                return Ok(());
            }
        }
    }

    fn dollar(&mut self, quoted: bool) -> Result<(), Unfinished> {
        match self.peek() {
            Some('(') => {
                let source = format!("$({})", self.bracketed('(', ')')?);
                self.push(Part::Substitution { source, is_command: true });
            }
            Some('{') => {
                let inside = self.bracketed('{', '}')?;
                self.push(braced(&inside, quoted));
            }
            Some(c) if is_name(c) || matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                let name = self.name();
                self.push(Part::Parameter { name, default: None, quoted });
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
            self.at += 1;
        }
        name
    }

    /// What stands between the pair of brackets that opens here, as written; inner pairs are skipped.
    fn bracketed(&mut self, opener: char, closer: char) -> Result<String, Unfinished> {
        self.at += 1;
        let mut inside = Text::empty();
        let mut depth = 1_usize;
        loop {
            let unit = self.next().ok_or(Unfinished)?;
            if unit == Unit::Char(opener) {
                depth += 1;
            } else if unit == Unit::Char(closer) {
                depth -= 1;
            }
            if depth == 0 {
                return Ok(inside.to_string());
            }
            inside.push(unit);
        }
    }
}

fn braced(inside: &str, quoted: bool) -> Part {
    let end = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
    let (name, operation) = inside.split_at(end);
    let default = operation.strip_prefix(":-").or_else(|| operation.strip_prefix('-'));
    let plain = |text: &&str| !text.contains(['$', '`', '\'', '"', '\\', '{', '}']);
    match (name, operation, default.filter(plain)) {
        ("", ..) => {}
        (_, "", _) => return Part::Parameter { name: name.to_owned(), default: None, quoted },
        (_, _, Some(text)) => {
            return Part::Parameter { name: name.to_owned(), default: Some(text.to_owned()), quoted };
        }
        _ => {}
    }
    Part::Substitution { source: format!("${{{inside}}}"), is_command: false }
}
