//! Forms without an app, and the workloads that they are not for.

use serde_json::{Value as Json, json};

use super::prove::{Case, base_document};
use super::spec::Proof;

impl Case<'_> {
    /// Without an app, a workload that the form is not for stops it or stays as it is.
    pub(super) fn unguarded(&self, proof: &Proof) -> Vec<String> {
        if !proof.guarded || !self.plan.unbound {
            return Vec::new();
        }
        let touched = |(what, document): (&str, Json)| {
            let after = self.after(document.clone(), proof.steps.iter()).ok()?;
            (after.document != document).then(|| format!("a pod {what} is changed all the same"))
        };
        foreign_documents(&base_document(self.plan)).into_iter().filter_map(touched).collect()
    }
}

/// Workloads that an unbound form must leave alone, each with what is wrong with it.
fn foreign_documents(base: &Json) -> Vec<(&'static str, Json)> {
    let changed = |what, pointer: &str, value: Json| {
        let mut document = base.clone();
        *document.pointer_mut(pointer)? = value;
        Some((what, document))
    };
    [
        changed("without the label app.kubernetes.io/name", "/spec/template/metadata/labels", json!({})),
        changed("with another container", "/spec/template/spec/containers/0/name", json!("agentc-other")),
    ]
    .into_iter()
    .flatten()
    .collect()
}
