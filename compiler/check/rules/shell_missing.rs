//! A shell in an image that has none.

use super::image;
use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::shell::is_shell;
use crate::text::Text;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::SHELL_MISSING,
    page: include_str!("shell-missing.md"),
    strict: false,
    check: Check::Pod(check),
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

fn lacks_shell(container: &ContainerScope) -> bool {
    let Some(image) = container.json["image"].as_str().and_then(image::named) else { return false };
    WITHOUT.iter().any(|(repository, but)| {
        let has_one =
            but.is_some_and(|but| image.tag.is_some_and(|tag| tag.split('-').any(|word| word == but)));
        image.repository.starts_with(repository) && !has_one
    })
}
