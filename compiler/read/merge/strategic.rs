//! Strategic merge patches, as Kustomize 5.5 was seen to apply them.

use std::collections::{HashMap, HashSet};

use super::Tree;
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
pub fn strategic_merge<T: Tree>(base: &T, patch: &T) -> T {
    let merge = Merge { keyed: known_kind(base) };
    merge.value(Some(base), patch, "").unwrap_or_else(|| T::nothing(base))
}

/// The same where the lists of a pod are known for what they are, whatever kind the pod is in: what we write
/// ourselves.
pub fn typed_merge<T: Tree>(base: &T, patch: &T) -> T {
    Merge { keyed: true }.value(Some(base), patch, "").unwrap_or_else(|| T::nothing(base))
}

/// Whether the kind is Kubernetes' own: its API group has no domain, or one below `k8s.io`. A fragment has no kind
/// and counts as a part of one.
fn known_kind<T: Tree>(manifest: &T) -> bool {
    is_known(manifest.member("apiVersion").and_then(T::text).unwrap_or("v1"))
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
    fn value<T: Tree>(&self, base: Option<&T>, patch: &T, field: &str) -> Option<T> {
        if patch.is_null() {
            return None;
        }
        if patch.entries().is_some() {
            return match directive(patch) {
                Some("delete") => None,
                Some("replace") => Some(self.map(None, patch)),
                _ => Some(self.map(base.filter(|base| base.entries().is_some()), patch)),
            };
        }
        match patch.items() {
            Some(items) if self.is_keyed(items, field) => Some(self.list(base, patch, field)),
            _ => Some(patch.clone()),
        }
    }

    fn map<T: Tree>(&self, base: Option<&T>, patch: &T) -> T {
        let mut merged = base.cloned().unwrap_or_else(|| T::empty(patch));
        for (key, patch) in patch.entries().into_iter().flatten() {
            let name = T::name(key);
            if is_directive(&name) {
                continue;
            }
            match self.value(base.and_then(|base| base.member(&name)), patch, &name) {
                Some(value) => merged.put(key.clone(), value),
                None => drop(merged.take(&name)),
            }
        }
        merged
    }

    fn is_keyed<T: Tree>(&self, items: &[T], field: &str) -> bool {
        self.keyed && items.iter().all(|item| replaces_list(item) || identity(field, item).is_some())
    }

    fn list<T: Tree>(&self, whole: Option<&T>, patch: &T, field: &str) -> T {
        let items = elements(Some(patch));
        let base = if items.iter().any(replaces_list) { &[] } else { elements(whole) };
        let mut known: HashMap<String, Vec<&T>> = HashMap::new();
        for old in base {
            if let Some(id) = identity(field, old) {
                known.entry(id).or_default().push(old);
            }
        }
        let (mut named, mut merged) = (HashSet::new(), Vec::new());
        for item in items.iter().filter(|item| !replaces_list(*item)) {
            let Some(id) = identity(field, item) else { continue };
            let value = match known.get(&id).map_or(&[][..], Vec::as_slice) {
                [_, .., last] if directive(item).is_none() => Some((*last).clone()),
                same => self.value(same.first().copied(), item, field),
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
            let last = known.get(&id).and_then(|same| same.last());
            if named.insert(id) {
                merged.extend(last.map(|last| (*last).clone()));
            }
        }
        T::list(merged, whole.unwrap_or(patch))
    }
}

fn directive<T: Tree>(value: &T) -> Option<&str> {
    value.member("$patch").and_then(T::text)
}

fn is_directive(key: &str) -> bool {
    key == "$patch"
        || key == "$retainKeys"
        || key.starts_with("$setElementOrder/")
        || key.starts_with("$deleteFromPrimitiveList/")
}

/// `- $patch: replace`, and nothing else in the element.
fn replaces_list<T: Tree>(item: &T) -> bool {
    item.entries().is_some_and(|entries| entries.len() == 1) && directive(item) == Some("replace")
}
