//! Files that are not ours to change.

use super::OutPath;
use super::diff::Difference;
use super::judge::Verdict;
use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};

/// Reports files of somebody else where ours should be.
pub(super) fn foreign(verdict: &Verdict, sink: &Sink) -> Result<(), Reported> {
    let report = |path: &OutPath| {
        let message = format!("`{path}` is in the way, and agentc did not generate it");
        sink.error(finding(path, message).help("move it, or build to another folder with `--out`"))
    };
    all(verdict.foreign.iter().map(report))
}

/// Reports generated files that were edited since. One that would only be removed is kept, with a warning.
pub(super) fn edited(verdict: &mut Verdict, sink: &Sink) -> Result<(), Reported> {
    let edited = |change: &&super::Change| change.kind == Difference::Edited;
    let refused = verdict.changes.iter().filter(edited).filter(|change| change.new.is_some()).map(|change| {
        let message = format!("`{}` was edited by hand", change.path);
        let help = "move the edit to the source and restore the file, or overwrite it with `--force`";
        sink.error(finding(&change.path, message).help(help))
    });
    all(refused)?;
    for change in verdict.changes.iter().filter(edited) {
        let message = format!("`{}` is no longer generated, but was edited by hand and is kept", change.path);
        let help = "delete it, or let `--force` do so";
        sink.note(finding(&change.path, message).help(help).severity(Severity::Warning));
    }
    verdict.changes.retain(|change| change.kind != Difference::Edited);
    Ok(())
}

/// Reports files that somebody changed between our looking and our writing.
pub(super) fn moved(left: &[OutPath], sink: &Sink) -> Result<(), Reported> {
    let report = |path: &OutPath| {
        let message = format!("`{path}` changed while agentc was writing, and was left alone");
        sink.error(finding(path, message).help("build again"))
    };
    all(left.iter().map(report))
}

fn finding(path: &OutPath, message: String) -> Diagnostic {
    Diagnostic::without_span(&codes::EDITED_OUTPUT, message).generated(path.as_str(), "")
}

/// Reports every one, not only the first.
fn all(reports: impl Iterator<Item = Reported>) -> Result<(), Reported> {
    reports.reduce(|_, last| last).map_or(Ok(()), Err)
}
