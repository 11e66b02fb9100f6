//! Short ways into a parsed document.

use serde_json::Value;

/// The member at a path of keys.
pub(super) fn get<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// The string at a path of keys.
pub(super) fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    get(value, path).and_then(Value::as_str)
}

/// The elements of the list under a key.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The list of strings under a key; `None` where there is no list.
pub(super) fn strings(value: &Value, key: &str) -> Option<Vec<String>> {
    let words = value.get(key)?.as_array()?.iter();
    Some(words.map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect())
}

/// Whether a flag is set.
pub(super) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The element of that name.
pub(super) fn named<'a>(elements: &'a [Value], name: &str) -> Option<&'a Value> {
    elements.iter().find(|element| text(element, &["name"]) == Some(name))
}
