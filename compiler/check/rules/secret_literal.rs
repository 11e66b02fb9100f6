//! A secret written out.

use super::written;
use std::collections::BTreeMap;

use crate::check::{Check, ContainerScope, DockerfileScope, Findings, JvmScope, PodScope, Rule, ScriptScope};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::{Recogniser, Starter};
use crate::launch::{JvmOption, Origin};
use crate::secrets::{looks_secret, names_secret};
use crate::source::Span;
use crate::text::Text;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::SECRET_LITERAL,
    page: include_str!("secret-literal.md"),
    strict: false,
    check: Check::Several(&[
        Check::PodOrJvm(in_pod, check_service),
        Check::Dockerfile(in_dockerfile),
        Check::Script(in_script),
    ]),
};

const IN_POD: &str =
    "put it into a Secret and take it from there: valueFrom: {secretKeyRef: {name: NAME, key: KEY}}";
const IN_IMAGE: &str = "give it when the container starts, from a Secret, or to a RUN with --mount=type=secret: \
     whoever can pull the image reads what is written here";
const SERVICE_HELP: &str = "take it from outside the file, `NAME: ${NAME}`, or from a file below `secrets`";
const IN_SCRIPT: &str = "take it from the environment, or from a file that a Secret is mounted at";

fn in_pod(pod: &PodScope, found: &mut Findings) {
    let mut places = Vec::new();
    for jvm in pod.jvms {
        of_jvm(&JvmScope::new(jvm, Some(pod), pod.recogniser, pod.source), &mut places);
    }
    for container in pod.containers() {
        for entry in container.node.get("env").map_or(&[][..], Node::items) {
            variable(pod, entry, &mut places);
        }
        spoken(&container, &mut places);
    }
    tell(places, IN_POD, found);
}

/// The words of a container's command that hold a secret by their form: each by itself, or all together.
fn spoken(container: &ContainerScope, places: &mut Vec<Place>) {
    for key in ["command", "args"] {
        let Some(list) = container.node.get(key) else { continue };
        let words: Vec<(&Node, &str)> =
            list.items().iter().filter_map(|word| Some((word, word.as_str()?))).collect();
        let found = |text: &str| looks_secret(text).map(|what| format!("{key} holds {what}"));
        let own: Vec<Place> = words
            .iter()
            .filter_map(|(word, text)| Some((word.span, Severity::Error, found(text)?)))
            .collect();
        let line = || words.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ");
        if own.is_empty() {
            places.extend(found(&line()).map(|message| (list.span, Severity::Error, message)));
        }
        places.extend(own);
    }
}

/// Variables of a service of Compose, and what its JVM makes of them.
fn check_service(scope: &JvmScope, found: &mut Findings) {
    if scope.jvm.starter != Starter::Compose {
        return;
    }
    let mut places = Vec::new();
    of_jvm(scope, &mut places);
    for (name, place) in &scope.jvm.places.variables {
        let value = scope.jvm.launch.env.get(name).and_then(Text::known);
        if let Some(value) = value.filter(|_| !scope.text_at(*place).contains('$')) {
            assigned(scope.recogniser, name, value, *place, &mut places);
        }
    }
    // Compose files are for the developer's own machine most often: a name alone says too little there.
    let places = places.into_iter().filter(|(_, severity, _)| *severity == Severity::Error);
    let places = places.map(|(place, _, message)| (place, Severity::Warning, message)).collect();
    tell(places, SERVICE_HELP, found);
}

fn in_dockerfile(scope: &DockerfileScope, found: &mut Findings) {
    let mut places = Vec::new();
    if let Some(jvm) = scope.jvm {
        of_jvm(jvm, &mut places);
    }
    for it in &scope.reading.instructions {
        if matches!(it.keyword.as_str(), "ENV" | "ARG") {
            for pair in it.pairs().into_iter().filter(|pair| !pair.value.contains('$')) {
                let place = scope.span(&pair.range);
                assigned(scope.recogniser, &pair.name, &pair.value, place, &mut places);
            }
        } else if let Some(what) = looks_secret(it.script()) {
            places.push((scope.place(it), Severity::Error, format!("{} holds {what}", it.keyword)));
        }
    }
    tell(places, IN_IMAGE, found);
}

fn in_script(scope: &ScriptScope, found: &mut Findings) {
    let mut places = Vec::new();
    scope.jvms.iter().for_each(|jvm| of_jvm(jvm, &mut places));
    for command in &scope.script.commands {
        for (name, word) in command.assigned() {
            let (value, place) = (word.literal(), scope.word(&word));
            if let Some(value) = value.as_ref().and_then(Text::known) {
                assigned(scope.recogniser, &name, value, place, &mut places);
            }
        }
        let before = places.len();
        for word in &command.words {
            let text = word.literal().map(|text| text.to_string()).unwrap_or_default();
            if let Some(what) = looks_secret(&text) {
                places.push((scope.word(word), Severity::Error, format!("the command holds {what}")));
            }
        }
        let whole = looks_secret(scope.source.at(scope.place(command))).filter(|_| places.len() == before);
        places.extend(
            whole.map(|what| (scope.place(command), Severity::Error, format!("the command holds {what}"))),
        );
    }
    tell(places, IN_SCRIPT, found);
}

/// What a profile says goes first; one place is told once.
fn tell(places: Vec<Place>, help: &str, found: &mut Findings) {
    let mut told: BTreeMap<u32, u32> = BTreeMap::new();
    for (place, severity, message) in places {
        // Places that are told do not overlap: the last one that begins before this one ends decides.
        let before = told.range(..place.end).next_back();
        if before.is_none_or(|(_, end)| *end <= place.start) {
            told.insert(place.start, place.end);
            found.push(Diagnostic::new(RULE.code, place, message).severity(severity).help(help));
        }
    }
}

fn of_jvm(scope: &JvmScope, places: &mut Vec<Place>) {
    settings(scope, places);
    properties(scope, places);
    arguments(scope, places);
}

/// Arguments of the application: `--name=value`, which frameworks take as a property.
fn arguments(scope: &JvmScope, places: &mut Vec<Place>) {
    for word in scope.jvm.launch.application.iter().filter_map(Text::known) {
        let pair = word.strip_prefix("--").and_then(|word| word.split_once('='));
        let Some((severity, message)) = pair.and_then(|(name, value)| judge(name, value)) else { continue };
        let origins = [Origin::Args, Origin::Command, Origin::Cmd, Origin::Entrypoint, Origin::Script];
        let mut shown = origins.iter().filter_map(|from| scope.words(from, word).first().copied());
        places.push((shown.next().unwrap_or(scope.jvm.place), severity, message));
    }
}

type Place = (Span, Severity, String);

/// Settings that the profiles call sensitive.
fn settings(scope: &JvmScope, places: &mut Vec<Place>) {
    for agent in &scope.agents {
        for said in agent.given.all() {
            let is_written = said.value.known().is_some_and(|value| !value.trim().is_empty());
            if is_written && agent.setting_of(said).is_some_and(|setting| setting.sensitive) {
                let message = format!("{} is a secret and is written out", said.name);
                places.push((written::of(scope, said).value, Severity::Error, message));
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
    assigned(pod.recogniser, name, &value, node.span, places);
}

/// A variable's value, written out.
fn assigned(recogniser: &Recogniser, name: &str, value: &str, place: Span, places: &mut Vec<Place>) {
    if recogniser.is_secret(name) && !value.trim().is_empty() && !value.contains("$(") {
        places.push((place, Severity::Error, format!("{name} is a secret and is written out")));
    } else if let Some((severity, message)) = judge(name, value) {
        places.push((place, severity, message));
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
