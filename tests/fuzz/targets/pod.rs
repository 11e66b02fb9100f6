//! Manifests: every container of every workload, launched in every way; and each document merged into the first.
#![no_main]

use agentc::diagnostic::Sink;
use agentc::launch::{Launcher, Start, launch};
use agentc::read::{manifest, pod};
use agentc::source::Sources;
use agentc::target::merge::{consume, json_patch, strategic_merge};
use agentc::yaml;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = sources.add("a.yaml", text);
    let documents = yaml::parse(&sources, source, &sink).unwrap_or_default();
    let documents: Vec<Value> = documents.iter().map(|document| document.root.to_json()).collect();
    for document in &documents {
        if let Some(spec) = manifest::workload(document).and_then(|workload| workload.pod_spec(document)) {
            started(spec);
        }
    }
    let Some((first, others)) = documents.split_first() else { return };
    for other in others {
        let _ = (strategic_merge(first, other), json_patch(first, other), consume(first, other));
    }
});

fn started(spec: &Value) {
    let lists = ["initContainers", "containers"].iter().filter_map(|list| spec.get(list)?.as_array());
    for name in lists.flatten().filter_map(|container| container.get("name")?.as_str()) {
        let Some(container) = pod::container(spec, name, &|_| None, None) else { continue };
        let _ = (pod::supplies(spec, name), container.files.lookup("/opt/agent/agent.jar"));
        for launcher in Launcher::ALL {
            let _ = launch(&container, &Start { launcher, variable: None, jdk: Some(17), tomcat: None });
        }
    }
}
