//! Whether files are what a target may emit for a plan: valid against their schemas, and the planned launch.

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, Reported, codes};

use super::build::{Draft, Workshop};
use super::prove::{Case, Delivered, Emitted, prove};
use super::validate::Violation;

/// Why files are not what was planned.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What kind of fault.
    pub code: &'static Code,
    /// The file.
    pub file: String,
    /// JSON pointer into it; empty for the whole file.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl Fault {
    pub(super) fn diagnostic(self, draft: &Draft) -> Diagnostic {
        let place = format!("{}/{}/{}", draft.plan.name, draft.target.name, self.file);
        Diagnostic::new(self.code, draft.plan.span, self.message).generated(place, self.pointer)
    }
}

impl Workshop<'_> {
    /// What is wrong with files that stand for the draft's own, one for one. Proofs are asked only of files that
    /// are valid.
    pub fn judge(&self, draft: &Draft, emitted: &[Emitted]) -> Vec<Fault> {
        let faults = self.violations(draft, emitted);
        if !faults.is_empty() {
            return faults;
        }
        prove(&self.case(draft, emitted))
    }

    /// What reaches the kubelet, once for each proof that ends in a JVM.
    pub fn deliver(&self, draft: &Draft) -> Result<Vec<Delivered>, String> {
        let case = self.case(draft, &draft.emitted);
        case.proofs().filter(|proof| proof.starts()).map(|proof| case.deliver(proof)).collect()
    }

    pub(super) fn case<'c>(&'c self, draft: &'c Draft, emitted: &'c [Emitted]) -> Case<'c> {
        Case {
            plan: draft.plan,
            composed: &draft.composed,
            target: draft.target,
            model: &draft.model,
            emitted,
            templates: &self.templates,
        }
    }

    /// What is wrong with the team's own manifest is told there, not in what is made of it.
    pub(super) fn check_manifest(&self, draft: &Draft) -> Result<(), Reported> {
        let manifest = draft.plan.workload.as_ref().and_then(|workload| workload.manifest.as_ref());
        let merged = draft.specs.iter().find(|spec| spec.merge.is_some());
        let (Some(manifest), Some(schema)) = (manifest, merged.and_then(|spec| spec.schema.as_ref())) else {
            return Ok(());
        };
        let violations = self.schemas.validate(&of_kind(schema, &manifest.document), &manifest.document);
        let report = |violation: Violation| {
            if violation.of_schema {
                let invalid = Diagnostic::new(&codes::TARGET_INVALID, draft.plan.span, violation.message);
                return self.sink.error(invalid);
            }
            let place = manifest.tree.root.at(&violation.pointer).map_or(manifest.span, |node| node.span);
            let diagnostic = Diagnostic::new(&codes::MANIFEST, place, violation.message);
            let diagnostic = diagnostic.related(manifest.span, "read from here");
            self.sink.error(diagnostic.help("the API server would refuse it too"))
        };
        violations.into_iter().map(report).reduce(|_, last| last).map_or(Ok(()), Err)
    }

    fn violations(&self, draft: &Draft, emitted: &[Emitted]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (spec, file) in draft.specs.iter().zip(emitted) {
            let Some(schema) = &spec.schema else { continue };
            // A JSON6902 patch is judged by what it makes of the workload.
            for document in file.documents.iter().filter(|document| !document.is_array()) {
                let violations = self.schemas.validate(&of_kind(schema, document), document);
                faults.extend(violations.into_iter().map(|violation| Fault {
                    code: if violation.of_schema { &codes::TARGET_INVALID } else { &codes::SCHEMA },
                    file: file.name.clone(),
                    pointer: violation.pointer,
                    message: format!("{}: {}", file.name, violation.message),
                }));
            }
        }
        faults
    }
}

/// The part of a schema that is about documents of this kind, where its name ends in `#kind`.
fn of_kind(schema: &str, document: &Json) -> String {
    let kind = document.get("kind").and_then(Json::as_str).unwrap_or_default();
    schema.strip_suffix("#kind").map_or_else(|| schema.to_owned(), |s| format!("{s}#/$defs/{kind}"))
}
