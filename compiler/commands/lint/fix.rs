//! `--fix`: edits of findings, put into their files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};

use super::super::change::Change;
use super::Fixes;

/// The files that fixes change. Of two that touch the same place the first is done; the other has its turn later.
pub fn fixed(findings: &[Diagnostic], how: Fixes, sources: &Sources) -> Vec<Change> {
    let mut edits: BTreeMap<SourceId, Vec<(Span, String)>> = BTreeMap::new();
    let wanted =
        |finding: &&Diagnostic| finding.fix.as_ref().is_some_and(|fix| fix.safe || how == Fixes::All);
    for fix in findings.iter().filter(wanted).filter_map(|finding| finding.fix.as_ref()) {
        let free = |(span, text): &(Span, String)| {
            let others = edits.get(&span.source).map_or(&[][..], Vec::as_slice);
            others.iter().all(|(other, own)| {
                let same_place = other.start == span.start && other.end == span.end;
                (other.end <= span.start || span.end <= other.start) && !same_place
                    || same_place && own == text
            })
        };
        if fix.edits.iter().all(free) {
            for (span, text) in &fix.edits {
                let of_file = edits.entry(span.source).or_default();
                if !of_file.contains(&(*span, text.clone())) {
                    of_file.push((*span, text.clone()));
                }
            }
        }
    }
    let file = |(id, mut edits): (SourceId, Vec<(Span, String)>)| {
        let source = sources.get(id);
        edits.sort_by_key(|(span, _)| (span.start, span.end));
        let mut after = source.text.clone();
        for (span, text) in edits.iter().rev() {
            after.replace_range(span.start as usize..span.end as usize, text);
        }
        let changed = after != source.text && Path::new(&source.name).is_file();
        changed.then(|| Change { path: PathBuf::from(&source.name), before: source.text.clone(), after })
    };
    edits.into_iter().filter_map(file).collect()
}
