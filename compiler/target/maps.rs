//! ConfigMaps that hold the files of agents.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::model::config_map_key;
use super::prove::{Case, Emitted};

impl Case<'_> {
    /// ConfigMaps hold every file that was planned, whole, and nothing else.
    pub(super) fn data(&self, emitted: &Emitted) -> Result<(), String> {
        let names = self.model["config_maps"].as_array().into_iter().flatten().map(|map| &map["name"]);
        let names: Vec<&Json> = names.collect();
        for metadata in emitted.documents.iter().map(|document| &document["metadata"]) {
            let namespace = metadata["namespace"].as_str();
            if !names.contains(&&metadata["name"]) || namespace != self.plan.namespace.as_deref() {
                return Err(format!("no pod looks for the ConfigMap {}", metadata["name"]));
            }
        }
        let held = emitted.documents.iter().filter_map(|d| d.get("data")?.as_object()).flatten();
        let mut held: Vec<(&str, &str)> = held.filter_map(|(k, v)| Some((k.as_str(), v.as_str()?))).collect();
        let planned = self.composed.iter().flat_map(|composed| &composed.files);
        let planned = planned.filter_map(|f| Some((config_map_key(&f.path), f.text.clone()?)));
        let mut planned: Vec<(String, String)> = planned.collect();
        held.sort_unstable();
        planned.sort();
        planned.dedup();
        let same = held.iter().copied().eq(planned.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        if same { Ok(()) } else { Err("the ConfigMaps do not hold the planned files".to_owned()) }
    }

    /// The data of an emitted `ConfigMap` in the namespace of the pods.
    pub(super) fn config_map(&self, name: &str) -> Option<BTreeMap<String, String>> {
        let documents = self.emitted.iter().flat_map(|e| &e.documents);
        let namespace = |d: &Json| d["metadata"]["namespace"].as_str() == self.plan.namespace.as_deref();
        let mut maps = documents.filter(|d| d["kind"] == "ConfigMap" && namespace(d));
        let map = maps.find(|d| d["metadata"]["name"] == *name)?;
        let data = map.get("data")?.as_object()?;
        Some(data.iter().filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect())
    }

    /// ConfigMaps that can be changed: their names say what is in them, and pods that run would see the change.
    pub(super) fn mutable_maps(&self) -> Vec<String> {
        let ours = |name: &Json| {
            self.model["config_maps"].as_array().into_iter().flatten().any(|map| map["name"] == *name)
        };
        let documents = self.emitted.iter().flat_map(|emitted| &emitted.documents);
        let maps = documents.filter(|d| d["kind"] == "ConfigMap" && ours(&d["metadata"]["name"]));
        let open = maps.filter(|map| map.get("immutable") != Some(&Json::Bool(true)));
        open.map(|map| format!("the ConfigMap {} can be changed", map["metadata"]["name"])).collect()
    }
}
