//! Forms without an app: workloads that they are for, whatever they are called, and those that they are not for.

use serde_json::{Value as Json, json};

use crate::launch::expand::expand;
use crate::plan::{Container, SERVICE_LABEL, container_of};
use crate::read::manifest;

use super::model::profile_with_label;
use super::prove::{Case, base_document};
use super::spec::{Proof, Step};

const LABELS: &str = "/spec/template/metadata/labels";
const METADATA: &str = "/spec/template/metadata";
const CONTAINER: &str = "/spec/template/spec/containers/0/name";

impl Case<'_> {
    /// Without an app, a form changes every workload that it is for in one way; one that it is not for stops it or
    /// stays as it is.
    pub(super) fn unguarded(&self, proof: &Proof) -> Vec<String> {
        if !proof.guarded {
            return Vec::new();
        }
        let base = base_document(self.plan);
        if !self.plan.unbound {
            return self.foreign_containers(proof, &base);
        }
        let touched = |(what, document): (&str, Json)| {
            let after = self.after(document.clone(), proof.steps.iter()).ok()?;
            (after.document != document).then(|| format!("a pod {what} is changed all the same"))
        };
        let foreign = self.foreign_documents(&base).into_iter().filter_map(touched);
        let passed_over = |(what, document): (&str, Json)| {
            let same = self.own_template(proof, document) == self.own_template(proof, base.clone());
            (!same).then(|| format!("{what} is not changed as it should be"))
        };
        foreign.chain(self.other_documents(&base).into_iter().filter_map(passed_over)).collect()
    }

    /// For an app whose manifest is not known: a patch adds a container that the workload does not have, without an
    /// image, so that a workload without it must stop the form.
    fn foreign_containers(&self, proof: &Proof, base: &Json) -> Vec<String> {
        let known = self.plan.workload.as_ref().is_some_and(|workload| workload.manifest.is_some());
        if known || self.model["remainder"] != json!(true) {
            return Vec::new();
        }
        let passes = |at: usize, container: &Container| {
            let name = format!("{}/containers/{at}/name", self.model["workload"]["pod"].as_str()?);
            let document = with(base, &name, json!("agentc-other"))?;
            self.after(document, proof.steps.iter()).ok()?;
            Some(format!("a pod without the container {} is changed all the same", container.name))
        };
        self.plan.containers.iter().enumerate().filter_map(|(at, c)| passes(at, c)).collect()
    }

    /// Without an app the label names the service: nothing starts where it is empty.
    pub(super) fn nameless(&self, proof: &Proof) -> Option<String> {
        let containers = self.plan.containers.iter().enumerate();
        let named: Vec<&Container> = containers
            .filter(|(at, _)| profile_with_label(self.plan, *at).is_some())
            .map(|(_, c)| c)
            .collect();
        if named.is_empty() || !proof.starts() {
            return None;
        }
        let document = with(&base_document(self.plan), LABELS, json!({ "app.kubernetes.io/name": "" }))?;
        let after = self.after(document.clone(), proof.steps.iter()).ok()?.document;
        let started = after != document && !named.into_iter().all(|container| is_kept(&after, container));
        started.then(|| "a pod whose label app.kubernetes.io/name is empty starts".to_owned())
    }

    /// The annotation by which pods choose the container.
    fn chooses(&self) -> Option<&str> {
        self.model["chooses"].as_str().filter(|annotation| !annotation.is_empty())
    }

    /// The pods after the steps that are ours, their container called as in the plan: what an operator adds says
    /// the workload's name.
    fn own_template(&self, proof: &Proof, document: Json) -> Result<Option<Json>, String> {
        let operated = self.target.home.is_some();
        let is_own = |step: &&Step| !operated || !matches!(step, Step::Consume { .. });
        let mut after = self.after(document, proof.steps.iter().take_while(is_own))?.document;
        if let (Some(_), Some(name)) = (self.chooses(), after.pointer_mut(CONTAINER)) {
            *name = json!("agentc-chosen");
        }
        let workload = manifest::workload(&after).ok_or("no workload")?;
        Ok(workload.template(&after).cloned())
    }

    /// Workloads that the form must leave alone, each with what is wrong with it.
    fn foreign_documents(&self, base: &Json) -> Vec<(&'static str, Json)> {
        let container = match self.chooses() {
            Some(annotation) => {
                let asks = json!({ annotation: "agentc-other" });
                added(base, "annotations", asks).map(|document| ("that asks for another container", document))
            }
            None => with(base, CONTAINER, json!("agentc-other")).map(|d| ("with another container", d)),
        };
        let unlabelled =
            with(base, LABELS, json!({})).map(|d| ("without the label app.kubernetes.io/name", d));
        [unlabelled, container].into_iter().flatten().collect()
    }

    /// Workloads that the form is for as well.
    fn other_documents(&self, base: &Json) -> Vec<(&'static str, Json)> {
        let changed = |what, pointer: &str, value: &str| Some((what, with(base, pointer, json!(value))?));
        let first = || changed("a pod whose first container has another name", CONTAINER, "agentc-other");
        [
            changed("a workload of another name", "/metadata/name", "agentc-other"),
            changed("a workload of another kind", "/kind", "StatefulSet"),
            self.chooses().and_then(|_| first()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Whether the kubelet does not start the container while the label is empty: a mount refers to it.
fn is_kept(document: &Json, container: &Container) -> bool {
    let pod = manifest::workload(document).and_then(|workload| workload.pod_spec(document));
    let Some(container) = pod.and_then(|pod| container_of(pod, &container.name)) else { return false };
    let entries = |key: &str| container.get(key).and_then(Json::as_array).into_iter().flatten();
    let empty = |name: &String| {
        let entry = entries("env").rfind(|entry| entry["name"] == **name);
        entry.is_some_and(|entry| entry["valueFrom"]["fieldRef"]["fieldPath"] == SERVICE_LABEL)
    };
    let expressions = entries("volumeMounts").filter_map(|mount| mount.get("subPathExpr")?.as_str());
    expressions.flat_map(|text| expand(text, |_| None).unresolved).any(|name| empty(&name))
}

/// The workload with one value changed.
fn with(base: &Json, pointer: &str, value: Json) -> Option<Json> {
    let mut document = base.clone();
    *document.pointer_mut(pointer)? = value;
    Some(document)
}

/// The workload with one more map in its pods' metadata.
fn added(base: &Json, key: &str, value: Json) -> Option<Json> {
    let mut document = base.clone();
    document.pointer_mut(METADATA)?.as_object_mut()?.insert(key.to_owned(), value);
    Some(document)
}
