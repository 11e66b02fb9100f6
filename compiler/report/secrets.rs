//! Findings without the secrets of the texts that they are about.

use crate::diagnostic::{Diagnostic, Fix, Label};
use crate::secrets::Mask;
use crate::source::{SourceId, Sources};

use super::visible;

/// Findings whose words tell no secret. A fix that would tell one is left out: `--fix` does it all the same.
pub(super) fn hidden(diagnostics: &[Diagnostic], mask: &Mask, sources: &Sources) -> Vec<Diagnostic> {
    let told = |label: &Label| Label { message: mask.text(&label.message), ..label.clone() };
    let harmless = |fix: &Fix| !fix.edits.iter().any(|(_, text)| mask.hides(text));
    let one = |diagnostic: &Diagnostic| {
        let places = diagnostic.primary.iter().chain(&diagnostic.related);
        let it = diagnostic.clone();
        let mut ids = places.map(|label| label.span.source);
        if !ids.any(|id| sources.is_distrusted(id)) {
            return if sources.hides() { without_values(it, mask) } else { it };
        }
        Diagnostic {
            message: mask.text(&it.message),
            primary: it.primary.as_ref().map(told),
            related: it.related.iter().map(told).collect(),
            help: it.help.as_deref().map(|help| mask.text(help)),
            fix: it.fix.filter(harmless),
            ..it
        }
    };
    diagnostics.iter().map(one).collect()
}

/// Of what the compiler says itself only the values are hidden that it was told: it speaks of secrets by name.
fn without_values(it: Diagnostic, mask: &Mask) -> Diagnostic {
    let told = |label: &Label| Label { message: mask.without_known(&label.message), ..label.clone() };
    Diagnostic {
        message: mask.without_known(&it.message),
        primary: it.primary.as_ref().map(told),
        related: it.related.iter().map(told).collect(),
        help: it.help.as_deref().map(|help| mask.without_known(help)),
        ..it
    }
}

/// A text as it is shown: of secrets there are stars, as many as bytes, so that no place moves.
pub(super) fn shown(id: SourceId, mask: &Mask, sources: &Sources) -> String {
    let text = visible(&sources.get(id).text);
    let places = sources.hidden(id);
    let mut ranges = if sources.is_distrusted(id) { mask.in_file(&text) } else { mask.by_form(&text) };
    let inside = |at: u32| text.floor_char_boundary(at as usize);
    ranges.extend(places.into_iter().map(|(start, end)| inside(start)..inside(end)));
    ranges.sort_by_key(|range| range.start);
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for range in ranges.into_iter().filter(|range| range.start < range.end) {
        let start = range.start.max(from);
        let Some(secret) = text.get(start..range.end) else { continue };
        shown.push_str(text.get(from..start).unwrap_or_default());
        starred(secret, &mut shown);
        from = range.end;
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// Quotes around it, blanks, and what begins a text of several lines in YAML stay.
fn starred(secret: &str, shown: &mut String) {
    let is_header = |line: &str| line.starts_with(['|', '>']) && line.len() < 5;
    let header =
        secret.split_once('\n').map(|(line, _)| line).filter(|line| is_header(line)).unwrap_or_default();
    shown.push_str(header);
    let secret = secret.get(header.len()..).unwrap_or_default();
    let last = secret.chars().count().saturating_sub(1);
    for (at, c) in secret.chars().enumerate() {
        let is_end = at == 0 || at == last;
        match c {
            '\n' | '\r' | ' ' | '\t' => shown.push(c),
            '"' | '\'' if is_end => shown.push(c),
            _ => (0..c.len_utf8()).for_each(|_| shown.push('*')),
        }
    }
}
