//! One token to one scalar.

use kdl::{KdlEntry, KdlValue};

use super::guard::{describe, is_unsafe};
use super::mistakes::Mistakes;
use super::node::Scalar;
use super::token::{Token, TokenKind};
use super::wording;
use crate::diagnostic::{Diagnostic, codes};

/// The scalar a token writes; what is wrong with it is told.
pub(super) fn scalar(token: Token, mistakes: &mut Mistakes<'_>) -> Option<Scalar> {
    let text = mistakes.slice(token.start, token.end);
    let span = mistakes.span(token.start, token.end);
    let found = match token.kind {
        TokenKind::Word if is_number(text) => number(text).ok_or_else(|| out_of_range(token, mistakes)),
        TokenKind::Word if is_reserved(text) => Err(wording::reserved(span, text)),
        TokenKind::Word if is_word(text) => Ok(Scalar::String(text.to_owned())),
        TokenKind::Word => Err(wording::bad_word(span, text)),
        TokenKind::Keyword => match text {
            "#true" => Ok(Scalar::Bool(true)),
            "#false" => Ok(Scalar::Bool(false)),
            "#null" => Ok(Scalar::Null),
            _ => Err(wording::keyword(span, text)),
        },
        TokenKind::RawVersion1 => Err(wording::raw_version_1(span, text)),
        _ => return string(token, text, mistakes),
    };
    found.map_err(|mistake| mistakes.push(mistake)).ok()
}

/// Whether a word that is not reserved is a string.
pub(super) fn is_word(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = unsigned.strip_prefix('.').unwrap_or(unsigned);
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit());
    !text.is_empty() && !numeric && text.chars().all(wording::is_word_char)
}

/// Words that are neither strings nor keywords, so that nobody takes one for the other.
pub(super) fn is_reserved(text: &str) -> bool {
    matches!(text, "true" | "false" | "null" | "inf" | "-inf" | "nan")
}

/// Whether a word has the form of a KDL number, whatever its size.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let run = |digits: &str, radix: u32| {
        digits.starts_with(|c: char| c.is_digit(radix))
            && digits.chars().all(|c| c == '_' || c.is_digit(radix))
    };
    let based = |low: &str, high: &str| unsigned.strip_prefix(low).or_else(|| unsigned.strip_prefix(high));
    if let Some(digits) = based("0x", "0X") {
        return run(digits, 16);
    }
    if let Some(digits) = based("0o", "0O") {
        return run(digits, 8);
    }
    if let Some(digits) = based("0b", "0B") {
        return run(digits, 2);
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    run(whole, 10) && run(fraction, 10) && run(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), 10)
}

fn number(text: &str) -> Option<Scalar> {
    match KdlEntry::parse(text).ok()?.value() {
        KdlValue::Integer(number) => Some(Scalar::Integer(*number)),
        KdlValue::Float(number) => number.is_finite().then_some(Scalar::Float(*number)),
        _ => None,
    }
}

fn out_of_range(token: Token, mistakes: &Mistakes<'_>) -> Diagnostic {
    let (text, span) = (mistakes.slice(token.start, token.end), mistakes.span(token.start, token.end));
    let message = format!("`{}` is too large a number", wording::clip(text));
    Diagnostic::new(&codes::NUMBER, span, message)
        .label("out of range")
        .help("whole numbers have at most 38 digits; quote it if it is text")
}

fn string(token: Token, text: &str, mistakes: &mut Mistakes<'_>) -> Option<Scalar> {
    let plain = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    let value = if let Some(plain) = plain.filter(|t| token.kind == TokenKind::Quoted && !t.contains('\\')) {
        plain.to_owned()
    } else if let Ok(entry) = KdlEntry::parse(text) {
        entry.value().as_string()?.to_owned()
    } else {
        explain(token, text, mistakes);
        return None;
    };
    // What stands there literally was found before; this is what escapes make.
    let escaped = token.kind != TokenKind::Raw && text.contains('\\');
    if let Some(c) = value.chars().find(|&c| escaped && is_unsafe(c)) {
        let message = format!("the string holds {} (U+{:04X})", describe(c), u32::from(c));
        let span = mistakes.span(token.start, token.end);
        mistakes.push(Diagnostic::new(&codes::UNSAFE_CHARACTER, span, message).help("no output may hold it"));
        return None;
    }
    Some(Scalar::String(value))
}

/// Why the crate refuses a string: its escapes, or else the layout of a multi-line one.
fn explain(token: Token, text: &str, mistakes: &mut Mistakes<'_>) {
    let mut escapes = Vec::new();
    if token.kind != TokenKind::Raw {
        bad_escapes(text, &mut escapes);
    }
    for &(at, length) in &escapes {
        let start = token.start + at;
        let escape = mistakes.slice(start, start + length);
        let span = mistakes.span(start, start + length);
        mistakes.push(bad_escape(span, escape));
    }
    if escapes.is_empty() {
        let span = mistakes.span(token.start, token.end);
        mistakes.push(wording::misaligned(span));
    }
}

fn bad_escape(span: crate::source::Span, escape: &str) -> Diagnostic {
    if escape == "\\/" {
        return Diagnostic::new(&codes::KDL_VERSION_1, span, "`\\/` is KDL 1; `/` needs no escape")
            .label("unknown escape")
            .help("write `/`")
            .fix("write `/`", vec![(span, "/".to_owned())]);
    }
    let found = Diagnostic::new(&codes::KDL_SYNTAX, span, format!("unknown escape `{escape}`"))
        .label("known: \\n \\r \\t \\b \\f \\s \\\\ \\\" \\u{…}");
    match escape.strip_prefix("\\u") {
        Some(_) => found.help("write \\u{…} with the 1 to 6 hexadecimal digits of a character"),
        None => found
            .help(format!("write `\\{escape}` for a backslash, or a raw string: #\"…\"#"))
            .fix("escape the backslash", vec![(span, format!("\\{escape}"))]),
    }
}

/// Offset and length of each escape that KDL does not have.
fn bad_escapes(text: &str, found: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|t| t.find('\\')) {
        at += next;
        let rest = text.get(at + 1..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { return };
        let length = 1 + c.len_utf8();
        let good = match c {
            'u' => unicode_escape(rest),
            c => matches!(c, '\\' | '"' | 'b' | 'f' | 'n' | 'r' | 't' | 's') || c.is_whitespace(),
        };
        if !good {
            found.push((at, length));
        }
        at += length;
    }
}

fn unicode_escape(rest: &str) -> bool {
    let digits = rest.strip_prefix("u{").and_then(|r| r.split_once('}')).map_or("", |(digits, _)| digits);
    digits.len() <= 6 && u32::from_str_radix(digits, 16).is_ok_and(|n| char::from_u32(n).is_some())
}
