//! What an agent accepts: lengths, ranges, patterns, and where a value may come from.

use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::profile::{Limit, Setting};
use crate::source::Span;
use crate::text::{Opaque, Text};

/// A pod field that the setting refuses.
pub(super) fn check_source(
    setting: &Setting,
    opaque: &Opaque,
    span: Span,
    sink: &Sink,
) -> Result<(), Reported> {
    let Opaque::Field(field) = opaque else { return Ok(()) };
    let Some(limit) = setting.limits.iter().find(|l| l.source_not.as_deref() == Some(field)) else {
        return Ok(());
    };
    let message = format!("`{}` does not fit in `{}`", field, setting.name.value);
    let diagnostic = Diagnostic::new(&codes::IDENTITY_SOURCE, span, message);
    Err(sink.error(diagnostic.maybe_help(limit.why.clone())))
}

/// Checks a known value against one limit.
pub(super) fn check_limit(
    setting: &Setting,
    limit: &Limit,
    text: &Text,
    span: Span,
    sink: &Sink,
) -> Result<(), Reported> {
    let (name, Some(known)) = (&setting.name.value, text.known()) else { return Ok(()) };
    let length = known.chars().count() as u64;
    if let Some(chars) = limit.chars.filter(|&chars| length > chars) {
        let message = format!("`{name}` is {length} characters long, the agent takes {chars}");
        return complain(setting, limit, span, message, sink);
    }
    if let Some(pattern) = limit.pattern.as_ref().filter(|pattern| !matches_pattern(&pattern.value, known)) {
        let message = format!("`{name}` is `{known}`, which does not match {}", pattern.value);
        return complain(setting, limit, span, message, sink);
    }
    let Ok(number) = known.parse::<f64>() else { return Ok(()) };
    if limit.min.is_some_and(|min| number < min) || limit.max.is_some_and(|max| number > max) {
        let bound = |b: Option<f64>, word: &str| b.map(|b| format!("{word} {b}"));
        let range: Vec<_> =
            [bound(limit.min, "at least"), bound(limit.max, "at most")].into_iter().flatten().collect();
        let message = format!("`{name}` is {known}; the agent takes {}", range.join(" and "));
        let diagnostic = Diagnostic::new(&codes::RANGE, span, message);
        return Err(sink.error(diagnostic.maybe_help(limit.why.clone().or_else(|| setting.note.clone()))));
    }
    Ok(())
}

/// A limit with `then` says what the agent does instead: the value stands, with a warning.
fn complain(
    setting: &Setting,
    limit: &Limit,
    span: Span,
    message: String,
    sink: &Sink,
) -> Result<(), Reported> {
    let why = limit.why.clone().or_else(|| setting.note.clone());
    match &limit.then {
        Some(then) => {
            let message = format!("{message}: it will be {then}");
            let diagnostic = Diagnostic::new(&codes::IDENTITY_TRUNCATED, span, message);
            sink.note(diagnostic.severity(Severity::Warning).maybe_help(why));
            Ok(())
        }
        None => Err(sink.error(Diagnostic::new(&codes::IDENTITY_LIMIT, span, message).maybe_help(why))),
    }
}

/// Whether the whole text matches; a pattern that is no regular expression matches nothing.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    regex::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| regex.is_match(text))
}
