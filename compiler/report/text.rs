//! Findings with the lines they are about.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::{Style, one_line, place, secrets, visible};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::secrets::Mask;
use crate::source::{Source, SourceId, Sources};

/// Lines longer than this are not shown: a terminal would wrap them over the message.
const LONGEST_LINE: usize = 1000;
/// Of a place with more lines, such as a whole app, the first line stands for all.
const MOST_LINES: usize = 12;

pub(super) fn render(diagnostics: &[Diagnostic], mask: &Mask, sources: &Sources, style: Style) -> String {
    for place in diagnostics.iter().filter(|it| it.secret).filter_map(|it| it.primary.as_ref()) {
        sources.hide(place.span.source, [place.span]);
    }
    let mut texts = Texts { sources, mask, shown: BTreeMap::new() };
    let mut out = String::new();
    for diagnostic in diagnostics {
        finding(diagnostic, &mut texts, style, &mut out);
    }
    let summary = super::summary(diagnostics);
    if !summary.is_empty() {
        out.push_str(&summary);
        if let Some(files) = sources.looked_at() {
            out.push_str(&format!(" (checked {})", super::files(files)));
        }
        out.push('\n');
    }
    out
}

fn finding(diagnostic: &Diagnostic, texts: &mut Texts<'_>, style: Style, out: &mut String) {
    let code = diagnostic.code;
    let head = format!("{}[{} {}]:", diagnostic.severity.as_str(), code.id, code.slug);
    let primary = diagnostic.primary.as_ref();
    let home = primary.map(|p| p.span.source);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        diagnostic.related.iter().partition(|l| Some(l.span.source) == home);
    let labels = primary.into_iter().chain(here);
    block(&head, diagnostic.severity, &visible(&diagnostic.message), labels, texts, style, out);
    for label in elsewhere {
        let place = Label { span: label.span, message: String::new() };
        block("note:", Severity::Info, &visible(&label.message), [&place], texts, style, out);
    }
    let mut line = |name: &str, text: &str| {
        out.extend(["  ", name, ": ", &visible(text).replace('\n', "\n    "), "\n"]);
    };
    if let Some(help) = &diagnostic.help {
        line("help", help);
    }
    if let Some(generated) = &diagnostic.generated {
        line("generated", format!("{} {}", generated.file, generated.pointer).trim_end());
    }
    out.push('\n');
}

/// A headline and the lines it is about, all of one source.
fn block<'a>(
    head: &str,
    severity: Severity,
    message: &str,
    labels: impl IntoIterator<Item = &'a Label>,
    texts: &mut Texts<'_>,
    style: Style,
    out: &mut String,
) {
    let mut snippet = Snippet { message: message.to_owned(), severity, labels: Vec::new(), text: None };
    let mut beside = String::new();
    for label in labels {
        match texts.mark(label, snippet.labels.is_empty()) {
            Ok((span, text)) => {
                snippet.labels.push(span);
                snippet.text = Some(text);
            }
            Err(place) => beside.extend(["  at ", &place, " ", &visible(&label.message), "\n"]),
        }
    }
    let mut rendered = String::new();
    if handler(head, style).render_report(&mut rendered, &snippet).is_err() {
        rendered = format!("{head} {message}\n");
    }
    out.push_str(rendered.trim_start());
    out.push_str(&beside);
}

fn handler(head: &str, style: Style) -> GraphicalReportHandler {
    let mut characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    for icon in [&mut characters.error, &mut characters.warning, &mut characters.advice] {
        head.clone_into(icon);
    }
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    // Narrower than this, labels leave no room for text.
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(style.width.max(40))
        .with_links(false)
        .without_syntax_highlighting()
}

/// The sources as they are shown, each made once.
struct Texts<'a> {
    sources: &'a Sources,
    mask: &'a Mask,
    shown: BTreeMap<SourceId, Shown>,
}

#[derive(Clone, Debug)]
struct Shown {
    name: String,
    text: Arc<str>,
    source: Arc<Source>,
}

impl Texts<'_> {
    /// A label as miette takes it (the headline's place is the primary one's), or its place where its lines are too long to show.
    fn mark(&mut self, label: &Label, primary: bool) -> Result<(LabeledSpan, Shown), String> {
        let source = self.sources.get(label.span.source);
        let (start, end) = place::offsets(&source, label.span);
        let end = place::cut(&source.text, start, end, MOST_LINES);
        if place::around(&source.text, start, end).lines().any(|line| line.len() > LONGEST_LINE) {
            let at = source.place(label.span.start);
            return Err(format!("{}:{}:{}", one_line(&source.name), at.line, at.column));
        }
        let made = || Shown {
            name: one_line(&source.name),
            text: secrets::shown(label.span.source, self.mask, self.sources).into(),
            source: Arc::clone(&source),
        };
        let shown = self.shown.entry(label.span.source).or_insert_with(made).clone();
        let message = Some(visible(&label.message)).filter(|m| !m.is_empty());
        let span = (start, end - start);
        if primary {
            return Ok((LabeledSpan::new_primary_with_span(message, span), shown));
        }
        Ok((LabeledSpan::new_with_span(message, span), shown))
    }
}

#[derive(Debug)]
struct Snippet {
    message: String,
    severity: Severity,
    labels: Vec<LabeledSpan>,
    text: Option<Shown>,
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Snippet {}

impl miette::Diagnostic for Snippet {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.text.as_ref().map(|text| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Shown {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Only the lines that are wanted: going through all of a text for each finding would be quadratic.
        let (from, to) = place::window(&self.text, span.offset(), span.len(), lines_before, lines_after);
        let window = self.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let local = SourceSpan::from((span.offset() - from, span.len()));
        let found = window.as_bytes().read_span(&local, lines_before, lines_after)?;
        let line = self.source.place(u32::try_from(from).unwrap_or(u32::MAX)).line as usize - 1;
        // Without context this is the place of the headline. Its column counts bytes, all others characters.
        let column = match self.source.text.get(..span.offset()) {
            Some(before) if lines_before == 0 => before.chars().rev().take_while(|&c| c != '\n').count(),
            _ => found.column(),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            found.data(),
            SourceSpan::from((found.span().offset() + from, found.span().len())),
            found.line() + line,
            column,
            found.line_count(),
        )))
    }
}
