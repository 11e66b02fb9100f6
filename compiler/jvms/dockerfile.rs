//! The JVM of an image that a Dockerfile builds.

use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::launch::Container;
use crate::read::Provider;
use crate::read::dockerfile::{Build, ProblemKind, read};
use crate::source::{SourceId, Sources, Span};

use super::{Candidate, Jvm, Places, Recogniser};

/// The JVM that the last stage's image starts; what the builder would refuse is reported.
pub fn in_dockerfile(
    id: SourceId,
    build: &Build,
    recogniser: &Recogniser,
    sources: &Sources,
    sink: &Sink,
) -> Option<Jvm> {
    let source = sources.get(id);
    let reading = read(&source.text, build);
    for problem in reading.problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax) {
        let span = line(&source.text, id, problem.line);
        sink.error(Diagnostic::new(&codes::DOCKERFILE, span, problem.message.clone()));
    }
    let image = reading.image?;
    let container = Container { image: Some(image.config), files: image.files, ..Container::default() };
    let candidate =
        Candidate { given: &container, image: &image.base, provider: &|_| Provider::Image, launcher: None };
    let jvm = recogniser.jvm(&candidate, line(&source.text, id, 1))?;
    let last = |keyword: &str| {
        let is =
            |text: &&str| text.get(..keyword.len()).is_some_and(|word| word.eq_ignore_ascii_case(keyword));
        let number = source.text.lines().enumerate().filter(|(_, text)| is(text)).last()?.0;
        Some(line(&source.text, id, u32::try_from(number + 1).ok()?))
    };
    let (command, args) = (last("ENTRYPOINT"), last("CMD"));
    let place = command.or(args).unwrap_or(jvm.place);
    Some(Jvm { place, places: Places { command, args, ..Places::default() }, ..jvm })
}

/// A line of a text, one-based.
fn line(text: &str, id: SourceId, number: u32) -> Span {
    let mut start = 0;
    for (at, line) in (1..).zip(text.split_inclusive('\n')) {
        if at == number {
            return Span::new(id, start, start + line.trim_end().len());
        }
        start += line.len();
    }
    Span::new(id, text.len(), text.len())
}
