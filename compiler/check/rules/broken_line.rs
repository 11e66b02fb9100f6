//! A line that does not go on as it was meant.

use crate::check::{Check, DockerfileScope, Findings, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::read::dockerfile::{Break, BreakKind, Instruction};
use crate::source::Span;
use crate::yaml::edit::Edit;

pub const RULE: Rule = Rule {
    code: &codes::BROKEN_LINE,
    page: include_str!("broken-line.md"),
    strict: false,
    check: Check::Dockerfile(check),
};

fn check(scope: &DockerfileScope, found: &mut Findings) {
    for (at, it) in scope.reading.instructions.iter().enumerate() {
        let first = |kind: BreakKind| it.breaks.iter().find(|one| one.kind == kind);
        if let Some(comment) = first(BreakKind::Comment).filter(|_| scope.reading.is_broken(at)) {
            found.push(ended(scope, it, comment));
        }
        if let Some(line) = first(BreakKind::Swallowed) {
            let place = scope.span(&line.range);
            let message = format!("this line is part of {}: the line before it goes on", it.keyword);
            let help = format!(
                "take out the {} at the end of the last line that belongs to {}",
                it.escape, it.keyword
            );
            found.push(Diagnostic::new(RULE.code, place, message).help(help));
        } else if let Some(blank) = first(BreakKind::Blank) {
            found.push(interrupted(scope, it, blank));
        }
    }
}

fn ended(scope: &DockerfileScope, it: &Instruction, comment: &Break) -> Diagnostic {
    let message = format!("{} ends here: with a comment behind it, {} joins no lines", it.keyword, it.escape);
    let text = scope.text(&comment.range).trim_start();
    let line_end = if scope.source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let edit = (scope.span(&comment.range), format!("{line_end}{text}"));
    let place = scope.span(&comment.range);
    Diagnostic::new(RULE.code, Span { start: place.start + skipped(scope, comment), ..place }, message)
        .help("give the comment a line of its own: it may stand between the lines of an instruction")
        .fix("move the comment", vec![edit])
}

/// The blanks before a comment.
fn skipped(scope: &DockerfileScope, comment: &Break) -> u32 {
    let text = scope.text(&comment.range);
    u32::try_from(text.len() - text.trim_start().len()).unwrap_or_default()
}

fn interrupted(scope: &DockerfileScope, it: &Instruction, blank: &Break) -> Diagnostic {
    let lines = it.breaks.iter().filter(|one| one.kind == BreakKind::Blank);
    let edits: Vec<Edit> = lines.map(|one| (with_end(scope, one), String::new())).collect();
    let message = format!("a blank line inside {}: the builder warns, and is to refuse it", it.keyword);
    Diagnostic::new(RULE.code, scope.span(&blank.range), message)
        .severity(Severity::Warning)
        .help("take it out, or write a comment there")
        .fix("take it out", edits)
}

fn with_end(scope: &DockerfileScope, line: &Break) -> Span {
    let rest = scope.source.text.get(line.range.end..).unwrap_or_default();
    let end = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
    Span::new(scope.id, line.range.start, line.range.end + end)
}
