//! What Kustomize makes of a workload with a component of ours.

use serde_json::Value as Json;

use super::merge::{json_patch, strategic_merge};
use super::prove::{Case, Delivered, Emitted};

/// Workloads that run for long and have their pod at one place: what has no app is for all of them.
const KINDS: [&str; 3] = ["Deployment", "StatefulSet", "DaemonSet"];

impl Case<'_> {
    /// What Kustomize does with a component: each patch where its target fits, an error where none does.
    pub(super) fn kustomize(&self, component: &Emitted, state: &mut Delivered) -> Result<(), String> {
        let document = component.documents.first().ok_or("the component is empty")?;
        let listed = self.resources(document, state)?;
        for patch in document.get("patches").and_then(Json::as_array).into_iter().flatten() {
            let path = patch.get("path").and_then(Json::as_str).ok_or("a patch without path")?;
            let file = self.emitted.iter().find(|e| e.name == path).ok_or(format!("no file {path}"))?;
            let target = patch.get("target").unwrap_or(&Json::Null);
            // A Service has the name of its workload as often as not.
            // Without an app there is no name; a guard stops it where it does not belong.
            let named = target.get("name").is_some() || self.plan.unbound;
            if target.get("kind").is_none() || !named {
                return Err(format!("the target of {path} fits more than the workload"));
            }
            // Kustomize's selectors are regular expressions of the whole text.
            let pattern = |key: &str| {
                let wanted = target.get(key).and_then(Json::as_str)?;
                Some(regex::Regex::new(&format!("^(?:{wanted})$")))
            };
            let fits = |key: &str, texts: &[Option<&str>]| match pattern(key) {
                None => true,
                Some(Err(_)) => false,
                Some(Ok(regex)) => texts.iter().all(|text| text.is_some_and(|text| regex.is_match(text))),
            };
            let at = |pointer: &str| state.document.pointer(pointer).and_then(Json::as_str);
            let mut kinds = vec![at("/kind")];
            kinds.extend(KINDS.iter().copied().map(Some).filter(|_| self.plan.unbound));
            if !fits("kind", &kinds)
                || !fits("name", &[at("/metadata/name")])
                || !fits("namespace", &[at("/metadata/namespace")])
            {
                return Err(format!("the target of {path} matches nothing"));
            }
            for document in &file.documents {
                state.document = if document.is_array() {
                    json_patch(&state.document, document)?
                } else {
                    strategic_merge(&state.document, document)
                };
            }
        }
        let workload = state.document.get("kind");
        let own = |d: &Json| d.get("kind").is_some_and(|kind| Some(kind) != workload);
        let others = self.emitted.iter().filter(|e| e.name != component.name);
        let objects = others.filter(|e| e.documents.iter().any(own));
        match objects.map(|e| &e.name).find(|name| !listed.contains(&name.as_str())) {
            Some(forgotten) => Err(format!("the component does not list {forgotten}")),
            None => Ok(()),
        }
    }

    /// Files that the component lists. The team's base has no variant: where its manifest is known, the component
    /// brings the whole workload. Kustomize refuses an object that is there already.
    fn resources<'d>(&self, component: &'d Json, state: &mut Delivered) -> Result<Vec<&'d str>, String> {
        let listed = component.get("resources").and_then(Json::as_array);
        let listed: Vec<&str> = listed.into_iter().flatten().filter_map(Json::as_str).collect();
        let file = |path: &&str| self.emitted.iter().find(|e| e.name == **path);
        if let Some(missing) = listed.iter().find(|path| file(path).is_none()) {
            return Err(format!("no file {missing}"));
        }
        let same = |document: &&Json| {
            ["/kind", "/metadata/name"].iter().all(|at| document.pointer(at) == state.document.pointer(at))
        };
        let brought = listed.iter().filter_map(file).flat_map(|file| &file.documents).find(same);
        let manifest = self.plan.workload.as_ref().and_then(|workload| workload.manifest.as_ref());
        let lacking = self.plan.variant.is_some() && manifest.is_some();
        match brought {
            Some(document) if lacking => state.document = document.clone(),
            Some(_) => return Err("the base has the workload already".to_owned()),
            None if lacking => return Err("no base has the workload of a variant".to_owned()),
            None => {}
        }
        Ok(listed)
    }
}
