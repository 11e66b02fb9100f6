//! `{{name}}` in texts: a closed list of names, some known now, some only to the pod.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::source::{Span, Spanned};
use crate::text::{Opaque, Text};

/// What the names stand for at this place.
pub struct Scope<'a> {
    /// Names known now.
    pub known: Vec<(&'a str, Text)>,
    /// `set.NAME`: values of the same profile.
    pub settings: &'a dyn Fn(&str) -> Option<Text>,
    /// Whether pod names may be used.
    pub pod: bool,
}

const POD: [(&str, &str); 5] = [
    ("pod.name", "metadata.name"),
    ("pod.namespace", "metadata.namespace"),
    ("pod.ip", "status.podIP"),
    ("pod.uid", "metadata.uid"),
    ("pod.node", "spec.nodeName"),
];

/// Fills in a text.
pub fn fill(text: &Spanned<String>, scope: &Scope, sink: &Sink) -> Result<Text, Reported> {
    let mut filled = Text::empty();
    let mut rest = text.value.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once("}}") else {
            let diagnostic = Diagnostic::new(&codes::TEMPLATE, text.span, "`{{` without `}}`");
            return Err(sink.error(diagnostic.help("a template variable is written {{name}}")));
        };
        filled.append(&lookup(name.trim(), text.span, scope, sink)?);
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The names that a text wants filled in.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim())
}

fn lookup(name: &str, span: Span, scope: &Scope, sink: &Sink) -> Result<Text, Reported> {
    if let Some((_, text)) = scope.known.iter().find(|(known, _)| *known == name) {
        // What is read before there is a pod cannot wait for one.
        if scope.pod || text.known().is_some() {
            return Ok(text.clone());
        }
        let diagnostic =
            Diagnostic::new(&codes::TEMPLATE, span, format!("`{{{{{name}}}}}` is not known here"));
        return Err(sink.error(diagnostic));
    }
    if let Some(setting) = name.strip_prefix("set.") {
        return (scope.settings)(setting).ok_or_else(|| {
            let message = format!("`{{{{{name}}}}}`: the setting `{setting}` has no value");
            sink.error(
                Diagnostic::new(&codes::MISSING, span, message).help("give it one where the profile is used"),
            )
        });
    }
    if let Some(field) = pod_field(name).filter(|_| scope.pod) {
        return Ok(Text::opaque(Opaque::Field(field)));
    }
    let known = scope.known.iter().map(|(name, _)| *name);
    let pod = POD.iter().map(|(name, _)| *name).chain(["pod.labels.[KEY]"]).filter(|_| scope.pod);
    let help = nearest_help(name, known.chain(pod));
    let why = if pod_field(name).is_some() { "is not known here" } else { "is no template variable" };
    let message = format!("`{{{{{name}}}}}` {why}");
    Err(sink.error(Diagnostic::new(&codes::TEMPLATE, span, message).maybe_help(help)))
}

/// The `fieldPath` behind a pod name.
fn pod_field(name: &str) -> Option<String> {
    if let Some((_, field)) = POD.into_iter().find(|(known, _)| *known == name) {
        return Some(field.to_owned());
    }
    let (part, key) = ["labels", "annotations"]
        .into_iter()
        .find_map(|part| Some((part, name.strip_prefix("pod.")?.strip_prefix(part)?)))?;
    let key = key.strip_prefix(".[").and_then(|k| k.strip_suffix(']'))?;
    let safe = |c: char| c.is_ascii_alphanumeric() || "./_-".contains(c);
    (!key.is_empty() && key.chars().all(safe)).then(|| format!("metadata.{part}['{key}']"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pod_fields() {
        assert_eq!(pod_field("pod.node").as_deref(), Some("spec.nodeName"));
        let label = pod_field("pod.labels.[app.kubernetes.io/name]");
        assert_eq!(label.as_deref(), Some("metadata.labels['app.kubernetes.io/name']"));
        assert_eq!(pod_field("pod.labels.[x']['y]"), None);
    }
}
