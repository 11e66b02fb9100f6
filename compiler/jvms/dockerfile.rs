//! The JVM of an image that a Dockerfile builds.

use crate::diagnostic::{Diagnostic, codes};
use crate::launch::Container;
use crate::read::Provider;
use crate::read::dockerfile::{Problem, ProblemKind, Reading};
use crate::source::{SourceId, Sources, Span};

use super::assignments::assignments;
use super::{Candidate, Jvm, Places, Recogniser};

/// The JVM that the last stage's image starts.
pub fn in_dockerfile(
    id: SourceId,
    reading: &Reading,
    recogniser: &Recogniser,
    sources: &Sources,
) -> Option<Jvm> {
    let image = reading.image.clone()?;
    let container = Container { image: Some(image.config), files: image.files, ..Container::default() };
    let candidate =
        Candidate { given: &container, image: &image.base, provider: &|_| Provider::Image, launcher: None };
    let whole = Span::new(id, 0, sources.get(id).text.lines().next().map_or(0, str::len));
    let jvm = recogniser.jvm(&candidate, whole)?;
    let last = |keyword: &str| {
        let found = reading.instructions.iter().rev().find(|instruction| instruction.keyword == keyword)?;
        Some(Span::new(id, found.range.start, found.range.end))
    };
    let text = &sources.get(id).text;
    let env = reading.instructions.iter().filter(|instruction| instruction.keyword == "ENV");
    let variables = env.flat_map(|env| {
        let written = text.get(env.range.clone()).unwrap_or_default();
        assignments(written, id, env.range.start)
    });
    let (command, args) = (last("ENTRYPOINT"), last("CMD"));
    let place = command.or(args).unwrap_or(jvm.place);
    let named = |(name, _): &(String, _)| Some((name.clone(), set(id, reading, name)?));
    let variables = jvm.variables.iter().filter_map(named).chain(variables).collect();
    Some(Jvm { place, places: Places { variables, command, args }, ..jvm })
}

/// The ENV that sets a variable, the last one.
fn set(id: SourceId, reading: &Reading, name: &str) -> Option<Span> {
    let names = |rest: &str| rest.split_whitespace().any(|word| word.split('=').next() == Some(name));
    let mut envs = reading.instructions.iter().rev().filter(|it| it.keyword == "ENV");
    let found = envs.find(|it| names(&it.rest))?;
    Some(Span::new(id, found.range.start, found.range.end))
}

/// What the builder would refuse.
pub fn refused(id: SourceId, reading: &Reading, sources: &Sources) -> Vec<Diagnostic> {
    let source = sources.get(id);
    let refused = reading.problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax);
    let finding = |problem: &Problem| {
        let line = source.line(problem.line);
        Diagnostic::new(&codes::DOCKERFILE, Span::new(id, line.start, line.end), problem.message.clone())
    };
    refused.map(finding).collect()
}
