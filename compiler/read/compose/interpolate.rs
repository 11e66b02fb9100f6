//! Compose's own `${VAR:-default}`, which it expands in every value before anything else looks at it.
//!
//! What `.env` does not set may stand in the environment of whoever runs Compose: with a default that is what is
//! meant, without one the value is not known.

use crate::text::{Opaque, Text};

/// Defaults inside defaults; nobody nests three.
const MAX_DEPTH: usize = 8;

/// A `${` that Compose refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(pub String);

/// Expands a value; `lookup` knows the variables that are set.
pub fn interpolate(text: &str, lookup: &dyn Fn(&str) -> Option<Text>) -> Result<Text, Invalid> {
    nested(text, lookup, 0)
}

fn nested(text: &str, lookup: &dyn Fn(&str) -> Option<Text>, depth: usize) -> Result<Text, Invalid> {
    let mut out = Text::empty();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(tail) = after.strip_prefix('$') {
            out.push_str("$");
            rest = tail;
        } else if let Some(opened) = after.strip_prefix('{') {
            let invalid =
                || Invalid(opened.chars().take(30).fold("${".to_owned(), |text, c| text + &c.to_string()));
            let end = closing(opened).filter(|_| depth < MAX_DEPTH).ok_or_else(invalid)?;
            let (inside, tail) = opened.split_at(end);
            out.append(&braced(inside, lookup, depth)?.ok_or_else(invalid)?);
            rest = tail.strip_prefix('}').unwrap_or(tail);
        } else {
            let (name, tail) = after.split_at(name_length(after));
            if name.is_empty() {
                out.push_str("$");
            } else {
                out.append(&lookup(name).unwrap_or_else(|| unknown(name)));
            }
            rest = tail;
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn unknown(name: &str) -> Text {
    Text::opaque(Opaque::Unknown(name.to_owned()))
}

/// Bytes of the name at the start of a text.
fn name_length(text: &str) -> usize {
    let is_part = |at: usize, c: char| c == '_' || c.is_ascii_alphabetic() || at > 0 && c.is_ascii_digit();
    text.char_indices().find(|&(at, c)| !is_part(at, c)).map_or(text.len(), |(at, _)| at)
}

/// Where the `}` stands that belongs to a `${` just before the text.
fn closing(text: &str) -> Option<usize> {
    let (mut open, mut dollar) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '{' if dollar => open += 1,
            '}' if open == 0 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
        dollar = c == '$';
    }
    None
}

/// What stands between the braces; `None` where that is no form that Compose knows.
fn braced(
    inside: &str,
    lookup: &dyn Fn(&str) -> Option<Text>,
    depth: usize,
) -> Result<Option<Text>, Invalid> {
    let (name, operator) = inside.split_at(name_length(inside));
    if name.is_empty() {
        return Ok(None);
    }
    let value = lookup(name);
    let (unset_if_empty, rest) = operator.strip_prefix(':').map_or((false, operator), |rest| (true, rest));
    let set = value.clone().filter(|value| !(unset_if_empty && value.is_empty()));
    let word = |text: &str| nested(text, lookup, depth + 1);
    let mut kinds = rest.chars();
    Ok(match kinds.next() {
        None if !unset_if_empty => Some(value.unwrap_or_else(|| unknown(name))),
        Some('-') => Some(set.map_or_else(|| word(kinds.as_str()), Ok)?),
        Some('?') => Some(set.unwrap_or_else(|| unknown(name))),
        Some('+') => Some(match (value, set) {
            (_, Some(_)) => word(kinds.as_str())?,
            (Some(_), None) => Text::empty(),
            (None, None) => unknown(name),
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::interpolate;
    use crate::text::Text;

    /// What compose-go 2.16 makes of these, with SET=s, EMPTY= and nothing else; `{{…}}` where it takes the blank
    /// of a variable that may be set elsewhere.
    #[test]
    fn forms() {
        let cases = [
            ("a$$b$$$$c", Some("a$b$$c")),
            ("$", Some("$")),
            ("$1 $- $(x)", Some("$1 $- $(x)")),
            ("$SET-x", Some("s-x")),
            ("${SET}${SET:-d}${SET-d}", Some("sss")),
            ("${EMPTY:-d}|${EMPTY-d}|${EMPTY:+p}|${EMPTY+p}", Some("d|||p")),
            ("${A-x}|${A:-y}", Some("x|y")),
            ("${A:-${SET:-n}}", Some("s")),
            ("${A:-$$}", Some("$")),
            ("${A:-}}", Some("}")),
            ("${A:-a}b}", Some("ab}")),
            ("$A ${B}", Some("{{A}} {{B}}")),
            ("${A:?needed}", Some("{{A}}")),
            ("${A", None),
            ("${}", None),
            ("${A!}", None),
            ("${A=x}", None),
            ("${a.b}", None),
        ];
        let lookup = |name: &str| match name {
            "SET" => Some(Text::from("s")),
            "EMPTY" => Some(Text::empty()),
            _ => None,
        };
        for (text, expected) in cases {
            let got = interpolate(text, &lookup).ok().map(|text| text.to_string());
            assert_eq!(got.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn hostile_nesting_ends() {
        assert!(interpolate(&"${A:-".repeat(100_000), &|_| None).is_err());
        assert!(interpolate(&format!("{}{}", "${A:-".repeat(1000), "}".repeat(1000)), &|_| None).is_err());
    }
}
