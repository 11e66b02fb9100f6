//! Which lists of a pod are maps in disguise, and by what.

use super::Tree;

/// The field that tells the elements of a list from each other; `None` for a list that is replaced whole.
pub fn key(field: &str) -> Option<&'static str> {
    Some(match field {
        "containers" | "initContainers" | "ephemeralContainers" | "volumes" | "env" | "imagePullSecrets" => {
            "name"
        }
        "volumeMounts" => "mountPath",
        "volumeDevices" => "devicePath",
        "hostAliases" => "ip",
        "topologySpreadConstraints" => "topologyKey",
        "ports" => "containerPort",
        _ => return None,
    })
}

/// What an element is, by its key: two elements with one identity are one thing. `None` without the key.
pub fn identity<T: Tree>(field: &str, element: &T) -> Option<String> {
    let mut identity = element.member(key(field)?)?.word()?;
    if field == "ports" {
        identity.push('/');
        identity.push_str(&element.member("protocol").and_then(T::word).unwrap_or_else(|| "TCP".to_owned()));
    }
    Some(identity)
}

/// The elements of a list; none where there is no list.
pub fn elements<T: Tree>(value: Option<&T>) -> &[T] {
    value.and_then(T::items).unwrap_or_default()
}
