//! Variables as Kubernetes writes them.

use serde_json::{Value as Json, json};

use crate::launch::{Expansion, Launcher, Row, Variable as Place, expand, shell, tokenize};
use crate::plan::{Composed, Container};
use crate::text::{Opaque, Piece, Text};

/// Entries of a container's `env`: variables that others refer to stand before them.
#[derive(Debug, Default)]
pub struct Entries {
    helpers: Vec<(String, Json)>,
    variables: Vec<(String, Json)>,
}

impl Entries {
    /// All entries, helpers first.
    pub fn into_json(self) -> Vec<Json> {
        self.helpers.into_iter().chain(self.variables).map(|(_, entry)| entry).collect()
    }

    /// Adds a variable.
    pub fn push(&mut self, name: &str, value: &Text) {
        let entry = match value.sole_opaque() {
            Some(opaque) => json!({ "name": name, "valueFrom": value_from(opaque) }),
            None => {
                let value = self.referring(value);
                json!({ "name": name, "value": value })
            }
        };
        self.variables.push((name.to_owned(), entry));
    }

    /// The text with `$(…)` for values that only the pod knows, each defined by a helper.
    pub fn referring(&mut self, text: &Text) -> String {
        let mut out = String::new();
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => out.push_str(&expand::escape_reference(known)),
                Piece::Opaque(opaque) => {
                    let helper = self.helper(opaque);
                    out.push_str(&format!("$({helper})"));
                }
            }
        }
        out
    }

    /// The name of a variable that holds the value.
    pub fn helper(&mut self, opaque: &Opaque) -> String {
        let (base, source) = (helper_name(opaque), value_from(opaque));
        let (mut name, mut number) = (base.clone(), 1);
        // `a-b` and `a_b` are one name in capitals.
        while let Some((_, entry)) = self.helpers.iter().find(|(known, _)| *known == name) {
            if entry["valueFrom"] == source {
                return name;
            }
            number += 1;
            name = format!("{base}_{number}");
        }
        self.helpers.push((name.clone(), json!({ "name": name, "valueFrom": source })));
        name
    }
}

/// Variables of the manifest that a value in it refers to, and those that they refer to, in their order: entries of
/// a patch come before all others, and the kubelet knows only what stands before.
pub fn referred(base: Option<&Json>, variable: &str, value: &str) -> Vec<Json> {
    let entries = base.and_then(|c| c.get("env")).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let end = entries.iter().position(|e| e["name"] == variable).unwrap_or(0);
    let names = |text: &str| expand::expand(text, |_| None).unresolved;
    let (mut needed, mut found) = (names(value), Vec::new());
    for entry in entries.iter().take(end).rev() {
        if entry["name"].as_str().is_some_and(|name| needed.iter().any(|n| n == name)) {
            needed.extend(names(entry["value"].as_str().unwrap_or_default()));
            found.insert(0, entry.clone());
        }
    }
    let own = entries.get(..end).unwrap_or_default();
    if own.iter().enumerate().any(|(at, entry)| defines_later(own, at, entry, &found)) {
        return own.to_vec();
    }
    found
}

/// Whether an entry holds a reference that is none, because what it names stands behind it, and would become one
/// when that comes first.
fn defines_later(own: &[Json], at: usize, entry: &Json, first: &[Json]) -> bool {
    let names = expand::expand(entry["value"].as_str().unwrap_or_default(), |_| None).unresolved;
    let is = |name: &String, entries: &[Json]| entries.iter().any(|e| e["name"] == **name);
    names.iter().any(|name| is(name, first) && !is(name, own.get(..at).unwrap_or_default()))
}

/// Prefix of variables that exist only to be referred to.
pub const HELPER_PREFIX: &str = "AGENTC_";

fn helper_name(opaque: &Opaque) -> String {
    let words = match opaque {
        Opaque::Field(path) => match path.as_str() {
            "metadata.name" => "POD_NAME".to_owned(),
            "metadata.namespace" => "POD_NAMESPACE".to_owned(),
            "metadata.uid" => "POD_UID".to_owned(),
            "status.podIP" => "POD_IP".to_owned(),
            "spec.nodeName" => "NODE_NAME".to_owned(),
            other => other.to_owned(),
        },
        Opaque::Secret { name, key } => format!("secret {name} {key}"),
        Opaque::ConfigMap { name, key } => format!("config {name} {key}"),
        Opaque::Unknown(what) => what.clone(),
    };
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = words.chars().map(letter).collect();
    format!("{HELPER_PREFIX}{}", name.trim_matches('_'))
}

/// `valueFrom` of a value that the compiler never sees.
pub fn value_from(opaque: &Opaque) -> Json {
    match opaque {
        Opaque::Field(path) => json!({ "fieldRef": { "fieldPath": path } }),
        Opaque::Secret { name, key } => json!({ "secretKeyRef": { "name": name, "key": key } }),
        Opaque::ConfigMap { name, key } => json!({ "configMapKeyRef": { "name": name, "key": key } }),
        Opaque::Unknown(_) => json!({}),
    }
}

/// What happens to this variable before the JVM splits it; `None` where nothing reads it.
pub fn row(launcher: Launcher, variable: &str) -> Option<&'static Row> {
    let named = |row: &&Row| match row.variable {
        Place::Named(name) => name == variable,
        Place::Command => launcher == Launcher::Shell && variable != "JAVA_TOOL_OPTIONS",
    };
    launcher.rows().iter().find(named)
}

/// Why options cannot be written.
#[derive(Debug)]
pub struct Unwritable {
    /// The option.
    pub option: Text,
    /// Why.
    pub why: String,
}

/// The whole value of the carrying variable: leading options, the application's own as they were, the rest.
pub fn options_value(container: &Container, composed: &Composed, variable: &str) -> Result<Text, Unwritable> {
    let expansion = row(container.launcher, variable).map_or(Expansion::None, |row| row.expansion);
    let own = container.own_options.as_ref().map(|own| own.text.trim()).filter(|own| !own.is_empty());
    let mut parts = quoted(&composed.leading, expansion)?;
    parts.extend(own.map(Text::from));
    parts.extend(quoted(&composed.options, expansion)?);
    Ok(Text::join(parts, " "))
}

fn quoted(options: &[Text], expansion: Expansion) -> Result<Vec<Text>, Unwritable> {
    let one = |option: &Text| {
        let fail = |why: String| Unwritable { option: option.clone(), why };
        match expansion {
            Expansion::None => tokenize::quote_option(option).map_err(|e| fail(e.to_string())),
            Expansion::Eval => shell::quote(option).map_err(|e| fail(e.to_string())),
            Expansion::Words if shell::words(option) == [option.clone()] => Ok(option.clone()),
            Expansion::Words => Err(fail("the shell splits it at blanks and keeps its quotes".to_owned())),
        }
    };
    options.iter().map(one).collect()
}
