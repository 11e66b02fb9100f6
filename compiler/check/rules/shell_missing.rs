//! A shell in an image that has none.

use std::ops::Range;

use super::image;
use super::not_json::is_meant_as_list;
use crate::check::{Check, ContainerScope, DockerfileScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::shell::is_shell;
use crate::read::dockerfile::Instruction;
use crate::text::Text;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::SHELL_MISSING,
    page: include_str!("shell-missing.md"),
    strict: false,
    check: Check::Several(&[Check::Pod(check), Check::Dockerfile(in_dockerfile)]),
};

/// Beginnings of repositories whose images have no shell, and the part of a tag with which they have one.
const WITHOUT: [(&str, Option<&str>); 2] =
    [("gcr.io/distroless/", Some("debug")), ("registry.k8s.io/pause", None)];

/// Where a container's own commands stand.
const COMMANDS: [&str; 6] = [
    "/command",
    "/lifecycle/postStart/exec/command",
    "/lifecycle/preStop/exec/command",
    "/livenessProbe/exec/command",
    "/readinessProbe/exec/command",
    "/startupProbe/exec/command",
];

fn check(scope: &PodScope, found: &mut Findings) {
    for container in scope.containers().filter(lacks_shell) {
        // A volume may bring one.
        let brings = |mount: &Node| {
            mount.get("mountPath").and_then(Node::as_str).is_some_and(|at| at.starts_with("/bin"))
        };
        if container.node.get("volumeMounts").is_some_and(|mounts| mounts.items().iter().any(brings)) {
            continue;
        }
        for program in COMMANDS.iter().filter_map(|at| container.node.at(at)?.items().first()) {
            let Some(word) = program.as_str().filter(|word| is_shell(&Text::from(*word))) else { continue };
            let image = container.json["image"].as_str().unwrap_or_default();
            let message = format!("{image} has no {word}: {} cannot run this", container.name);
            let help = "run a program of the image itself, or take an image with a shell";
            found.push(Diagnostic::new(RULE.code, program.span, message).help(help));
        }
    }
}

fn in_dockerfile(scope: &DockerfileScope, found: &mut Findings) {
    for stage in scope.stages() {
        // All that follows fails for the same reason.
        let Some(image) = without_shell(scope, stage) else { continue };
        let Some(it) = stage.iter().find(|it| needs_shell(it)) else { continue };
        let message = format!("{image} has no shell, which this {} needs", it.keyword);
        let help = match it.keyword.as_str() {
            "RUN" => "do it in an earlier stage and COPY what it makes",
            _ => "start the program itself, as a JSON list",
        };
        found.push(Diagnostic::new(RULE.code, scope.place(it), message).help(help));
    }
}

/// The image without a shell that a stage begins with, where nothing brings one.
pub fn without_shell<'a>(scope: &DockerfileScope<'a>, stage: &[Instruction]) -> Option<&'a str> {
    let from = stage.first()?;
    let inside = |range: &Range<usize>| from.range.start <= range.start && range.end <= from.range.end;
    let image = scope.reading.images.iter().find(|image| inside(&image.range))?.reference.as_str();
    let folders = ["/bin", "/usr", "/busybox"];
    let brings = |it: &Instruction| {
        let into = |word: &str| {
            let folder = word.trim_end_matches('/');
            word == "/" || folders.iter().any(|own| folder == *own || folder.starts_with(&format!("{own}/")))
        };
        match it.keyword.as_str() {
            "COPY" | "ADD" => it.words().last().is_some_and(|word| into(&word.text)),
            "RUN" => it.rest.contains("--mount"),
            "SHELL" => true,
            _ => false,
        }
    };
    (named_without_shell(image) && !stage.iter().any(brings)).then_some(image)
}

/// Whether it is run by a shell.
fn needs_shell(it: &Instruction) -> bool {
    matches!(it.keyword.as_str(), "RUN" | "CMD" | "ENTRYPOINT")
        && match it.exec_form() {
            Some(words) => words.first().is_some_and(|word| is_shell(&Text::from(word.text.as_str()))),
            None => !it.rest.is_empty() && !is_meant_as_list(it),
        }
}

fn lacks_shell(container: &ContainerScope) -> bool {
    container.json["image"].as_str().is_some_and(named_without_shell)
}

fn named_without_shell(image: &str) -> bool {
    let Some(image) = image::named(image) else { return false };
    WITHOUT.iter().any(|(repository, but)| {
        let has_one =
            but.is_some_and(|but| image.tag.is_some_and(|tag| tag.split('-').any(|word| word == but)));
        image.repository.starts_with(repository) && !has_one
    })
}
