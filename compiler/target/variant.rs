//! A variant of a workload: another name, other replicas, more labels.

use serde_json::{Value as Json, json};

use crate::plan::Variant;

/// Changes a workload into its variant: the name gets the variant's behind it; labels go to the object, the
/// selector and the pods, so that the variant selects its own pods only.
pub fn apply(document: &mut Json, variant: &Variant) {
    let name = document["metadata"]["name"].as_str().unwrap_or_default();
    document["metadata"]["name"] = json!(format!("{name}-{}", variant.name));
    if let Some(replicas) = variant.replicas {
        document["spec"]["replicas"] = json!(replicas);
    }
    for pointer in ["/metadata", "/spec/template/metadata"] {
        if let Some(metadata) = document.pointer_mut(pointer) {
            variant.labels.iter().for_each(|(key, value)| metadata["labels"][key] = json!(value));
        }
    }
    if let Some(labels) = document.pointer_mut("/spec/selector/matchLabels") {
        variant.labels.iter().for_each(|(key, value)| labels[key] = json!(value));
    }
}
