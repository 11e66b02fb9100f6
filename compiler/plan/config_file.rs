//! Configuration files that are written whole.

use serde_json::{Map, Value as Json};

use crate::text::Text;
use crate::yaml;

/// The text of a file: `properties` lines in order, or `yaml` with dotted keys as nesting.
pub fn print(format: &str, entries: &[(String, Text)]) -> String {
    if format == "yaml" {
        return print_yaml(entries);
    }
    entries
        .iter()
        .map(|(key, value)| format!("{}={}\n", escape(key, true), escape(&value.to_string(), false)))
        .collect()
}

/// What `java.util.Properties.store` does: blanks and separators of a key, a leading blank of a value, and
/// everything outside printable ASCII are escaped.
fn escape(text: &str, key: bool) -> String {
    let mut out = String::new();
    for (index, c) in text.chars().enumerate() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' ' if key || index == 0 => out.push_str("\\ "),
            '=' | ':' | '#' | '!' if key => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04X}"))),
        }
    }
    out
}

fn print_yaml(entries: &[(String, Text)]) -> String {
    let mut root = Map::new();
    for (key, value) in entries {
        let parts: Vec<&str> = key.split('.').collect();
        insert(&mut root, &parts, scalar(&value.to_string()));
    }
    yaml::print(&Json::Object(root))
}

/// A list is lines on its way here; a number stays a number.
fn scalar(text: &str) -> Json {
    if text.contains('\n') {
        return Json::Array(text.lines().map(scalar).collect());
    }
    text.parse::<i64>().map_or_else(|_| Json::String(text.to_owned()), Json::from)
}

fn insert(map: &mut Map<String, Json>, path: &[&str], value: Json) {
    match path {
        [] => {}
        [last] => drop(map.insert((*last).to_owned(), value)),
        [first, rest @ ..] => {
            let inner = map.entry((*first).to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_survive_java() {
        let entries = [("a b:c".to_owned(), Text::from(" x\\y\né"))];
        assert_eq!(print("properties", &entries), "a\\ b\\:c=\\ x\\\\y\\n\\u00E9\n");
    }
}
