//! Strategic merge patches, as Kustomize 5.5 was seen to apply them.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::keys::{elements, identity};

/// The manifest after the patch.
///
/// - Maps merge, `null` removes a key, `$patch: delete` and `$patch: replace` do what they say, in a map and in an
///   element of a keyed list; `- $patch: replace` alone in a keyed list replaces the list.
/// - Keyed lists (`containers`, `env`, `volumes`, `volumeMounts` …) merge by key: the patch's elements come first,
///   in the patch's order, then what is left of the manifest's.
/// - All other lists, `command`, `args` and `envFrom` among them, are replaced. So is *every* list of a kind that
///   Kustomize has no schema of: a Rollout's `containers`.
/// - A volume whose type changes keeps both types: Kustomize ignores `retainKeys`.
/// - Of elements with one key, the manifest's last one stands, at the place of the first and untouched by the patch;
///   the patch's first one counts.
pub fn strategic_merge(base: &Value, patch: &Value) -> Value {
    let merge = Merge { keyed: known_kind(base) };
    merge.value(Some(base), patch, "").unwrap_or(Value::Null)
}

/// The same where the lists of a pod are known for what they are, whatever kind the pod is in: what we write
/// ourselves.
pub fn typed_merge(base: &Value, patch: &Value) -> Value {
    Merge { keyed: true }.value(Some(base), patch, "").unwrap_or(Value::Null)
}

/// Whether the kind is Kubernetes' own: its API group has no domain, or one below `k8s.io`. A fragment has no kind
/// and counts as a part of one.
fn known_kind(manifest: &Value) -> bool {
    is_known(manifest.get("apiVersion").and_then(Value::as_str).unwrap_or("v1"))
}

/// Whether an `apiVersion` is of Kubernetes' own groups.
pub fn is_known(version: &str) -> bool {
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    !group.contains('.') || group.ends_with(".k8s.io")
}

struct Merge {
    keyed: bool,
}

impl Merge {
    /// The merged value; `None` removes it.
    fn value(&self, base: Option<&Value>, patch: &Value, field: &str) -> Option<Value> {
        match patch {
            Value::Null => None,
            Value::Object(entries) => match directive(patch) {
                Some("delete") => None,
                Some("replace") => Some(self.map(None, entries)),
                _ => Some(self.map(base.and_then(Value::as_object), entries)),
            },
            Value::Array(items) if self.is_keyed(items, field) => {
                Some(self.list(elements(base), items, field))
            }
            other => Some(other.clone()),
        }
    }

    fn map(&self, base: Option<&Map<String, Value>>, patch: &Map<String, Value>) -> Value {
        let mut merged = base.cloned().unwrap_or_default();
        for (key, patch) in patch.iter().filter(|(key, _)| !is_directive(key)) {
            match self.value(base.and_then(|base| base.get(key)), patch, key) {
                Some(value) => drop(merged.insert(key.clone(), value)),
                None => drop(merged.shift_remove(key)),
            }
        }
        Value::Object(merged)
    }

    fn is_keyed(&self, items: &[Value], field: &str) -> bool {
        self.keyed && items.iter().all(|item| replaces_list(item) || identity(field, item).is_some())
    }

    fn list(&self, base: &[Value], patch: &[Value], field: &str) -> Value {
        let base = if patch.iter().any(replaces_list) { &[] } else { base };
        let mut named = HashSet::new();
        let mut merged = Vec::new();
        for item in patch.iter().filter(|item| !replaces_list(item)) {
            let Some(id) = identity(field, item) else { continue };
            let same: Vec<&Value> =
                base.iter().filter(|old| identity(field, old).as_ref() == Some(&id)).collect();
            let value = match same.as_slice() {
                [_, .., last] if directive(item).is_none() => Some((*last).clone()),
                _ => self.value(same.first().copied(), item, field),
            };
            if named.insert(id) {
                merged.extend(value);
            }
        }
        for old in base {
            let Some(id) = identity(field, old) else {
                merged.push(old.clone());
                continue;
            };
            if named.insert(id.clone()) {
                let last = base.iter().rfind(|other| identity(field, other).as_ref() == Some(&id));
                merged.extend(last.cloned());
            }
        }
        Value::Array(merged)
    }
}

fn directive(value: &Value) -> Option<&str> {
    value.get("$patch").and_then(Value::as_str)
}

fn is_directive(key: &str) -> bool {
    key == "$patch"
        || key == "$retainKeys"
        || key.starts_with("$setElementOrder/")
        || key.starts_with("$deleteFromPrimitiveList/")
}

/// `- $patch: replace`, and nothing else in the element.
fn replaces_list(item: &Value) -> bool {
    item.as_object().is_some_and(|entries| entries.len() == 1) && directive(item) == Some("replace")
}
