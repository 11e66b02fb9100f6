//! What an image says of its start, and should not.

use crate::check::{Check, DockerfileScope, Findings, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::read::dockerfile::{Below, Instruction};

pub const RULE: Rule = Rule {
    code: &codes::IMAGE_DEFAULTS,
    page: include_str!("image-defaults.md"),
    strict: false,
    check: Check::Dockerfile(check),
};

fn check(scope: &DockerfileScope, found: &mut Findings) {
    for stage in scope.stages() {
        for keyword in ["ENTRYPOINT", "CMD"] {
            found.extend(without_effect(scope, stage, keyword));
        }
    }
    if let Some(last) = scope.stages().last() {
        found.extend(root(scope, last));
        found.extend(replaced(scope, last));
    }
}

/// One that a later one of the same stage replaces.
fn without_effect(scope: &DockerfileScope, stage: &[Instruction], keyword: &str) -> Vec<Diagnostic> {
    let all: Vec<&Instruction> = stage.iter().filter(|it| it.keyword == keyword).collect();
    let Some((last, others)) = all.split_last() else { return Vec::new() };
    let finding = |it: &&Instruction| {
        let message = format!("this {keyword} has no effect: a later one of the stage replaces it");
        Diagnostic::new(RULE.code, scope.place(it), message)
            .related(scope.place(last), "this one holds")
            .help("take it out")
    };
    others.iter().map(finding).collect()
}

/// Programs that go on as another user.
const STEPS_DOWN: [&str; 5] = ["gosu", "su-exec", "setpriv", "runuser", "chpst"];

fn root(scope: &DockerfileScope, stage: &[Instruction]) -> Option<Diagnostic> {
    let user = stage.iter().rev().find(|it| it.keyword == "USER")?;
    let name = user.rest.split(':').next()?.trim_matches(['"', '\'']);
    let starts = stage.iter().filter(|it| matches!(it.keyword.as_str(), "ENTRYPOINT" | "CMD"));
    let steps_down = starts
        .flat_map(|it| it.exec_form().unwrap_or_else(|| it.words()))
        .any(|word| STEPS_DOWN.contains(&word.text.rsplit('/').next().unwrap_or_default()));
    if !matches!(name, "root" | "0") || steps_down {
        return None;
    }
    let message = "the image runs as root";
    let help =
        "go on as another user when root is not needed any more, by a number: runAsNonRoot believes no name";
    Some(Diagnostic::new(RULE.code, scope.place(user), message).help(help))
}

/// Words of the names of images that have nothing of their own to start.
const RUNTIMES: [&str; 30] = [
    "alpine",
    "amazoncorretto",
    "amazonlinux",
    "base",
    "busybox",
    "centos",
    "corretto",
    "debian",
    "distroless",
    "fedora",
    "graalvm",
    "gradle",
    "java",
    "jdk",
    "jetty",
    "jre",
    "liberica",
    "maven",
    "openjdk",
    "oraclelinux",
    "rockylinux",
    "runtime",
    "sapmachine",
    "scratch",
    "semeru",
    "temurin",
    "tomcat",
    "ubi",
    "ubuntu",
    "zulu",
];

fn is_runtime(image: &str) -> bool {
    let last = image.rsplit('/').next().unwrap_or(image);
    let name = last.split([':', '@']).next().unwrap_or(last);
    name.split(|c: char| !c.is_ascii_alphabetic()).any(|word| RUNTIMES.contains(&word))
}

/// An ENTRYPOINT for an image whose own application it starts: the files that go show that one is in it.
fn replaced(scope: &DockerfileScope, stage: &[Instruction]) -> Option<Diagnostic> {
    let entrypoint = stage.iter().rev().find(|it| it.keyword == "ENTRYPOINT")?;
    let begin = stage.first()?.range.start;
    let inside = |place: &std::ops::Range<usize>| place.start > begin;
    let removed = &scope.reading.removed;
    let from_base = removed.iter().find(|it| it.below != Below::Instruction && inside(&it.range))?;
    let base =
        scope.reading.image.as_ref().map(|image| image.base.as_str()).filter(|base| !is_runtime(base))?;
    let words = entrypoint.exec_form().unwrap_or_else(|| entrypoint.words());
    let program = words.first().map(|word| word.text.rsplit('/').next().unwrap_or_default().to_owned())?;
    if matches!(program.as_str(), "java" | "exec") {
        return None;
    }
    let message = format!(
        "ENTRYPOINT replaces the one of {base}, and its CMD with it: what they did for the application is gone"
    );
    let help = "keep the image's own start and give the JVM its options in JAVA_TOOL_OPTIONS, or call the old ENTRYPOINT at the end";
    let finding = Diagnostic::new(RULE.code, scope.place(entrypoint), message).severity(Severity::Info);
    Some(finding.related(scope.span(&from_base.range), "the image has an application").help(help))
}
