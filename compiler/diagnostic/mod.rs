//! Everything that can be said to a user: one struct, built where the problem is seen.

pub mod codes;
mod suggest;
mod words;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::source::{Sources, Span};

pub use codes::CODES;
pub use suggest::{nearest, nearest_help};

/// How bad it is. Errors stop the phase that reports them; warnings and notes do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is emitted.
    Error,
    /// Emitted, but probably not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word printed before the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A kind of finding. Codes and slugs are never reused.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `AGC` and three digits.
    pub id: &'static str,
    /// Kebab-case name, accepted wherever the id is.
    pub slug: &'static str,
    /// Severity unless the finding says otherwise.
    pub severity: Severity,
    /// One line on what the rule is about.
    pub summary: &'static str,
}

/// A place with a word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to see there.
    pub message: String,
}

/// A text edit that removes the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the edit does, as an imperative.
    pub title: String,
    /// Replacements of spans, not overlapping.
    pub edits: Vec<(Span, String)>,
    /// Whether it may be done unasked: what the JVM does stays, or becomes what was surely meant.
    pub safe: bool,
}

/// Where in a generated file a finding shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Path of the artifact below the output folder.
    pub file: String,
    /// JSON pointer, or a line of a text file.
    pub pointer: String,
}

/// One finding.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What kind.
    pub code: &'static Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, in the user's words, without a full stop.
    pub message: String,
    /// The exact place, and what is there. Only a failure outside any text has none.
    pub primary: Option<Label>,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// How to put it right.
    pub help: Option<String>,
    /// A safe edit.
    pub fix: Option<Fix>,
    /// The generated file it shows in.
    pub generated: Option<Generated>,
    /// Its place is a secret, which is not shown.
    pub secret: bool,
    /// One cause shows at many places: it is told at the first one, which counts the others.
    pub together: bool,
}

impl Diagnostic {
    /// A finding of this kind at this place.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let mut it = Self::without_span(code, message);
        it.primary = Some(Label { span, message: String::new() });
        it
    }

    /// A finding about something that is in no text: a folder, a disk, an output file.
    pub fn without_span(code: &'static Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: words::cut(message.into()),
            primary: None,
            related: Vec::new(),
            help: None,
            fix: None,
            generated: None,
            secret: false,
            together: false,
        }
    }

    /// Says what is to be seen at the primary place.
    #[must_use]
    pub fn label(mut self, message: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.message = words::cut(message.into());
        }
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: words::cut(message.into()) });
        self
    }

    /// Says how to put it right.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(words::cut(help.into()));
        self
    }

    /// Says how to put it right, if there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.map(words::cut).or(self.help);
        self
    }

    /// Offers a safe edit.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, edits: Vec<(Span, String)>) -> Self {
        self.offer(title.into(), edits, true)
    }

    /// Offers an edit that somebody has to agree to.
    #[must_use]
    pub fn unsafe_fix(self, title: impl Into<String>, edits: Vec<(Span, String)>) -> Self {
        self.offer(title.into(), edits, false)
    }

    /// An edit that could not be made is none.
    fn offer(mut self, title: String, edits: Vec<(Span, String)>, safe: bool) -> Self {
        self.fix = (!edits.is_empty()).then_some(Fix { title, edits, safe });
        self
    }

    /// Names the generated file it shows in.
    #[must_use]
    pub fn generated(mut self, file: impl Into<String>, pointer: impl Into<String>) -> Self {
        self.generated = Some(Generated { file: file.into(), pointer: pointer.into() });
        self
    }

    /// Says that its place is a secret.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Tells findings with these words once, however many places they are about.
    #[must_use]
    pub fn together(mut self) -> Self {
        self.together = true;
        self
    }

    /// Overrides the code's severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Proof that an error was reported. Only [`Sink::error`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported(());

/// Collects findings; shared by threads, ordered at the end by [`Sink::into_sorted`].
#[derive(Debug, Default)]
pub struct Sink(Mutex<Vec<Diagnostic>>);

impl Sink {
    fn push(&self, diagnostic: Diagnostic) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(diagnostic);
    }

    /// Reports an error, whatever severity the code has by default.
    pub fn error(&self, diagnostic: Diagnostic) -> Reported {
        self.push(diagnostic.severity(Severity::Error));
        Reported(())
    }

    /// Reports a warning or a note: the severity is the diagnostic's, but never an error.
    pub fn note(&self, diagnostic: Diagnostic) {
        let severity = diagnostic.severity.max(Severity::Warning);
        self.push(diagnostic.severity(severity));
    }

    /// Adds a finding that stops no phase, of whatever severity.
    pub fn add(&self, diagnostic: Diagnostic) {
        self.push(diagnostic);
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Whether an error was reported.
    pub fn has_errors(&self) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().any(|d| d.severity == Severity::Error)
    }

    /// Findings by file and place, then severity and code, duplicates removed. A text that was read twice has two
    /// ids in no particular order; its name is what makes the order the same whatever the thread count.
    pub fn into_report(self, sources: &Sources) -> Vec<Diagnostic> {
        let mut all = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let place = |span: Span| (sources.get(span.source).name.clone(), span.start, span.end);
        let generated = |d: &Diagnostic| d.generated.as_ref().map(|g| (g.file.clone(), g.pointer.clone()));
        let key = |d: &Diagnostic| {
            let primary = d.primary.as_ref().map(|p| place(p.span));
            // One mistake shows in the files of every environment.
            let generated = generated(d).filter(|_| primary.is_none());
            (primary.is_none(), primary, d.severity, d.code.id, d.message.clone(), generated)
        };
        let rest = |d: &Diagnostic| {
            (
                generated(d),
                d.related.iter().map(|r| (place(r.span), r.message.clone())).collect::<Vec<_>>(),
                d.help.clone(),
            )
        };
        all.sort_by_cached_key(|d| (key(d), rest(d)));
        all.dedup_by(|a, b| key(a) == key(b));
        gathered(all)
    }

    /// Findings by place, then severity and code, duplicates removed: enough for a single text.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let key = |d: &Diagnostic| {
            let span = d.primary.as_ref().map(|p| p.span);
            let generated = d.generated.as_ref().map(|g| (g.file.clone(), g.pointer.clone()));
            (span.is_none(), span, d.severity, d.code.id, d.message.clone(), generated)
        };
        all.sort_by_cached_key(key);
        all.dedup_by(|a, b| key(a) == key(b));
        all
    }
}

/// Of findings that belong together the first, with the number of the others.
fn gathered(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let cause = |d: &Diagnostic| d.together.then(|| (d.code.id, d.message.clone()));
    let mut count: BTreeMap<_, usize> = BTreeMap::new();
    for cause in all.iter().filter_map(cause) {
        *count.entry(cause).or_default() += 1;
    }
    let first = |d: Diagnostic| {
        let Some(cause) = cause(&d) else { return Some(d) };
        match count.remove(&cause)? {
            1 => Some(d),
            2 => Some(Diagnostic { message: format!("{}, here and in one more place", d.message), ..d }),
            several => {
                let message = format!("{}, here and in {} more places", d.message, several - 1);
                Some(Diagnostic { message, ..d })
            }
        }
    };
    all.into_iter().filter_map(first).collect()
}
