//! One JSON object. Fields are added, never changed, within a `schema_version`.

use std::collections::BTreeSet;

use serde::Serialize;

use super::place::{self, Range};
use crate::diagnostic::{Diagnostic, Fix, Generated, Label, Severity};
use crate::source::{Sources, Span};

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    tool: Tool,
    diagnostics: Vec<Finding<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    /// Where its page is on the web; `agentc explain` prints it.
    url: Option<&'a str>,
    file: Option<String>,
    range: Option<Range>,
    labels: Vec<Marked<'a>>,
    generated: Option<Output<'a>>,
    fixes: Vec<Repair<'a>>,
    /// What a comment allows is left out, so far.
    ignored: bool,
    fingerprint: String,
}

#[derive(Serialize)]
struct Marked<'a> {
    message: &'a str,
    file: String,
    range: Range,
    primary: bool,
}

#[derive(Serialize)]
struct Output<'a> {
    file: &'a str,
    /// One-based, where the place is a line and no pointer.
    line: Option<u32>,
    pointer: &'a str,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    file: String,
    range: Range,
    content: &'a str,
}

/// `files` counts those that were looked at; where nobody counted, those with a finding.
#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    info: usize,
    fixable: usize,
    files: usize,
}

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let findings: Vec<_> = diagnostics.iter().map(|d| finding(d, sources)).collect();
    let report = Report {
        schema_version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: Summary {
            error: super::count(diagnostics, Severity::Error),
            warning: super::count(diagnostics, Severity::Warning),
            info: super::count(diagnostics, Severity::Info),
            fixable: diagnostics.iter().filter(|d| d.fix.is_some()).count(),
            files: sources.looked_at().unwrap_or_else(|| with_findings(&findings)),
        },
        diagnostics: findings,
    };
    to_text(&report)
}

fn with_findings(findings: &[Finding]) -> usize {
    findings.iter().filter_map(|finding| finding.file.as_ref()).collect::<BTreeSet<_>>().len()
}

/// Indented JSON with a final line end.
pub(super) fn to_text(report: &impl Serialize) -> String {
    // Strings, numbers and lists always serialize.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// One finding by itself.
pub(super) fn value(diagnostic: &Diagnostic, sources: &Sources) -> serde_json::Value {
    // Strings, numbers and lists always serialize.
    serde_json::to_value(finding(diagnostic, sources)).unwrap_or_default()
}

fn finding<'a>(diagnostic: &'a Diagnostic, sources: &Sources) -> Finding<'a> {
    let at = place::home(diagnostic, sources);
    let primary = diagnostic.primary.iter().map(|l| (l, true));
    let labels = primary.chain(diagnostic.related.iter().map(|l| (l, false)));
    Finding {
        code: diagnostic.code.id,
        name: diagnostic.code.slug,
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        url: None,
        file: at.as_ref().map(|(file, _)| file.clone()),
        range: at.map(|(_, range)| range),
        labels: labels.map(|(label, primary)| marked(label, primary, sources)).collect(),
        generated: diagnostic.generated.as_ref().map(|Generated { file, pointer }| Output {
            file,
            line: pointer.parse().ok(),
            pointer,
        }),
        fixes: diagnostic.fix.iter().map(|fix| repair(fix, sources)).collect(),
        ignored: false,
        fingerprint: place::fingerprint(diagnostic, sources),
    }
}

fn marked<'a>(label: &'a Label, primary: bool, sources: &Sources) -> Marked<'a> {
    let (file, range) = place::locate(sources, label.span);
    Marked { message: &label.message, file, range, primary }
}

fn repair<'a>(fix: &'a Fix, sources: &Sources) -> Repair<'a> {
    let edit = |(span, content): &'a (Span, String)| {
        let (file, range) = place::locate(sources, *span);
        Edit { file, range, content }
    };
    Repair {
        title: &fix.title,
        applicability: if fix.safe { "safe" } else { "unsafe" },
        edits: fix.edits.iter().map(edit).collect(),
    }
}
