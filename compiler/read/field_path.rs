//! Fields of a pod that a variable can have its value from.

use crate::diagnostic::nearest_help;

/// Those with a name (Kubernetes 1.37, `ObjectFieldSelector` of core/v1); the last stands for the maps below.
const FIELDS: [&str; 10] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
    "metadata.labels['KEY']",
];
/// Maps of which a variable takes one entry.
const MAPS: [&str; 2] = ["metadata.labels", "metadata.annotations"];

/// Whether a variable can have its value from the field.
pub fn is_field(path: &str) -> bool {
    let key = |map: &str| path.strip_prefix(map)?.strip_prefix("['")?.strip_suffix("']");
    let mut keys = MAPS.into_iter().filter_map(key);
    FIELDS.contains(&path) || keys.any(|key| !key.is_empty() && !key.contains('\''))
}

/// Which field was meant. `metadata.labels.app` is what other tools call `metadata.labels['app']`.
pub fn meant_field(path: &str) -> Option<String> {
    let keyed = MAPS.into_iter().find_map(|map| Some((map, path.strip_prefix(map)?)));
    let keyed = keyed.map(|(map, key)| (map, key.trim_matches(|c| ".[]'\"".contains(c))));
    match keyed {
        Some((map, key)) if !key.is_empty() => Some(format!("did you mean `{map}['{key}']`?")),
        _ => nearest_help(path, FIELDS),
    }
}
