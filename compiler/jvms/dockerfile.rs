//! The JVM of an image that a Dockerfile builds.

use crate::diagnostic::{Diagnostic, codes, nearest_help};
use crate::launch::Container;
use crate::read::Provider;
use crate::read::dockerfile::{Instruction, KEYWORDS, Problem, ProblemKind, Reading};
use crate::source::{SourceId, Sources, Span};

use super::{Candidate, Jvm, Places, Recogniser};

/// The JVMs that the last stage's image starts, several where its script may start one or another; none where the
/// builder refuses the text.
pub fn in_dockerfile(
    id: SourceId,
    reading: &Reading,
    recogniser: &Recogniser,
    sources: &Sources,
) -> Vec<Jvm> {
    let Some(mut image) = reading.image.clone().filter(|_| syntax(reading).next().is_none()) else {
        return Vec::new();
    };
    let starts = |it: &Instruction| matches!(it.keyword.as_str(), "ENTRYPOINT" | "CMD");
    if let Some(base) = recogniser.config(&image.base).filter(|_| !reading.instructions.iter().any(starts)) {
        // An agent's image with more in it is not an application's.
        image.config.env.retain(|pair| !base.env.contains(pair));
    }
    let is_read = reading.problems.iter().all(|problem| problem.kind != ProblemKind::Unread);
    let container =
        Container { image: Some(image.config), alone: true, files: image.files, ..Container::default() };
    let may_change =
        |one: &str| one == image.base || !is_read && reading.bases.iter().any(|base| base == one);
    let candidate = Candidate {
        given: &container,
        image: &image.base,
        provider: &|_| Provider::Image,
        launcher: None,
        injected: Vec::new(),
        source: &|_, _| None,
        may_change: &may_change,
    };
    let whole = Span::new(id, 0, sources.get(id).text.lines().next().map_or(0, str::len));
    let last = |keyword: &str| {
        let found = reading.instructions.iter().rev().find(|instruction| instruction.keyword == keyword)?;
        Some(Span::new(id, found.range.start, found.range.end))
    };
    let env = reading.instructions.iter().filter(|instruction| instruction.keyword == "ENV");
    let variables = env.flat_map(Instruction::pairs);
    let variables = variables.map(|pair| (pair.name, Span::new(id, pair.range.start, pair.range.end)));
    let variables: Vec<(String, Span)> = variables.collect();
    let (command, args) = (last("ENTRYPOINT"), last("CMD"));
    let place = command.or(args).unwrap_or(whole);
    let places = || Places { variables: variables.clone(), command, args };
    let jvms = recogniser.jvms(&candidate, whole).into_iter();
    jvms.map(|jvm| Jvm { place, places: places(), ..jvm }).collect()
}

/// What the builder would refuse.
pub fn refused(id: SourceId, reading: &Reading, sources: &Sources) -> Vec<Diagnostic> {
    let source = sources.get(id);
    // A comment behind a line's escape breaks the instruction, and what follows: that is told by itself.
    let broken = |problem: &&Problem| {
        let at = reading.position(&problem.range);
        let around = at.into_iter().flat_map(|at| [Some(at), at.checked_sub(1)]).flatten();
        around.into_iter().any(|at| reading.is_broken(at))
    };
    let finding = |problem: &Problem| {
        let place = if problem.range.is_empty() {
            let line = source.line(problem.line);
            Span::new(id, line.start, line.end)
        } else {
            Span::new(id, problem.range.start, problem.range.end)
        };
        let it = reading.position(&problem.range).and_then(|at| reading.instructions.get(at));
        let unknown = it.filter(|it| !KEYWORDS.contains(&it.keyword.as_str()));
        let nearest = unknown.and_then(|it| nearest_help(&it.keyword, KEYWORDS));
        Diagnostic::new(&codes::DOCKERFILE, place, problem.message.clone()).maybe_help(nearest)
    };
    syntax(reading).filter(|problem| !broken(problem)).map(finding).collect()
}

fn syntax(reading: &Reading) -> impl Iterator<Item = &Problem> {
    reading.problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax)
}
