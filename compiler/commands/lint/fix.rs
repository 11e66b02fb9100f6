//! `--fix`: edits of findings, put into their files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Fix};
use crate::source::{Source, SourceId, Sources, Span};

use super::super::change::Change;
use super::super::stdin::{STDIN, is_stdin};
use super::Fixes;

/// Edits of a file by their places, none over another.
type Edits = BTreeMap<(u32, u32), String>;

/// The files that fixes change. Of two that touch the same place the first is done; the other has its turn later.
pub fn fixed(findings: &[Diagnostic], how: Fixes, sources: &Sources) -> Vec<Change> {
    let mut edits: BTreeMap<SourceId, Edits> = BTreeMap::new();
    let wanted = |fix: &&Fix| fix.safe || how == Fixes::All;
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(wanted) {
        let free =
            |(span, text): &(Span, String)| edits.get(&span.source).is_none_or(|own| fits(own, *span, text));
        if fix.edits.iter().all(free) {
            for (span, text) in &fix.edits {
                edits.entry(span.source).or_default().insert((span.start, span.end), text.clone());
            }
        }
    }
    let file = |(id, edits): (SourceId, Edits)| {
        let source = sources.get(id);
        let after = edited(&source, &edits);
        let path = PathBuf::from(if source.name == STDIN { "-" } else { &source.name });
        let changed = after != source.text && (is_stdin(&path) || path.is_file());
        changed.then(|| Change { path, before: source.text.clone(), after })
    };
    edits.into_iter().filter_map(file).collect()
}

/// Whether an edit touches none of the others, or is one of them.
fn fits(others: &Edits, span: Span, text: &str) -> bool {
    let at = (span.start, span.end);
    if let Some(same) = others.get(&at) {
        return same == text;
    }
    let before = others.range(..at).next_back().is_none_or(|((_, end), _)| *end <= span.start);
    before && others.range(at..).next().is_none_or(|((start, _), _)| span.end <= *start)
}

fn edited(source: &Source, edits: &Edits) -> String {
    let (mut after, mut copied) = (String::with_capacity(source.text.len()), 0);
    for ((start, end), text) in edits {
        after.push_str(source.text.get(copied..*start as usize).unwrap_or_default());
        after.push_str(text);
        copied = *end as usize;
    }
    after.push_str(source.text.get(copied..).unwrap_or_default());
    after
}
