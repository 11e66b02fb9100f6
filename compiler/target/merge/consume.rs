//! The generic merge that model templates write for: what a consumer makes of the application's pod.
//!
//! A model is a tree of the shape of the pod (or of the manifest around it). Maps merge key by key, `null` removes a
//! key, scalars and lists without a key (`command`, `args`, `envFrom` …) are replaced. Elements of keyed lists are
//! matched by key: `containers`, `initContainers`, `ephemeralContainers`, `volumes`, `env`, `imagePullSecrets` by
//! `name`, `volumeMounts` by `mountPath`, `volumeDevices` by `devicePath`, `hostAliases` by `ip`, `ports` by
//! `containerPort` and `protocol`. A container is merged, any other element replaced whole; what is not there yet is
//! put at the end, and so is an element without its key. Elements are taken in the model's order. Beside its own keys an element may say:
//!
//! | word | does |
//! | --- | --- |
//! | `$merge: append-value` | adds the text of `value`, as it is, to the `value` that an `env` entry has; an entry with `valueFrom` stays as it is; without an entry, adds this one |
//! | `$merge: append-pairs` | adds to the `value` of an `env` entry the keys of `$pairs` that it does not have, as `k=v`, sorted, parted by commas; `$pairs` is a list of maps, later ones win, what is `null` is not there; adds the entry where there is none |
//! | `$merge: if-absent` | adds the element, unless one with its key is there |
//! | `$merge: always` | adds the element, even if one with its key is there: the last one counts for a kubelet |
//! | `$position: start` | a new element goes to the start, in the model's order, not to the end |
//! | `$position: end` | the default, said aloud |
//! | `$move: end` | the element, new or not, becomes the last |
//!
//! Where the pod has several elements of one key, the first is the one that is changed. The words are in no result.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::merge::{elements, identity, key};

/// The pod, or the manifest, that the consumer makes of `base`.
pub fn consume(base: &Value, directives: &Value) -> Value {
    merged(Some(base), directives, "").unwrap_or(Value::Null)
}

/// The merged value; `None` removes it.
fn merged(base: Option<&Value>, directives: &Value, field: &str) -> Option<Value> {
    match directives {
        Value::Null => None,
        Value::Object(entries) => Some(map(base.and_then(Value::as_object), entries)),
        Value::Array(items) if key(field).is_some() => Some(list(elements(base), items, field)),
        other => Some(other.clone()),
    }
}

fn map(base: Option<&Map<String, Value>>, directives: &Map<String, Value>) -> Value {
    let mut all = base.cloned().unwrap_or_default();
    for (key, directive) in directives.iter().filter(|(key, _)| !is_word(key)) {
        match merged(base.and_then(|base| base.get(key)), directive, key) {
            Some(value) => drop(all.insert(key.clone(), value)),
            None => drop(all.shift_remove(key)),
        }
    }
    Value::Object(all)
}

fn is_word(key: &str) -> bool {
    matches!(key, "$merge" | "$pairs" | "$position" | "$move")
}

fn list(base: &[Value], directives: &[Value], field: &str) -> Value {
    let mut all = base.to_vec();
    let mut started = 0;
    for directive in directives {
        let word = |name: &str| directive.get(name).and_then(Value::as_str);
        let id = identity(field, directive);
        let there =
            id.and_then(|id| all.iter().position(|element| identity(field, element).as_ref() == Some(&id)));
        let at = match (there, word("$merge")) {
            (Some(at), Some("if-absent")) => at,
            (Some(at), merge) if merge != Some("always") => {
                if let Some(element) = all.get_mut(at) {
                    *element = changed(element, directive, field, merge);
                }
                at
            }
            _ => {
                let at_start = word("$position") == Some("start");
                let at = if at_start { started } else { all.len() };
                started += usize::from(at_start);
                let element = merged(None, directive, field).unwrap_or_default();
                all.insert(
                    at,
                    if pairs(directive).is_empty() { element } else { paired(&element, directive) },
                );
                at
            }
        };
        if word("$move") == Some("end") {
            let element = all.remove(at);
            all.push(element);
        }
    }
    Value::Array(all)
}

/// An element that is there, after a directive with its key.
fn changed(element: &Value, directive: &Value, field: &str, merge: Option<&str>) -> Value {
    let base = match merge {
        Some("append-value") => return appended(element, directive),
        Some("append-pairs") => return paired(element, directive),
        _ if field.to_ascii_lowercase().ends_with("containers") => Some(element),
        _ => None,
    };
    merged(base, directive, field).unwrap_or_default()
}

fn appended(entry: &Value, directive: &Value) -> Value {
    let mut entry = entry.clone();
    let added = directive.get("value").and_then(Value::as_str).unwrap_or_default();
    if let Some(fields) = entry.as_object_mut().filter(|fields| !fields.contains_key("valueFrom")) {
        let text = fields.get("value").and_then(Value::as_str).unwrap_or_default();
        let text = format!("{text}{added}");
        fields.insert("value".to_owned(), Value::String(text));
    }
    entry
}

/// `$pairs` as one map.
fn pairs(directive: &Value) -> BTreeMap<&str, &str> {
    let maps = elements(directive.get("$pairs")).iter().filter_map(Value::as_object).flatten();
    maps.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect()
}

fn paired(entry: &Value, directive: &Value) -> Value {
    let mut entry = entry.clone();
    let text = entry.get("value").and_then(Value::as_str).unwrap_or_default();
    let has = |key: &str| text.split(',').any(|pair| pair.split('=').next() == Some(key));
    let added = pairs(directive).into_iter().filter(|(key, _)| !has(key));
    let added: Vec<String> = added.map(|(key, value)| format!("{key}={value}")).collect();
    let between = if text.is_empty() || text.ends_with(',') || added.is_empty() { "" } else { "," };
    let text = format!("{text}{between}{}", added.join(","));
    if let Some(fields) = entry.as_object_mut() {
        fields.insert("value".to_owned(), Value::String(text));
    }
    entry
}
