//! An app whose manifest is not known: a patch adds the container that a workload does not have, without an image,
//! and the API server refuses the pod long after the build. A guard behind the patch stops Kustomize instead: the
//! container that the patch names stands first then, and one that it added has no image to move.

use agentc::target::merge::{json_patch, strategic_merge};
use serde_json::{Value, json};

use super::build_support::{build, documents};

/// A Kubernetes object of this kind around a pod with containers of these names.
fn workload(kind: &str, names: &[&str]) -> Value {
    let containers: Vec<Value> =
        names.iter().map(|name| json!({ "name": name, "image": format!("{name}:1") })).collect();
    let pod = json!({ "containers": containers });
    let (version, spec) = match kind {
        "Pod" => ("v1", pod),
        "CronJob" => {
            let template = json!({ "template": { "spec": pod } });
            ("batch/v1", json!({ "jobTemplate": { "spec": template } }))
        }
        _ => ("apps/v1", json!({ "template": { "spec": pod } })),
    };
    json!({ "apiVersion": version, "kind": kind, "metadata": { "name": "pay" }, "spec": spec })
}

/// The patches of the component, in its order.
fn patches(tree: &str, target: &str) -> Vec<Value> {
    let built = build(&[("agents.kdl", tree)], Some(target)).expect("builds");
    let file = |name: &str| documents(&built, &format!("pay/{target}/{name}"))[0].clone();
    let component = file("kustomization.yaml");
    let listed = component["patches"].as_array().expect("patches");
    listed.iter().map(|patch| file(patch["path"].as_str().expect("a path"))).collect()
}

/// What Kustomize does with them.
fn kustomize(patches: &[Value], base: &Value) -> Result<Value, String> {
    patches.iter().try_fold(base.clone(), |document, patch| {
        if patch.is_array() { json_patch(&document, patch) } else { Ok(strategic_merge(&document, patch)) }
    })
}

const USE: &str = r#"use "skywalking" { collector "oap:11800" }"#;

#[test]
fn a_workload_without_the_container_stops_the_component() {
    for target in ["init-container", "sidecar", "image-volume"] {
        for (kind, inner) in [
            ("Deployment", USE.to_owned()),
            ("Pod", format!("workload \"Pod\"; {USE}")),
            ("CronJob", format!("workload \"CronJob\"; {USE}")),
            ("Deployment", format!("container \"pay\" {{ {USE} }}")),
        ] {
            let tree = format!("app \"pay\" {{ target \"{target}\"; {inner} }}");
            let patches = patches(&tree, target);
            // The team's container stands where it likes.
            for fits in [&["pay"][..], &["proxy", "pay"]] {
                let done = kustomize(&patches, &workload(kind, fits));
                let text = done.unwrap_or_else(|why| panic!("{target} {kind} {fits:?}: {why}")).to_string();
                assert!(text.contains("-javaagent:") && !text.contains("guard"), "{target} {kind}: {text}");
            }
            let wrong = kustomize(&patches, &workload(kind, &["web"]));
            assert!(wrong.is_err(), "{target} {kind}: {wrong:?}");
        }
    }
}

/// Two JVMs, of which the workload has one.
#[test]
fn each_container_is_guarded() {
    let tree = format!(r#"app "pay" {{ container "a" {{ {USE} }}; container "b" {{ {USE} }} }}"#);
    let patches = patches(&tree, "init-container");
    assert!(kustomize(&patches, &workload("Deployment", &["b", "a"])).is_ok());
    for names in [["a", "c"], ["c", "b"]] {
        let done = kustomize(&patches, &workload("Deployment", &names));
        assert!(done.is_err(), "{names:?}: {done:?}");
    }
}

#[test]
fn a_header_says_that_the_name_is_assumed() {
    let said = |inner: &str| {
        let tree = format!("app \"pay\" {{ {inner} }}");
        let built = build(&[("agents.kdl", &tree)], None).expect("builds");
        built.headers["pay/init-container/patch.yaml"].contains("pay, like the app, is assumed")
    };
    assert!(said(USE));
    assert!(!said(&format!("container \"pay\" {{ {USE} }}")));
}
