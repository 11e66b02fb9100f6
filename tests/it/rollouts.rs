//! Argo Rollouts. Kustomize has no schema of them and replaces every list that a patch names (tried with 5.5:
//! `containers` came out without images), so that the whole manifest is the only form.

use serde_json::json;

use crate::build_support::{build, documents};
use crate::finding::error;

const ROLLOUT: &str = r"
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: pay}
spec:
  strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}
  selector: {matchLabels: {app: pay}}
  template:
    metadata: {labels: {app: pay}}
    spec:
      containers:
      - {name: proxy, image: proxy:1}
      - {name: web, image: web:1, env: [{name: A, value: b}]}
";

fn app(inner: &str) -> String {
    format!(
        r#"app "pay" {{ workload "Rollout" from="pay.yaml"; container "web" {{ use "skywalking" {{ collector "oap:11800" }} }}; {inner} }}"#
    )
}

#[test]
fn the_manifest_is_written_whole() {
    for target in ["init-container", "sidecar", "image-volume", "swck"] {
        let kdl = app(&format!("target \"{target}\""));
        let built = build(&[("a.kdl", &kdl), ("pay.yaml", ROLLOUT)], None).expect("builds");
        let manifest = documents(&built, &format!("pay/{target}/pay.yaml"))[0].clone();
        let pod = &manifest["spec"]["template"]["spec"];
        // The team's own containers, in their order, with their images; the canary's steps.
        assert_eq!(pod["containers"][0], json!({ "name": "proxy", "image": "proxy:1" }), "{target}");
        assert_eq!(pod["containers"][1]["image"], "web:1", "{target}");
        assert_eq!(manifest["spec"]["strategy"]["canary"]["steps"][0]["setWeight"], 20, "{target}");
        for patch in ["patch.yaml", "kustomization.yaml", "guard.yaml"] {
            assert!(!built.files.contains_key(&format!("pay/{target}/{patch}")), "{target}: {patch}");
        }
        let header = &built.headers[&format!("pay/{target}/pay.yaml")];
        assert!(header.contains("replace every list of a Rollout"), "{header}");
    }
}

/// As strict as a Deployment inside the pod template, open around it.
#[test]
fn a_field_that_there_is_not() {
    let wrong =
        ROLLOUT.replace("{name: proxy, image: proxy:1}", "«{name: proxy, image: proxy:1, imagge: x}»");
    error(&[("a.kdl", &app("")), ("pay.yaml", &wrong)], "AGC711", "unknown field `imagge`", "the API server");
}

#[test]
fn without_the_manifest_it_is_refused() {
    let kdl = r#"app "pay" { workload "Rollout"; target «"init-container"»; use "skywalking" { collector "oap:11800" } }"#;
    error(&[("a.kdl", kdl)], "AGC914", "cannot patch a workload of this kind", "workload \"…\" from=");
    let kdl = app("target «\"dockerfile\"»");
    error(&[("a.kdl", &kdl), ("pay.yaml", ROLLOUT)], "AGC914", "no patch carries them", "init-container");
}
