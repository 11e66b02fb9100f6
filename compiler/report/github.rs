//! Workflow commands. GitHub shows ten of a kind per step, and only those with a line in "Files changed".

use super::{place, visible};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|d| command(d, sources)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    let place = place::home(diagnostic, sources).filter(|(file, _)| place::is_path(file));
    if let Some((file, place::Range { start, end })) = place {
        properties.push(format!("file={}", property(&file)));
        properties.push(format!("line={}", start.line));
        // Columns of a range over several lines make GitHub drop the annotation.
        if start.line == end.line {
            properties.push(format!("col={},endLine={},endColumn={}", start.column, end.line, end.column));
        } else {
            properties.push(format!("endLine={}", end.line));
        }
    }
    properties
        .push(format!("title={}", property(&format!("{} {}", diagnostic.code.id, diagnostic.code.slug))));
    let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    format!("::{level} {}::{}\n", properties.join(","), data(&format!("{}{help}", diagnostic.message)))
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
