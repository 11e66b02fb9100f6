//! SARIF 2.1.0, the part of it that GitHub reads.

use std::collections::BTreeMap;

use serde::Serialize;

use super::place;
use super::uri::uri;
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::source::{Source, Sources, Span};

/// GitHub takes no run with more.
const MOST_RESULTS: usize = 25_000;
/// Nor a result with more places.
const MOST_RELATED: usize = 999;

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    /// Present even when empty: GitHub refuses a run without it.
    results: Vec<Finding>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: &'static str,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Properties {
    tags: Vec<&'static str>,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Spot; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Spot>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Repair>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    primary_location_line_hash: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spot {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Repair {
    description: Message,
    artifact_changes: Vec<Change>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// Findings in files below and beside a folder.
pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources, here: &str) -> String {
    let diagnostics = most_severe(diagnostics);
    let to = Places { sources, here };
    let codes: BTreeMap<&str, &Code> = diagnostics.iter().map(|d| (d.code.id, d.code)).collect();
    let order: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(i, id)| (*id, i)).collect();
    let mut seen = BTreeMap::new();
    let results = diagnostics.iter().map(|d| {
        let index = order.get(d.code.id).copied().unwrap_or_default();
        finding(d, index, &mut seen, &to)
    });
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        rules: codes.values().map(|code| rule(code)).collect(),
    };
    let run = Run { tool: Tool { driver }, column_kind: "utf16CodeUnits", results: results.collect() };
    super::json::to_text(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    })
}

/// All of them, or the first of the most severe.
fn most_severe(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut all: Vec<&Diagnostic> = diagnostics.iter().collect();
    if all.len() > MOST_RESULTS {
        all.sort_by_key(|diagnostic| diagnostic.severity);
        all.truncate(MOST_RESULTS);
    }
    all
}

/// What a finding is about, by the family of its code.
fn tags(code: &Code) -> Vec<&'static str> {
    let family: &[&str] = match code.id.as_bytes().get(3) {
        Some(b'0') => &["kdl"],
        Some(b'1') => &["jvm-options"],
        Some(b'2') => &["agents"],
        Some(b'3') => &["injection"],
        Some(b'4') => &["images", "supply-chain"],
        Some(b'5') => &["security"],
        Some(b'6') => &["diagnostics"],
        Some(b'7') => &["kubernetes"],
        Some(b'8') => &["dockerfile"],
        _ => &["project"],
    };
    [&["java"], family].concat()
}

/// The words that code scanning has.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

fn rule(code: &Code) -> Rule {
    let (page, explain) = (check::rule(code.id).map(|rule| rule.page), format!("agentc explain {}", code.id));
    Rule {
        id: code.id,
        name: code.slug,
        short_description: text(code.summary),
        full_description: text(page.map_or(code.summary, |page| check::Page::parse(page).title)),
        help: Help { text: explain.clone(), markdown: page.map_or(explain, str::to_owned) },
        default_configuration: Configuration { level: level(code.severity) },
        properties: Properties { tags: tags(code), severity: problem(code.severity) },
    }
}

/// Texts, and the folder from which their files are named.
struct Places<'a> {
    sources: &'a Sources,
    here: &'a str,
}

fn finding(d: &Diagnostic, index: usize, seen: &mut BTreeMap<String, usize>, to: &Places) -> Finding {
    let print = place::fingerprint(d, to.sources);
    let nth = seen.entry(print.clone()).and_modify(|n| *n += 1).or_insert(1);
    let help = d.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    let related = d.related.iter().take(MOST_RELATED).enumerate().map(|(i, label)| Spot {
        id: Some(i),
        physical_location: to.physical(label.span),
        message: Some(text(&*label.message)),
    });
    Finding {
        rule_id: d.code.id,
        rule_index: index,
        level: level(d.severity),
        message: text(format!("{}{help}", d.message)),
        locations: [Spot { id: None, physical_location: to.home(d), message: None }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { primary_location_line_hash: format!("{print}:{nth}") },
        fixes: d.fix.iter().map(|fix| repair(fix, to)).collect(),
    }
}

impl Places<'_> {
    /// GitHub refuses a result without a place, so what stands in no text is shown at the project file.
    fn home(&self, d: &Diagnostic) -> Physical {
        if let Some(primary) = &d.primary {
            return self.physical(primary.span);
        }
        let file = d.generated.as_ref().map_or("agentc.kdl", |g| g.file.as_str());
        let region = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };
        Physical { artifact_location: Artifact { uri: uri(file, self.here) }, region }
    }

    fn physical(&self, span: Span) -> Physical {
        let source = self.sources.get(span.source);
        let artifact_location = Artifact { uri: uri(&source.name, self.here) };
        Physical { artifact_location, region: region(&source, span) }
    }
}

fn region(source: &Source, span: Span) -> Region {
    let (start, end) = place::offsets(source, span);
    let ((start_line, start_column), (end_line, end_column)) = (point(source, start), point(source, end));
    Region { start_line, start_column, end_line, end_column }
}

/// Line and column, in units of UTF-16: so GitHub counts, as most readers of SARIF do.
fn point(source: &Source, offset: usize) -> (u32, u32) {
    let line = source.place(u32::try_from(offset).unwrap_or(u32::MAX)).line;
    let before = source.text.get(source.line(line).start..offset).unwrap_or_default();
    (line, u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX).saturating_add(1))
}

fn repair(fix: &Fix, to: &Places) -> Repair {
    let mut files: BTreeMap<String, Vec<Replacement>> = BTreeMap::new();
    for (span, content) in &fix.edits {
        let source = to.sources.get(span.source);
        let edit = Replacement { deleted_region: region(&source, *span), inserted_content: text(&**content) };
        files.entry(source.name.clone()).or_default().push(edit);
    }
    let change = |(file, replacements): (String, _)| Change {
        artifact_location: Artifact { uri: uri(&file, to.here) },
        replacements,
    };
    Repair { description: text(&*fix.title), artifact_changes: files.into_iter().map(change).collect() }
}

fn text(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
