//! What a scalar means, by the rules of `sigs.k8s.io/yaml` (its `goyaml.v2/resolve.go`).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Kind;

const CORE: &str = "tag:yaml.org,2002:";

/// The value of a plain scalar without a tag.
pub(super) fn plain<'a>(text: impl Into<Cow<'a, str>>) -> Kind {
    let text = text.into();
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Kind::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Kind::Bool(false)
        }
        ".nan" | ".NaN" | ".NAN" => Kind::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Kind::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Kind::Float(f64::NEG_INFINITY),
        plain => number(plain).unwrap_or_else(|| Kind::String(text.into_owned())),
    }
}

/// The value of a scalar with a tag, or why it has none.
pub(super) fn tagged(tag: &str, text: &str) -> Result<Kind, String> {
    let Some(core) = tag.strip_prefix(CORE) else { return Ok(Kind::String(text.to_owned())) };
    let fits = |kind: &Kind| match core {
        "null" => *kind == Kind::Null,
        "bool" => matches!(kind, Kind::Bool(_)),
        "int" => matches!(kind, Kind::Int(_)),
        _ => matches!(kind, Kind::Int(_) | Kind::Float(_)),
    };
    match core {
        "null" | "bool" | "int" | "float" => {
            Some(plain(text)).filter(fits).ok_or_else(|| format!("`{text}` is no !!{core}"))
        }
        "binary" => binary(text).ok_or_else(|| "!!binary without base64".to_owned()),
        "timestamp" if !is_timestamp(text) => Err(format!("`{text}` is no !!timestamp")),
        _ => Ok(Kind::String(text.to_owned())),
    }
}

/// Go's decoder passes over line ends, and its JSON has a mark for what is not UTF-8.
fn binary(text: &str) -> Option<Kind> {
    let text: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let bytes = STANDARD.decode(text).ok()?;
    Some(Kind::String(String::from_utf8_lossy(&bytes).into_owned()))
}

/// `2001-12-14`, and a time behind it. It stays a text.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, "0"));
    let parts: Vec<&str> = date.split('-').collect();
    let digits = |part: &&str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    let [year, month, day] = parts.as_slice() else { return false };
    year.len() == 4
        && digits(year, 4)
        && [month, day].into_iter().all(|part| !part.is_empty() && digits(part, 2))
        && time.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// Only texts that begin with a digit, a sign or a dot can be numbers.
fn number(text: &str) -> Option<Kind> {
    match text.as_bytes().first()? {
        b'.' if digits_around_underscores(text) => float(&text.replace('_', "")),
        b'0'..=b'9' | b'+' | b'-' => {
            let parted = text.contains('_');
            let digits = if parted { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
            integer(&digits).or_else(|| float(&digits))
        }
        _ => None,
    }
}

/// Go's `ParseInt(…, 0, 64)`: `0x`, `0o`, `0b`, and a plain leading zero for octal.
fn integer(text: &str) -> Option<Kind> {
    let negative = text.strip_prefix('-');
    let body = negative.unwrap_or_else(|| text.strip_prefix('+').unwrap_or(text));
    let (radix, digits) = match body.split_at_checked(2) {
        Some(("0x" | "0X", digits)) => (16, digits),
        Some(("0o" | "0O", digits)) => (8, digits),
        Some(("0b" | "0B", digits)) => (2, digits),
        _ => {
            if body.len() > 1 && body.starts_with('0') {
                (8, body)
            } else {
                (10, body)
            }
        }
    };
    // Rust would take a second sign.
    if !digits.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    let size = i128::from_str_radix(digits, radix).ok()?;
    if let Ok(number) = i64::try_from(if negative.is_some() { -size } else { size }) {
        return Some(Kind::Int(number));
    }
    // Above i64 kubectl's JSON goes through a float.
    let unsigned = u64::try_from(size).ok().filter(|_| negative.is_none())?;
    unsigned.to_string().parse().ok().map(Kind::Float)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn float(text: &str) -> Option<Kind> {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = body.split_once(['e', 'E']).map_or((body, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let some_digits = |t: &str| !t.is_empty() && all_digits(t);
    let exponent_fits = exponent.is_none_or(|e| some_digits(e.strip_prefix(['-', '+']).unwrap_or(e)));
    if !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() == 0 || !exponent_fits {
        return None;
    }
    let number = text.parse::<f64>().ok().filter(|n| n.is_finite())?;
    // A whole float prints without a point, and is then an integer for whoever reads the JSON.
    Some(number.to_string().parse().map_or(Kind::Float(number), Kind::Int))
}

fn digits_around_underscores(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let lone = |(at, byte): (usize, &u8)| *byte == b'_' && !(digit(at.checked_sub(1)) && digit(Some(at + 1)));
    !bytes.iter().enumerate().any(lone)
}
