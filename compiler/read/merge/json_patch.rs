//! RFC 6902 operations, with the liberties that Kustomize 5.5 was seen to take.

use serde_json::Value;

use super::Tree;

/// The manifest after `test`, `add`, `remove`, `replace`, `move` and `copy`.
///
/// Other than the RFC says, `replace` adds a missing key, `copy` of a missing key writes `null`, `test` of a missing
/// key passes for `null`, a negative index counts from the end, and `/metadata/annotations` is always there. `move` of
/// a missing key, and anything below a missing parent, fails. The error names the operation; Kustomize then emits
/// nothing at all.
pub fn json_patch<T: Tree>(base: &T, operations: &T) -> Result<T, String> {
    let all = operations.items().ok_or("the patch is no list of operations")?;
    let mut document = base.clone();
    // Kustomize keeps notes of its own in the annotations, so that they are always there for a patch.
    let metadata = document.member_mut("metadata").filter(|metadata| metadata.entries().is_some());
    let added = metadata.filter(|metadata| metadata.member("annotations").is_none()).map(|metadata| {
        let key = T::key("annotations", metadata);
        let none = T::empty(metadata);
        metadata.put(key, none);
    });
    for (index, step) in all.iter().enumerate() {
        apply(&mut document, step).map_err(|reason| format!("operation {}: {reason}", index + 1))?;
    }
    if let Some(metadata) = document.member_mut("metadata").filter(|_| added.is_some()) {
        let empty = metadata.member("annotations").and_then(T::entries).is_some_and(|own| own.is_empty());
        if empty {
            metadata.take("annotations");
        }
    }
    Ok(document)
}

fn apply<T: Tree>(document: &mut T, step: &T) -> Result<(), String> {
    let text = |name: &str| step.member(name).and_then(T::text).ok_or_else(|| format!("no `{name}`"));
    let value = || step.member("value").cloned().unwrap_or_else(|| T::nothing(step));
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
            let copied = get(document, &from)?.cloned().unwrap_or_else(|| T::nothing(step));
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

    fn parent_of<'v, T: Tree>(&self, document: &'v mut T) -> Result<&'v mut T, String> {
        let step = |value: &'v mut T, key: &String| {
            let length = value.items().map(<[T]>::len);
            match length {
                Some(length) => value.items_mut()?.get_mut(index(key, length)?),
                None => value.member_mut(key),
            }
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

fn get<'v, T: Tree>(document: &'v T, path: &Path) -> Result<Option<&'v T>, String> {
    let step = |value: &'v T, key: &String| match value.items() {
        Some(items) => items.get(index(key, items.len())?),
        None => value.member(key),
    };
    let parent = path.parent.iter().try_fold(document, step).ok_or_else(|| path.missing())?;
    match parent.items() {
        Some(_) => step(parent, &path.last).map(Some).ok_or_else(|| path.missing()),
        None => Ok(step(parent, &path.last)),
    }
}

fn add<T: Tree>(document: &mut T, path: &Path, value: T) -> Result<(), String> {
    let parent = path.parent_of(document)?;
    if let Some(items) = parent.items_mut() {
        let places = items.len() + 1;
        let at = if path.last == "-" { Some(items.len()) } else { index(&path.last, places) };
        let at = at.filter(|&at| at < places).ok_or_else(|| path.missing())?;
        items.insert(at, value);
        return Ok(());
    }
    set(parent, path, value)
}

/// Gives a key of a map another value.
fn set<T: Tree>(parent: &mut T, path: &Path, value: T) -> Result<(), String> {
    parent.entries().ok_or_else(|| path.missing())?;
    let key = T::key(&path.last, &value);
    parent.put(key, value);
    Ok(())
}

fn remove<T: Tree>(document: &mut T, path: &Path) -> Result<T, String> {
    let parent = path.parent_of(document)?;
    match parent.items_mut() {
        Some(items) => {
            index(&path.last, items.len()).filter(|&at| at < items.len()).map(|at| items.remove(at))
        }
        None => parent.take(&path.last),
    }
    .ok_or_else(|| path.missing())
}

fn replace<T: Tree>(document: &mut T, path: &Path, value: T) -> Result<(), String> {
    let parent = path.parent_of(document)?;
    if let Some(items) = parent.items_mut() {
        let at = index(&path.last, items.len()).and_then(|at| items.get_mut(at));
        *at.ok_or_else(|| path.missing())? = value;
        return Ok(());
    }
    set(parent, path, value)
}

fn test<T: Tree>(document: &T, path: &Path, value: &T) -> Result<(), String> {
    let found = get(document, path)?.map_or(Value::Null, T::json);
    let wanted = value.json();
    if found == wanted { Ok(()) } else { Err(format!("`{}` is {found}, not {wanted}", path.whole)) }
}
