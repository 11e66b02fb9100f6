//! Pods whose fields the API server refuses: of another kind than it takes, or misspelt.

use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::read::manifest::Pod;
use crate::yaml::{Document, Kind, Node};

/// Fields of a container that are lists.
const LISTS: [&str; 7] = ["args", "command", "env", "envFrom", "ports", "volumeDevices", "volumeMounts"];
/// Its other fields. Source: `Container` of core/v1, Kubernetes 1.36.
const OTHERS: [&str; 18] = [
    "image",
    "imagePullPolicy",
    "lifecycle",
    "livenessProbe",
    "name",
    "readinessProbe",
    "resizePolicy",
    "resources",
    "restartPolicy",
    "restartPolicyRules",
    "securityContext",
    "startupProbe",
    "stdin",
    "stdinOnce",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "tty",
    "workingDir",
];
/// Fields of a pod's spec that are lists, and that agents need.
const OF_SPECS: [&str; 3] = ["containers", "initContainers", "volumes"];

/// What the API server refuses of the pods of a document; a key that is like no field may be somebody's own.
pub fn misshapen(document: &Document, pods: &[Pod]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pod in pods.iter().filter(|pod| pod.workload.is_some()) {
        let Some(spec) = document.root.at(&pod.spec) else { continue };
        members(spec, &OF_SPECS, &[], &mut found);
        for list in ["initContainers", "containers"] {
            for container in spec.get(list).map_or(&[][..], Node::items) {
                members(container, &LISTS, &OTHERS, &mut found);
            }
        }
    }
    found
}

fn members(map: &Node, lists: &[&str], others: &[&str], found: &mut Vec<Diagnostic>) {
    for (key, value) in map.entries() {
        let Some(name) = key.as_str() else { continue };
        if lists.contains(&name) {
            if !matches!(value.kind, Kind::Seq(_) | Kind::Null) {
                let message = format!("`{name}` takes a list: the API server refuses the pod");
                found.push(Diagnostic::new(&codes::MANIFEST, key.span, message).help(meant(name)));
            }
            continue;
        }
        if others.contains(&name) {
            continue;
        }
        if let Some(field) = nearest(name, lists.iter().chain(others).copied()) {
            let message = format!("`{name}` is no field here: the API server refuses it, or drops it");
            let help = format!("did you mean `{field}`?");
            found.push(Diagnostic::new(&codes::MANIFEST, key.span, message).help(help));
        }
    }
}

fn meant(name: &str) -> String {
    match name {
        "env" => "write each variable as an item: `- {name: NAME, value: VALUE}`".to_owned(),
        "command" | "args" => format!("write each word as an item: {name}: [java, -jar, app.jar]"),
        _ => format!("write each of {name} as an item, behind a `-`"),
    }
}
