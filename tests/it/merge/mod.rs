//! What Kustomize, operators and webhooks make of a manifest.

mod json_patch;
#[cfg(feature = "conformance")]
mod kustomize;
mod models;
mod properties;
mod strategic;

use agentc::yaml;
use agentc::{diagnostic::Sink, source::Sources};
use serde_json::Value;

/// One YAML text as JSON.
fn y(text: &str) -> Value {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("test.yaml", text);
    yaml::parse(&sources, id, &sink).expect("valid")[0].root.to_json()
}
