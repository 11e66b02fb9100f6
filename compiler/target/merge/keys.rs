//! Which lists of a pod are maps in disguise, and by what.

use serde_json::Value;

/// The field that tells the elements of a list from each other; `None` for a list that is replaced whole.
pub(super) fn key(field: &str) -> Option<&'static str> {
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
pub(in crate::target) fn identity(field: &str, element: &Value) -> Option<String> {
    let mut identity = text(element.get(key(field)?)?)?;
    if field == "ports" {
        identity.push('/');
        identity.push_str(&element.get("protocol").and_then(text).unwrap_or_else(|| "TCP".to_owned()));
    }
    Some(identity)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The elements of a list; none where there is no list.
pub(super) fn elements(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
