//! What an agent takes of a value that has the right type.

use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::profile::{Limit, Setting};
use crate::source::Span;
use crate::text::{Opaque, Text};

/// Where a value was written, and what to call it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its place.
    pub span: Span,
    /// What stands for the value, where it is not written out: "the app's name".
    pub taken_from: Option<&'a str>,
}

/// Refuses a pod field that does not fit into the setting.
pub fn check_source(setting: &Setting, opaque: &Opaque, span: Span, sink: &Sink) -> Result<(), Reported> {
    let Opaque::Field(field) = opaque else { return Ok(()) };
    let refuses = |l: &&Limit| l.clusters.is_none() && l.source_not.as_deref() == Some(field);
    let Some(limit) = setting.limits.iter().find(refuses) else {
        return Ok(());
    };
    let message = format!("`{}` cannot be taken from `{field}`", setting.name.value);
    let diagnostic = Diagnostic::new(&codes::IDENTITY_SOURCE, span, message);
    Err(sink.error(diagnostic.maybe_help(limit.why.clone())))
}

/// What of a value the agent does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// "has 60 characters, the agent takes 50".
    pub said: String,
    /// What was surely meant.
    pub meant: Option<String>,
    /// For a number: what it takes.
    range: Option<String>,
}

impl Excess {
    /// One of which nothing is known but what is wrong.
    pub fn new(said: String) -> Self {
        Excess { said, meant: None, range: None }
    }
}

/// What of a known value is outside a limit.
pub fn excess(limit: &Limit, known: &str) -> Option<Excess> {
    let of = |said: String| Some(Excess { said, meant: meant(limit, known), range: None });
    let length = known.chars().count() as u64;
    if let Some(chars) = limit.chars.filter(|&chars| length > chars) {
        return of(format!("has {length} characters, the agent takes {chars}"));
    }
    if let Some(pattern) = limit.pattern.as_ref().filter(|pattern| !pattern.fits(known)) {
        let takes = limit.takes.as_deref().unwrap_or(pattern.as_str());
        return of(format!("is `{}`, the agent takes {takes}", known.escape_debug()));
    }
    let number = known.parse::<f64>().ok()?;
    let range = match (limit.min, limit.max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} and more"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => return None,
    };
    let outside = limit.min.is_some_and(|min| number < min) || limit.max.is_some_and(|max| number > max);
    outside.then(|| Excess {
        said: format!("is {known}, the agent takes {range}"),
        meant: None,
        range: Some(range),
    })
}

/// The value without what does not belong to it: blanks and slashes at its ends, a scheme; or with the scheme that
/// it lacks.
fn meant(limit: &Limit, known: &str) -> Option<String> {
    let bare = known.trim().trim_end_matches('/');
    let rest = bare.split_once("://").map(|(_, rest)| rest.to_owned());
    let with_scheme = || format!("http://{bare}");
    let candidates = [Some(bare.to_owned()), rest.clone(), rest.is_none().then(with_scheme)];
    let fits = |value: &String| {
        let pattern = limit.pattern.as_ref().is_some_and(|pattern| pattern.fits(value));
        pattern && limit.chars.is_none_or(|chars| value.chars().count() as u64 <= chars)
    };
    let is_word = |value: &String| !value.is_empty() && !value.contains(char::is_whitespace);
    candidates.into_iter().flatten().find(|value| is_word(value) && fits(value))
}

/// Checks a known value against one limit.
pub fn check_limit(
    setting: &Setting,
    limit: &Limit,
    text: &Text,
    subject: Subject,
    sink: &Sink,
) -> Result<(), Reported> {
    let Some(excess) = text.known().and_then(|known| excess(limit, known)) else { return Ok(()) };
    let name = match subject.taken_from {
        Some(what) => format!("`{}`, {what},", setting.name.value),
        None => format!("`{}`", setting.name.value),
    };
    let message = format!("{name} {}", excess.said);
    match excess.range {
        Some(range) => out_of_range(&range, limit, message, subject, sink),
        None => complain(setting, limit, subject, message, excess.meant, sink),
    }
}

fn out_of_range(
    range: &str,
    limit: &Limit,
    message: String,
    subject: Subject,
    sink: &Sink,
) -> Result<(), Reported> {
    if let Some(then) = &limit.then {
        let message = format!("{message}: {then}");
        let diagnostic = Diagnostic::new(&codes::IDENTITY_TRUNCATED, subject.span, message);
        sink.note(diagnostic.severity(Severity::Warning).maybe_help(limit.why.clone()));
        return Ok(());
    }
    let diagnostic = Diagnostic::new(&codes::RANGE, subject.span, message);
    let help = limit.why.clone().unwrap_or_else(|| format!("write a number: {range}"));
    Err(sink.error(diagnostic.help(help)))
}

/// A limit with `then` says what the agent does instead: the value stands, with a warning.
fn complain(
    setting: &Setting,
    limit: &Limit,
    subject: Subject,
    message: String,
    meant: Option<String>,
    sink: &Sink,
) -> Result<(), Reported> {
    let another = subject.taken_from.map(|_| format!("give another: {} \"…\"", setting.name.value));
    let meant = meant.map(|meant| format!("write \"{meant}\""));
    let why = meant.or_else(|| limit.why.clone()).or(another).or_else(|| setting.note.clone());
    match &limit.then {
        Some(then) => {
            let message = format!("{message}: it will be {then}");
            let diagnostic = Diagnostic::new(&codes::IDENTITY_TRUNCATED, subject.span, message);
            sink.note(diagnostic.severity(Severity::Warning).maybe_help(why));
            Ok(())
        }
        None => {
            Err(sink.error(Diagnostic::new(&codes::IDENTITY_LIMIT, subject.span, message).maybe_help(why)))
        }
    }
}
