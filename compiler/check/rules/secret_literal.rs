//! A secret written out.

use super::secret_words::{looks_secret, names_secret};
use super::told;
use crate::check::{Check, Findings, JvmScope, PodScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::Starter;
use crate::launch::JvmOption;
use crate::profile::CarrierKind;
use crate::source::Span;
use crate::text::Text;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::SECRET_LITERAL,
    page: include_str!("secret-literal.md"),
    strict: false,
    check: Check::PodOrJvm(check, check_service),
};

const POD_HELP: &str =
    "put it into a Secret and take it from there: valueFrom: {secretKeyRef: {name: NAME, key: KEY}}";
const SERVICE_HELP: &str = "take it from outside the file, `NAME: ${NAME}`, or from a file below `secrets`";

fn check(pod: &PodScope, found: &mut Findings) {
    let mut places = Vec::new();
    for jvm in pod.jvms {
        let scope = JvmScope::new(jvm, Some(pod), pod.recogniser, pod.source);
        settings(&scope, &mut places);
        properties(&scope, &mut places);
    }
    for container in pod.containers() {
        for entry in container.node.get("env").map_or(&[][..], Node::items) {
            variable(pod, entry, &mut places);
        }
    }
    tell(places, POD_HELP, found);
}

/// Variables of a service of Compose, and what its JVM makes of them.
fn check_service(scope: &JvmScope, found: &mut Findings) {
    if scope.jvm.starter != Starter::Compose {
        return;
    }
    let mut places = Vec::new();
    settings(scope, &mut places);
    properties(scope, &mut places);
    for (name, place) in &scope.jvm.places.variables {
        let text = scope.source.text.get(place.start as usize..place.end as usize).unwrap_or_default();
        let value = scope.jvm.launch.env.get(name).and_then(Text::known).filter(|_| !text.contains('$'));
        if let Some(what) = value.and_then(looks_secret) {
            places.push((*place, Severity::Error, format!("{name} holds {what}")));
        }
    }
    // Compose files are for the developer's own machine most often: a name alone says too little there.
    let places = places.into_iter().filter(|(_, severity, _)| *severity == Severity::Error);
    let places = places.map(|(place, _, message)| (place, Severity::Warning, message)).collect();
    tell(places, SERVICE_HELP, found);
}

/// What a profile says goes first; one place is told once.
fn tell(places: Vec<Place>, help: &str, found: &mut Findings) {
    let mut told: Vec<Span> = Vec::new();
    for (place, severity, message) in places {
        let inside = |other: &Span| other.start < place.end && place.start < other.end;
        if !told.iter().any(inside) {
            told.push(place);
            found.push(Diagnostic::new(RULE.code, place, message).severity(severity).help(help));
        }
    }
}

type Place = (Span, Severity, String);

/// Settings that the profiles call sensitive.
fn settings(scope: &JvmScope, places: &mut Vec<Place>) {
    for told in told::told(scope) {
        for setting in &told.known.secrets {
            for carrier in &setting.carriers {
                let value = told.given.value(carrier);
                let Some(value) = value.filter(|v| v.known().is_some_and(|v| !v.trim().is_empty())) else {
                    continue;
                };
                let place = told::place(scope, told.known, carrier, value);
                places.push((
                    place,
                    Severity::Error,
                    format!("{} is a secret and is written out", carrier.name),
                ));
            }
        }
    }
}

/// System properties that are called like a secret, or look like one.
fn properties(scope: &JvmScope, places: &mut Vec<Place>) {
    for option in &scope.jvm.launch.options {
        let JvmOption::Property { key, value } = JvmOption::parse(&option.text) else { continue };
        let (Some(key), Some(value)) = (key.known(), value.known()) else { continue };
        if let Some((severity, message)) = judge(key, value) {
            places.push((scope.option(option), severity, message));
        }
    }
}

fn variable(pod: &PodScope, entry: &Node, places: &mut Vec<Place>) {
    let name = entry.get("name").and_then(Node::as_str);
    let value = entry.get("value");
    let (Some(name), Some(node), Some(value)) = (name, value, value.and_then(Node::key)) else { return };
    let is_sensitive = pod.recogniser.known().iter().any(|known| {
        let mut carriers = known.secrets.iter().flat_map(|setting| &setting.carriers);
        carriers.any(|carrier| carrier.kind == CarrierKind::Env && carrier.name == name)
    });
    if is_sensitive && !value.trim().is_empty() && !value.contains("$(") {
        places.push((node.span, Severity::Error, format!("{name} is a secret and is written out")));
    } else if let Some((severity, message)) = judge(name, &value) {
        places.push((node.span, severity, message));
    }
}

/// The value is told to nobody.
fn judge(name: &str, value: &str) -> Option<(Severity, String)> {
    if let Some(what) = looks_secret(value) {
        return Some((Severity::Error, format!("{name} holds {what}")));
    }
    let message = || format!("{name} is called like a secret and is written out");
    names_secret(name, value).then(|| (Severity::Warning, message()))
}
