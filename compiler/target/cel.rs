//! JSON as CEL, for consumers that evaluate expressions.
//!
//! The API server compiles expressions with homogeneous literals: the values of one map have one type. JSON is not
//! like that, so every value of a map is wrapped in `dyn(…)`, which is a type of its own, and elements of a list that
//! differ are wrapped as well.

use serde_json::Value as Json;

/// The value as a CEL literal, the keys of the outermost map on lines of their own.
pub fn literal(value: &Json) -> String {
    match value {
        Json::Object(map) if !map.is_empty() => {
            let entries: Vec<String> = map.iter().map(|(key, value)| entry(key, value)).collect();
            format!("{{\n  {}\n}}", entries.join(",\n  "))
        }
        other => inner(other),
    }
}

fn entry(key: &str, value: &Json) -> String {
    format!("{}: dyn({})", Json::from(key), inner(value))
}

fn inner(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let entries: Vec<String> = map.iter().map(|(key, value)| entry(key, value)).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Json::Array(items) => {
            let alike = items.iter().zip(items.iter().skip(1)).all(|(a, b)| same_type(a, b));
            let one = |item: &Json| if alike { inner(item) } else { format!("dyn({})", inner(item)) };
            format!("[{}]", items.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether two scalars, or two maps, are of one CEL type; lists in lists are not looked into.
fn same_type(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::String(_), Json::String(_))
        | (Json::Bool(_), Json::Bool(_))
        | (Json::Object(_), Json::Object(_)) => true,
        (Json::Number(a), Json::Number(b)) => a.is_f64() == b.is_f64(),
        _ => false,
    }
}

/// Reads [`literal`]'s text back: outside of strings, JSON has neither letters of `dyn` nor parentheses.
pub fn parse(text: &str) -> Result<Json, String> {
    let (mut json, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(c) = rest.chars().next() {
        let string = if c == '"' { string_length(rest) } else { 0 };
        let (taken, skipped) = match c {
            '"' => (string, 0),
            'd' if rest.starts_with("dyn(") => (0, 4),
            ')' => (0, 1),
            other => (other.len_utf8(), 0),
        };
        json.push_str(rest.get(..taken).unwrap_or_default());
        rest = rest.get(taken + skipped..).unwrap_or_default();
    }
    serde_json::from_str(&json).map_err(|error| format!("not a literal of JSON: {error}"))
}

/// Bytes of the string that the text starts with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_a_map_have_one_type() {
        let value =
            json!({ "name": "v", "emptyDir": { "sizeLimit": "1Gi" }, "list": ["a", "b"], "mixed": ["a", 1] });
        let text = literal(&value);
        assert_eq!(
            text,
            concat!(
                "{\n  \"name\": dyn(\"v\"),\n  \"emptyDir\": dyn({\"sizeLimit\": dyn(\"1Gi\")}),\n",
                "  \"list\": dyn([\"a\", \"b\"]),\n  \"mixed\": dyn([dyn(\"a\"), dyn(1)])\n}"
            )
        );
        assert_eq!(parse(&text), Ok(value));
    }

    #[test]
    fn strings_are_left_alone() {
        let value = json!({ "a": "dyn(\")\\", "b": ["\u{e9})", ""], "c": [], "d": {}, "e": null, "f": true });
        assert_eq!(parse(&literal(&value)), Ok(value));
        assert!(parse("{\"a\": size(1)}").is_err());
    }
}
