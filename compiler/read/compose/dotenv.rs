//! `.env` and `env_file`: one `NAME=value` a line, with quotes and Compose's own `${VAR}`.

use std::collections::BTreeMap;

use super::interpolate::interpolate;
use crate::text::Text;

/// The variables of a file in order; a value is `None` where Compose takes that of its own environment.
///
/// `outer` knows what is set elsewhere; it goes before what the file has said so far.
pub fn read(text: &str, outer: &dyn Fn(&str) -> Option<Text>, expands: bool) -> Vec<(String, Option<Text>)> {
    let mut found: Vec<(String, Option<Text>)> = Vec::new();
    let mut known: BTreeMap<String, Text> = BTreeMap::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while !rest.is_empty() {
        let (line, _) = rest.split_once('\n').unwrap_or((rest, ""));
        let code = line.trim_start();
        let at = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        let Some(length) = code.find('=').filter(|_| !code.starts_with('#')) else {
            let name = code.split(" #").next().unwrap_or_default().trim();
            if !name.is_empty() && !name.starts_with('#') {
                found.push((unexported(name), None));
            }
            rest = after(rest, line.len() + 1);
            continue;
        };
        let name = unexported(code.get(..length).unwrap_or_default());
        let (raw, literal, used) = value(after(rest, at + length + 1));
        let lookup = |name: &str| outer(name).or_else(|| known.get(name).cloned());
        let expanded = if literal || !expands { None } else { interpolate(&raw, &lookup).ok() };
        let value = expanded.unwrap_or_else(|| Text::from(raw.as_str()));
        known.insert(name.clone(), value.clone());
        found.push((name, Some(value)));
        rest = after(rest, at + length + 1 + used);
    }
    found
}

fn after(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

fn unexported(name: &str) -> String {
    let name = name.trim();
    name.strip_prefix("export ").unwrap_or(name).trim().to_owned()
}

/// The value at the start of a text, whether nothing in it is expanded, and how long it is with its line end.
fn value(text: &str) -> (String, bool, usize) {
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    let line_end = |from: usize| after(text, from).find('\n').map_or(text.len(), |at| from + at + 1);
    let quote = after(text, blanks).chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote
        && let Some((value, end)) = quoted(after(text, blanks + 1), quote)
    {
        return (value, quote == '\'', line_end(blanks + 1 + end));
    }
    let end = line_end(0);
    let line = text.get(..end).unwrap_or_default();
    let line = line.split(" #").next().unwrap_or_default();
    (line.trim().to_owned(), false, end)
}

/// A quoted value without its quotes, and where it ends.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let (mut value, mut escaped) = (String::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                match c {
                    'n' => value.push('\n'),
                    'r' => value.push('\r'),
                    't' => value.push('\t'),
                    // Compose's own way to write a `$`.
                    '$' => value.push_str("$$"),
                    '"' | '\\' => value.push(c),
                    _ => value.extend(['\\', c]),
                }
                escaped = false;
            }
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some((value, at + 1)),
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::text::Text;

    /// What compose-go 2.16 makes of this file, B being set to `own` by the service.
    #[test]
    fn a_file() {
        let text = "# c\nA=1 # not\nB=x\nexport C='a $B # b'\nD=\"a\\nb $B ${Z:-z}\"\nE=${B}y\nG=\nH\nI=a\"b\"c\n J = sp aced  \nK=$$x";
        let outer = |name: &str| (name == "B").then(|| Text::from("own"));
        let got = read(text, &outer, true);
        let shown: Vec<(&str, Option<String>)> = got
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_ref().map(ToString::to_string)))
            .collect();
        let expected = [
            ("A", Some("1")),
            ("B", Some("x")),
            ("C", Some("a $B # b")),
            ("D", Some("a\nb own z")),
            ("E", Some("owny")),
            ("G", Some("")),
            ("H", None),
            ("I", Some("a\"b\"c")),
            ("J", Some("sp aced")),
            ("K", Some("$x")),
        ];
        assert_eq!(shown, expected.map(|(name, value)| (name, value.map(str::to_owned))));
    }

    #[test]
    fn an_open_quote_is_a_character() {
        assert_eq!(read("A=\"x\nB=2\n", &|_| None, true).len(), 2);
    }
}
