//! Files that are not ours to change.

use std::collections::BTreeMap;
use std::path::Path;

use super::diff::Difference;
use super::judge::Verdict;
use super::{Artifact, OutPath};
use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::source::Span;

/// Says which files are in the way: by their path from where the user stands, with what asks for them.
pub(super) struct Refuse<'a> {
    out: &'a Path,
    origins: BTreeMap<&'a OutPath, Span>,
    sink: &'a Sink,
}

impl<'a> Refuse<'a> {
    pub(super) fn new(artifacts: &'a [Artifact], out: &'a Path, sink: &'a Sink) -> Self {
        let mut origins = BTreeMap::new();
        for artifact in artifacts {
            if let Some(origin) = artifact.origin {
                origins.entry(&artifact.path).or_insert(origin);
            }
        }
        Refuse { out, origins, sink }
    }

    /// Reports files of somebody else where ours should be.
    pub(super) fn foreign(&self, verdict: &Verdict) -> Result<(), Reported> {
        let report = |path: &OutPath| {
            let message = format!("`{path}` is in the way, and agentc did not generate it");
            let help = "move it, or build to another folder with `--out`";
            self.sink.error(self.finding(path, message).help(help))
        };
        all(verdict.foreign.iter().map(report))
    }

    /// Reports generated files that were edited since. One that would only be removed is kept, with a warning.
    pub(super) fn edited(&self, verdict: &mut Verdict) -> Result<(), Reported> {
        let edited = |change: &&super::Change| change.kind == Difference::Edited;
        let wanted = verdict.changes.iter().filter(edited).filter(|change| change.new.is_some());
        let refused = wanted.map(|change| {
            let message = format!("`{}` was edited by hand", change.path);
            let help = "move the edit to the source and restore the file, or overwrite it with `--force`";
            self.sink.error(self.finding(&change.path, message).help(help))
        });
        all(refused)?;
        for change in verdict.changes.iter().filter(edited) {
            let message =
                format!("`{}` is no longer generated, but was edited by hand and is kept", change.path);
            let finding = self.finding(&change.path, message).help("delete it, or let `--force` do so");
            self.sink.note(finding.severity(Severity::Warning));
        }
        verdict.changes.retain(|change| change.kind != Difference::Edited);
        Ok(())
    }

    /// Reports files that somebody changed between our looking and our writing.
    pub(super) fn moved(&self, left: &[OutPath]) -> Result<(), Reported> {
        let report = |path: &OutPath| {
            let message = format!("`{path}` changed while agentc was writing, and was left alone");
            self.sink.error(self.finding(path, message).help("build again"))
        };
        all(left.iter().map(report))
    }

    fn finding(&self, path: &OutPath, message: String) -> Diagnostic {
        let file = self.out.join(path.as_str()).to_string_lossy().replace('\\', "/");
        let finding = Diagnostic::without_span(&codes::EDITED_OUTPUT, message).generated(file, "");
        match self.origins.get(path) {
            Some(origin) => finding.related(*origin, "it is generated for this"),
            None => finding,
        }
    }
}

/// Reports every one, not only the first.
fn all(reports: impl Iterator<Item = Reported>) -> Result<(), Reported> {
    reports.reduce(|_, last| last).map_or(Ok(()), Err)
}
