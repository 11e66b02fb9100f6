//! Forms without an app: workloads that they are for, whatever they are called, and those that they are not for.

use serde_json::{Value as Json, json};

use crate::read::manifest;

use super::prove::{Case, base_document};
use super::spec::{Proof, Step};

impl Case<'_> {
    /// Without an app, a form changes every workload that it is for in one way; one that it is not for stops it or
    /// stays as it is.
    pub(super) fn unguarded(&self, proof: &Proof) -> Vec<String> {
        if !proof.guarded || !self.plan.unbound {
            return Vec::new();
        }
        let base = base_document(self.plan);
        let touched = |(what, document): (&str, Json)| {
            let after = self.after(document.clone(), proof.steps.iter()).ok()?;
            (after.document != document).then(|| format!("a pod {what} is changed all the same"))
        };
        let passed_over = |(what, document): (&str, Json)| {
            let same = self.own_template(proof, document) == self.own_template(proof, base.clone());
            (!same).then(|| format!("{what} is not changed as it should be"))
        };
        let foreign = foreign_documents(&base).into_iter().filter_map(touched);
        foreign.chain(other_documents(&base).into_iter().filter_map(passed_over)).collect()
    }

    /// The pods after the steps that are ours: what an operator adds says the workload's name.
    fn own_template(&self, proof: &Proof, document: Json) -> Result<Option<Json>, String> {
        let operated = self.target.home.is_some();
        let is_own = |step: &&Step| !operated || !matches!(step, Step::Consume { .. });
        let after = self.after(document, proof.steps.iter().take_while(is_own))?.document;
        let workload = manifest::workload(&after).ok_or("no workload")?;
        Ok(workload.template(&after).cloned())
    }
}

/// The workload with one value changed.
fn with(base: &Json, pointer: &str, value: Json) -> Option<Json> {
    let mut document = base.clone();
    *document.pointer_mut(pointer)? = value;
    Some(document)
}

/// Workloads that an unbound form must leave alone, each with what is wrong with it.
fn foreign_documents(base: &Json) -> Vec<(&'static str, Json)> {
    let changed = |what, pointer: &str, value: Json| Some((what, with(base, pointer, value)?));
    [
        changed("without the label app.kubernetes.io/name", "/spec/template/metadata/labels", json!({})),
        changed("with another container", "/spec/template/spec/containers/0/name", json!("agentc-other")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Workloads that an unbound form is for as well.
fn other_documents(base: &Json) -> Vec<(&'static str, Json)> {
    let changed = |what, pointer: &str, value: &str| Some((what, with(base, pointer, json!(value))?));
    [
        changed("a workload of another name", "/metadata/name", "agentc-other"),
        changed("a workload of another kind", "/kind", "StatefulSet"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
