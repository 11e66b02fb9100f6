//! RFC 6902 operations, with the liberties that Kustomize 5.5 was seen to take.

use serde_json::{Map, Value};

/// The manifest after `test`, `add`, `remove`, `replace`, `move` and `copy`.
///
/// Other than the RFC says, `replace` adds a missing key, `copy` of a missing key writes `null`, `test` of a missing
/// key passes for `null`, a negative index counts from the end, and `/metadata/annotations` is always there. `move` of
/// a missing key, and anything below a missing parent, fails. The error names the operation; Kustomize then emits
/// nothing at all.
pub fn json_patch(base: &Value, operations: &Value) -> Result<Value, String> {
    let all = operations.as_array().ok_or("the patch is no list of operations")?;
    let mut document = base.clone();
    // Kustomize keeps notes of its own in the annotations, so that they are always there for a patch.
    let none = Value::Object(Map::new());
    let metadata = document.get_mut("metadata").and_then(Value::as_object_mut);
    let added = metadata
        .filter(|m| !m.contains_key("annotations"))
        .map(|m| m.insert("annotations".to_owned(), none.clone()));
    for (index, step) in all.iter().enumerate() {
        apply(&mut document, step).map_err(|reason| format!("operation {}: {reason}", index + 1))?;
    }
    if added.is_some() && document.pointer("/metadata/annotations") == Some(&none) {
        document.get_mut("metadata").and_then(Value::as_object_mut).map(|m| m.shift_remove("annotations"));
    }
    Ok(document)
}

fn apply(document: &mut Value, step: &Value) -> Result<(), String> {
    let text = |name: &str| step.get(name).and_then(Value::as_str).ok_or_else(|| format!("no `{name}`"));
    let value = || step.get("value").cloned().unwrap_or(Value::Null);
    let path = Path::parse(text("path")?)?;
    match text("op")? {
        "add" => add(document, &path, value()),
        "remove" => remove(document, &path).map(drop),
        "replace" => replace(document, &path, value()),
        "test" => test(document, &path, &value()),
        "move" => {
            let moved = remove(document, &Path::parse(text("from")?)?)?;
            add(document, &path, moved)
        }
        "copy" => {
            let from = Path::parse(text("from")?)?;
            let copied = get(document, &from)?.cloned().unwrap_or(Value::Null);
            add(document, &path, copied)
        }
        other => Err(format!("no operation is called `{other}`")),
    }
}

/// A pointer below the root, split into the way to the parent and the last step.
struct Path<'a> {
    whole: &'a str,
    parent: Vec<String>,
    last: String,
}

impl<'a> Path<'a> {
    fn parse(whole: &'a str) -> Result<Self, String> {
        let steps = whole.strip_prefix('/').ok_or_else(|| format!("`{whole}` is no path below the root"))?;
        let mut parent: Vec<String> =
            steps.split('/').map(|s| s.replace("~1", "/").replace("~0", "~")).collect();
        let last = parent.pop().unwrap_or_default();
        Ok(Path { whole, parent, last })
    }

    fn missing(&self) -> String {
        format!("`{}` does not exist", self.whole)
    }

    fn parent_of<'v>(&self, document: &'v mut Value) -> Result<&'v mut Value, String> {
        let step = |value: &'v mut Value, key: &String| match value {
            Value::Object(entries) => entries.get_mut(key),
            Value::Array(items) => {
                let at = index(key, items.len())?;
                items.get_mut(at)
            }
            _ => None,
        };
        self.parent.iter().try_fold(document, step).ok_or_else(|| self.missing())
    }
}

/// A list index below or at `length`; negative ones count from there.
fn index(step: &str, length: usize) -> Option<usize> {
    let at = match step.strip_prefix('-') {
        Some(back) => length.checked_sub(back.parse().ok()?)?,
        None => step.parse().ok()?,
    };
    (at <= length).then_some(at)
}

fn get<'v>(document: &'v Value, path: &Path) -> Result<Option<&'v Value>, String> {
    let step = |value: &'v Value, key: &String| match value {
        Value::Object(entries) => entries.get(key),
        Value::Array(items) => items.get(index(key, items.len())?),
        _ => None,
    };
    let parent = path.parent.iter().try_fold(document, step).ok_or_else(|| path.missing())?;
    match parent {
        Value::Array(_) => step(parent, &path.last).map(Some).ok_or_else(|| path.missing()),
        _ => Ok(step(parent, &path.last)),
    }
}

fn add(document: &mut Value, path: &Path, value: Value) -> Result<(), String> {
    match path.parent_of(document)? {
        Value::Object(entries) => drop(entries.insert(path.last.clone(), value)),
        Value::Array(items) => {
            let places = items.len() + 1;
            let at = if path.last == "-" { Some(items.len()) } else { index(&path.last, places) };
            let at = at.filter(|&at| at < places).ok_or_else(|| path.missing())?;
            items.insert(at, value);
        }
        _ => return Err(path.missing()),
    }
    Ok(())
}

fn remove(document: &mut Value, path: &Path) -> Result<Value, String> {
    match path.parent_of(document)? {
        Value::Object(entries) => entries.shift_remove(&path.last),
        Value::Array(items) => {
            index(&path.last, items.len()).filter(|&at| at < items.len()).map(|at| items.remove(at))
        }
        _ => None,
    }
    .ok_or_else(|| path.missing())
}

fn replace(document: &mut Value, path: &Path, value: Value) -> Result<(), String> {
    match path.parent_of(document)? {
        Value::Object(entries) => drop(entries.insert(path.last.clone(), value)),
        Value::Array(items) => {
            let at = index(&path.last, items.len()).and_then(|at| items.get_mut(at));
            *at.ok_or_else(|| path.missing())? = value;
        }
        _ => return Err(path.missing()),
    }
    Ok(())
}

fn test(document: &Value, path: &Path, value: &Value) -> Result<(), String> {
    let found = get(document, path)?.unwrap_or(&Value::Null);
    if found == value { Ok(()) } else { Err(format!("`{}` is {found}, not {value}", path.whole)) }
}
