//! SARIF 2.1.0, the part of it that GitHub reads.

use std::collections::BTreeMap;

use serde::Serialize;

use super::place::{self, Range};
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::source::{Sources, Span};

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
    help: Message,
    default_configuration: Configuration,
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

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let codes: BTreeMap<&str, &Code> = diagnostics.iter().map(|d| (d.code.id, d.code)).collect();
    let order: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(i, id)| (*id, i)).collect();
    let mut seen = BTreeMap::new();
    let results = diagnostics.iter().map(|d| {
        let index = order.get(d.code.id).copied().unwrap_or_default();
        finding(d, index, &mut seen, sources)
    });
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        rules: codes.values().map(|code| rule(code)).collect(),
    };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results: results.collect() };
    super::json::to_text(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    })
}

fn rule(code: &Code) -> Rule {
    Rule {
        id: code.id,
        name: code.slug,
        short_description: text(code.summary),
        help: text(format!("agentc explain {}", code.id)),
        default_configuration: Configuration { level: level(code.severity) },
    }
}

fn finding(d: &Diagnostic, index: usize, seen: &mut BTreeMap<String, usize>, sources: &Sources) -> Finding {
    let print = place::fingerprint(d, sources);
    let nth = seen.entry(print.clone()).and_modify(|n| *n += 1).or_insert(1);
    let help = d.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    let related = d.related.iter().enumerate().map(|(i, label)| Spot {
        id: Some(i),
        physical_location: physical(label.span, sources),
        message: Some(text(&*label.message)),
    });
    Finding {
        rule_id: d.code.id,
        rule_index: index,
        level: level(d.severity),
        message: text(format!("{}{help}", d.message)),
        locations: [Spot { id: None, physical_location: home(d, sources), message: None }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { primary_location_line_hash: format!("{print}:{nth}") },
        fixes: d.fix.iter().map(|fix| repair(fix, sources)).collect(),
    }
}

/// GitHub refuses a result without a place, so what stands in no text is shown at the project file.
fn home(d: &Diagnostic, sources: &Sources) -> Physical {
    if let Some(primary) = &d.primary {
        return physical(primary.span, sources);
    }
    let file = d.generated.as_ref().map_or("agentc.kdl", |g| g.file.as_str());
    let region = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };
    Physical { artifact_location: Artifact { uri: uri(file) }, region }
}

fn physical(span: Span, sources: &Sources) -> Physical {
    let (file, range) = place::locate(sources, span);
    Physical { artifact_location: Artifact { uri: uri(&file) }, region: region(range) }
}

fn region(Range { start, end }: Range) -> Region {
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

fn repair(fix: &Fix, sources: &Sources) -> Repair {
    let mut files: BTreeMap<String, Vec<Replacement>> = BTreeMap::new();
    for (span, content) in &fix.edits {
        let (file, range) = place::locate(sources, *span);
        let edit = Replacement { deleted_region: region(range), inserted_content: text(&**content) };
        files.entry(file).or_default().push(edit);
    }
    let change = |(file, replacements): (String, _)| Change {
        artifact_location: Artifact { uri: uri(&file) },
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

/// A path as a URI, relative where the path is: what is not unreserved or `/` is percent-encoded.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).fold(scheme.to_owned(), |uri, part| uri + &part)
}
