//! What stands in brackets and backticks: read over, up to where it ends.

use super::lex::{Lexer, Unfinished};
use crate::text::{Text, Unit};

/// Deeper than anybody nests; what is deeper counts as not finished.
const DEEPEST: usize = 64;

/// What stands between two places, as written.
fn source(lexer: &Lexer, from: usize, to: usize) -> String {
    let mut text = Text::empty();
    lexer.units.get(from..to).unwrap_or_default().iter().for_each(|unit| text.push(*unit));
    text.to_string()
}

/// `$(…)`, behind its first bracket. What is inside is a script of its own.
pub(super) fn command(lexer: &mut Lexer, at: usize) -> Result<String, Unfinished> {
    let from = lexer.at;
    if lexer.peek() == Some('(') {
        arithmetic(lexer, 1, at)?;
        return Ok(source(lexer, from, lexer.at - 1));
    }
    if lexer.depth > DEEPEST {
        return Err(Unfinished { at });
    }
    let mut inner = lexer.inner();
    let mut open = vec![Bracket::Round];
    loop {
        let unit = inner.next().ok_or(Unfinished { at })?;
        let seen = inner.count();
        if unit == Unit::Char(')') {
            // The word before it may be an `esac`.
            inner.end_before();
            note(&inner, seen, &mut open);
        }
        match unit {
            // `((` is read over to its end.
            Unit::Char('(') if inner.peek() == Some('(') => {}
            Unit::Char('(') => open.push(Bracket::Round),
            // Behind the pattern of a `case`.
            Unit::Char(')') if open.last() == Some(&Bracket::Case) => {}
            Unit::Char(')') => drop(open.pop()),
            _ => {}
        }
        // The last bracket belongs to the word outside.
        if open.is_empty() {
            break;
        }
        let seen = inner.count();
        inner.unquoted(unit)?;
        note(&inner, seen, &mut open);
    }
    (lexer.at, lexer.byte) = (inner.at, inner.byte);
    Ok(source(lexer, from, lexer.at - 1))
}

/// Notes the `case` and `esac` behind so many tokens.
fn note(inner: &Lexer, seen: usize, open: &mut Vec<Bracket>) {
    for word in inner.commands_since(seen) {
        match word.as_str() {
            "case" => open.push(Bracket::Case),
            "esac" if open.last() == Some(&Bracket::Case) => drop(open.pop()),
            _ => {}
        }
    }
}

#[derive(PartialEq)]
enum Bracket {
    Round,
    Case,
}

/// Up to the bracket that closes the last of so many that are open.
pub(super) fn arithmetic(lexer: &mut Lexer, mut open: usize, at: usize) -> Result<(), Unfinished> {
    while open > 0 {
        match lexer.next().ok_or(Unfinished { at })? {
            Unit::Char('(') => open += 1,
            Unit::Char(')') => open -= 1,
            _ => {}
        }
    }
    Ok(())
}

/// `${…}`, behind its first bracket.
pub(super) fn parameter(lexer: &mut Lexer, quoted: bool, at: usize) -> Result<String, Unfinished> {
    let from = lexer.at;
    // In double quotes a single one is a character, unless a pattern is matched.
    let mut takes_single = !quoted;
    lexer.depth += 1;
    loop {
        match lexer.next().filter(|_| lexer.depth <= DEEPEST).ok_or(Unfinished { at })? {
            Unit::Char('}') => break,
            Unit::Char('%' | '#' | '/') => takes_single = true,
            Unit::Char('\\') => drop(lexer.next()),
            Unit::Char('\'') if takes_single => until(lexer, '\'', at)?,
            Unit::Char('"') => double_quoted(lexer, at)?,
            Unit::Char('`') => drop(backticks(lexer, at)?),
            Unit::Char('$') => nested(lexer, quoted, at)?,
            _ => {}
        }
    }
    lexer.depth -= 1;
    Ok(source(lexer, from, lexer.at - 1))
}

fn double_quoted(lexer: &mut Lexer, at: usize) -> Result<(), Unfinished> {
    loop {
        match lexer.next().ok_or(Unfinished { at })? {
            Unit::Char('"') => return Ok(()),
            Unit::Char('\\') => drop(lexer.next()),
            Unit::Char('$') => nested(lexer, true, at)?,
            _ => {}
        }
    }
}

/// What opens behind a `$`, if anything.
fn nested(lexer: &mut Lexer, quoted: bool, at: usize) -> Result<(), Unfinished> {
    let opener = lexer.peek().filter(|c| matches!(c, '(' | '{'));
    if opener.is_some() {
        lexer.next();
    }
    match opener {
        Some('(') => command(lexer, at).map(drop),
        Some(_) => parameter(lexer, quoted, at).map(drop),
        None => Ok(()),
    }
}

fn until(lexer: &mut Lexer, end: char, at: usize) -> Result<(), Unfinished> {
    while lexer.next().ok_or(Unfinished { at })? != Unit::Char(end) {}
    Ok(())
}

/// Behind the first backtick.
pub(super) fn backticks(lexer: &mut Lexer, at: usize) -> Result<String, Unfinished> {
    let from = lexer.at;
    loop {
        match lexer.next().ok_or(Unfinished { at })? {
            Unit::Char('`') => return Ok(source(lexer, from, lexer.at - 1)),
            Unit::Char('\\') => drop(lexer.next()),
            _ => {}
        }
    }
}

/// `$'…'`, behind its quote, where a backslash hides the next character.
pub(super) fn ansi_quoted(lexer: &mut Lexer, at: usize) -> Result<String, Unfinished> {
    let from = lexer.at;
    loop {
        match lexer.next().ok_or(Unfinished { at })? {
            Unit::Char('\'') => return Ok(source(lexer, from, lexer.at - 1)),
            Unit::Char('\\') => drop(lexer.next()),
            _ => {}
        }
    }
}
