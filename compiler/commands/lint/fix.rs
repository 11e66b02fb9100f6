//! `--fix`: edits of findings, put into their files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{SourceId, Sources, Span};

use super::Fixes;

/// A file before and after.
pub struct Fixed {
    path: PathBuf,
    before: String,
    after: String,
}

/// The files that fixes change. Of two that touch the same place the first is done; the other has its turn later.
pub fn fixed(findings: &[Diagnostic], how: Fixes, sources: &Sources) -> Vec<Fixed> {
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
        changed.then(|| Fixed { path: PathBuf::from(&source.name), before: source.text.clone(), after })
    };
    edits.into_iter().filter_map(file).collect()
}

/// What would change.
pub fn diff(fixed: &[Fixed]) -> String {
    let one = |file: &Fixed| {
        let name = file.path.display();
        let diff = similar::TextDiff::from_lines(&file.before, &file.after);
        diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
    };
    fixed.iter().map(one).collect()
}

/// Replaces the files, each at once.
pub fn write(fixed: &[Fixed], sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    for file in fixed {
        let written = replace(&file.path, &file.after).map_err(|error| {
            let message = format!("cannot write {}: {error}", file.path.display());
            sink.error(Diagnostic::without_span(&codes::OUTPUT_FOLDER, message))
        });
        result = written.and(result);
    }
    result
}

/// Through a new file beside it, with the old one's mode: whoever reads it sees either text, whole. A byte order
/// mark stays.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let real = path.canonicalize()?;
    let folder = real.parent().unwrap_or(Path::new("."));
    let mark: &[u8] = if std::fs::read(&real)?.starts_with(b"\xef\xbb\xbf") { b"\xef\xbb\xbf" } else { b"" };
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(mark)?;
    fresh.write_all(text.as_bytes())?;
    fresh.as_file().set_permissions(std::fs::metadata(&real)?.permissions())?;
    fresh.as_file().sync_all()?;
    fresh.persist(&real)?;
    Ok(())
}
