//! Configuration files that are written whole.

use serde_json::{Map, Value as Json};

use crate::profile::{Setting, Type};
use crate::text::Text;
use crate::yaml;

/// A setting on its way into a file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the file calls it.
    pub key: String,
    /// Its value; a list's items are joined.
    pub value: Text,
    kind: Type,
    separator: Option<String>,
}

impl Entry {
    /// The entry of a setting.
    pub fn new(key: &str, value: &Text, setting: &Setting) -> Self {
        let separator = Some(setting.separator.clone()).filter(|s| setting.list && !s.is_empty());
        Entry { key: key.to_owned(), value: value.clone(), kind: setting.kind, separator }
    }

    /// As YAML of its type.
    fn json(&self) -> Json {
        let text = self.value.to_string();
        match &self.separator {
            Some(separator) => {
                text.split_terminator(separator.as_str()).map(|item| scalar(self.kind, item)).collect()
            }
            None => scalar(self.kind, &text),
        }
    }
}

/// The text of a file: `properties` lines in order, or `yaml` with dotted keys as nesting.
pub fn print(format: &str, entries: &[Entry]) -> String {
    if format == "yaml" {
        return print_yaml(entries);
    }
    entries
        .iter()
        .map(|e| format!("{}={}\n", escape(&e.key, true), escape(&e.value.to_string(), false)))
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

fn print_yaml(entries: &[Entry]) -> String {
    let mut root = Map::new();
    for entry in entries {
        let parts: Vec<&str> = entry.key.split('.').collect();
        insert(&mut root, &parts, entry.json());
    }
    yaml::print(&Json::Object(root))
}

/// A number stays a number, and a name that looks like one stays a name.
fn scalar(kind: Type, text: &str) -> Json {
    let typed = match kind {
        Type::Int | Type::Port | Type::Float | Type::Bool | Type::Duration | Type::Bytes => {
            serde_json::from_str(text).ok().filter(|value: &Json| value.is_number() || value.is_boolean())
        }
        _ => None,
    };
    typed.unwrap_or_else(|| Json::String(text.to_owned()))
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

    fn entry(key: &str, value: &str, kind: Type, separator: Option<&str>) -> Entry {
        Entry { key: key.to_owned(), value: Text::from(value), kind, separator: separator.map(str::to_owned) }
    }

    #[test]
    fn yaml_keeps_types() {
        let entries = [
            entry("plugins", "a,b", Type::String, Some(",")),
            entry("attr.one", "x", Type::String, Some(",")),
            entry("attr.name", "123", Type::String, None),
            entry("attr.interval", "3", Type::Int, None),
            entry("attr.on", "true", Type::Bool, None),
        ];
        let expected =
            "plugins:\n- a\n- b\nattr:\n  one:\n  - x\n  name: \"123\"\n  interval: 3\n  on: true\n";
        let read = |text: &str| text.replace("\"on\"", "on").replace("'on'", "on");
        assert_eq!(read(&print("yaml", &entries)), expected);
    }

    #[test]
    fn properties_survive_java() {
        let entries = [entry("a b:c", " x\\y\né", Type::String, None)];
        assert_eq!(print("properties", &entries), "a\\ b\\:c=\\ x\\\\y\\n\\u00E9\n");
    }
}
