//! A container's `env` and `envFrom`.

use serde_json::Value;

use super::json::{flag, list, text};
use super::pod::ConfigMaps;
use crate::launch::{EnvValue, EnvVar};
use crate::text::Opaque;

/// The variables in the order in which they take effect, and whether there are sources with unknown keys.
pub(super) fn variables(container: &Value, config_maps: ConfigMaps<'_>) -> (Vec<EnvVar>, bool) {
    let (mut vars, mut unknown) = (Vec::new(), false);
    for source in list(container, "envFrom") {
        let prefix = text(source, &["prefix"]).unwrap_or_default();
        match text(source, &["configMapRef", "name"]).and_then(config_maps) {
            Some(data) => vars.extend(data.iter().map(|(key, value)| EnvVar {
                name: format!("{prefix}{key}"),
                value: EnvValue::Verbatim(value.clone()),
            })),
            None => unknown = true,
        }
    }
    vars.extend(list(container, "env").iter().filter_map(|var| variable(var, config_maps)));
    (vars, unknown)
}

/// One entry; `None` where it has no name, or an optional source does not have it.
fn variable(var: &Value, config_maps: ConfigMaps<'_>) -> Option<EnvVar> {
    let name = text(var, &["name"])?.to_owned();
    let value = match (var.get("value"), var.get("valueFrom")) {
        (None | Some(Value::Null), Some(from)) => value_from(from, config_maps)?,
        (Some(Value::String(value)), _) => EnvValue::Literal(value.clone()),
        (None | Some(Value::Null), None) => EnvValue::Literal(String::new()),
        // The API server refuses it; what was meant is clear.
        (Some(other), _) => EnvValue::Literal(other.to_string()),
    };
    Some(EnvVar { name, value })
}

fn value_from(from: &Value, config_maps: ConfigMaps<'_>) -> Option<EnvValue> {
    let at = |kind: &str, key: &str| text(from, &[kind, key]).map(str::to_owned);
    if let Some(path) = at("fieldRef", "fieldPath") {
        return Some(EnvValue::From(Opaque::Field(path)));
    }
    if let (Some(name), Some(key)) = (at("secretKeyRef", "name"), at("secretKeyRef", "key")) {
        return Some(EnvValue::From(Opaque::Secret { name, key }));
    }
    if let (Some(name), Some(key)) = (at("configMapKeyRef", "name"), at("configMapKeyRef", "key")) {
        let optional = from.get("configMapKeyRef").is_some_and(|source| flag(source, "optional"));
        return match config_maps(&name).map(|data| data.get(&key).cloned()) {
            Some(Some(value)) => Some(EnvValue::Verbatim(value)),
            Some(None) if optional => None,
            _ => Some(EnvValue::From(Opaque::ConfigMap { name, key })),
        };
    }
    let what = at("resourceFieldRef", "resource").or_else(|| at("fileKeyRef", "key"));
    Some(EnvValue::From(Opaque::Unknown(what.unwrap_or_else(|| "valueFrom".to_owned()))))
}
