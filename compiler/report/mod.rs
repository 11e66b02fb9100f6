//! Findings as text, for people, editors and machines.

mod concise;
mod github;
mod json;
mod place;
mod sarif;
mod secrets;
mod text;
mod uri;

use crate::diagnostic::{Diagnostic, Severity};
use crate::secrets::Mask;
use crate::source::Sources;

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the source, for a terminal.
    #[default]
    Text,
    /// One line each: `path:line:column: error[AGC905]: message`.
    Concise,
    /// One object; `schema_version` 1.
    Json,
    /// SARIF 2.1.0, as GitHub's code scanning reads it.
    Sarif,
    /// Workflow commands, which GitHub Actions shows at the lines of a pull request.
    Github,
}

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Box drawing characters instead of ASCII.
    pub unicode: bool,
    /// Columns to wrap at.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, unicode: true, width: 100 }
    }
}

/// Writes findings in the order given. Without findings, text formats are empty and the others valid.
pub fn render(format: Format, diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let mask = sources.mask();
    let diagnostics = &secrets::hidden(diagnostics, &mask, sources)[..];
    match format {
        Format::Text => text::render(diagnostics, &mask, sources, style),
        Format::Concise => concise::render(diagnostics, sources),
        Format::Json => json::render(diagnostics, sources),
        Format::Sarif => sarif::render(diagnostics, sources, ""),
        Format::Github => github::render(diagnostics, sources),
    }
}

/// SARIF with the paths of files seen from this folder.
pub fn to_sarif(diagnostics: &[Diagnostic], sources: &Sources, here: &str) -> String {
    sarif::render(&secrets::hidden(diagnostics, &sources.mask(), sources), sources, here)
}

/// Findings, each as [`Format::Json`] writes it.
pub fn to_json(diagnostics: &[Diagnostic], mask: &Mask, sources: &Sources) -> Vec<serde_json::Value> {
    let diagnostics = secrets::hidden(diagnostics, mask, sources);
    diagnostics.iter().map(|diagnostic| json::value(diagnostic, sources)).collect()
}

/// An object as indented JSON with a final line end.
pub fn object(value: &impl serde::Serialize) -> String {
    json::to_text(value)
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|d| d.severity == severity).count()
}

/// `2 errors, 1 warning`: empty if there is nothing to count.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let counted = kinds.map(|(severity, word)| (count(diagnostics, severity), word));
    let told = counted.iter().filter(|(n, _)| *n > 0);
    let words: Vec<_> =
        told.map(|(n, word)| format!("{n} {word}{}", if *n == 1 { "" } else { "s" })).collect();
    words.join(", ")
}

/// `1 file`, `2 files`.
pub fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

/// Characters that would steer a terminal, replaced by visible ones that take as many bytes.
pub fn visible(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' | '\r' => c,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
            '\u{fffd}'
        }
        '\u{61c}' | '\u{80}'..='\u{9f}' => '\u{b7}',
        c if c.is_control() => '?',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// A text on one line.
fn one_line(text: &str) -> String {
    visible(text).split(['\n', '\r']).map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
}
