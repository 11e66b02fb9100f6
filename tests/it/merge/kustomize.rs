//! `kubectl kustomize` as the judge.

use agentc::target::merge::{json_patch, strategic_merge};
use agentc::yaml;
use serde_json::{Value, json};

use super::strategic::KUSTOMIZE;
use super::y;

/// What `kubectl kustomize` makes of a manifest and a patch; `None` where it fails.
fn kustomized(base: &Value, patch: &Value) -> Option<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, value: &Value| {
        std::fs::write(folder.path().join(name), yaml::print(value)).expect("written");
    };
    let target = json!({"kind": base["kind"]});
    write("base.yaml", base);
    write("patch.yaml", patch);
    write(
        "kustomization.yaml",
        &json!({"resources": ["base.yaml"], "patches": [{"path": "patch.yaml", "target": target}]}),
    );
    let output = std::process::Command::new("kubectl")
        .arg("kustomize")
        .arg(folder.path())
        .output()
        .expect("kubectl runs");
    output.status.success().then(|| y(&String::from_utf8(output.stdout).expect("UTF-8")))
}

fn deployment(spec: &Value) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"spec": spec}}})
}

#[test]
fn kustomize_agrees() {
    for (base, patch, _) in KUSTOMIZE {
        let (base, patch) = (deployment(&y(base)), deployment(&y(patch)));
        assert_eq!(kustomized(&base, &patch), Some(strategic_merge(&base, &patch)), "{base} with {patch}");
    }
    let pod =
        json!({"containers": [{"name": "app", "env": [{"name": "A", "value": "b"}], "args": ["x", "y"]}]});
    let base = deployment(&pod);
    for operation in ["add", "remove", "replace", "test", "move", "copy"] {
        for path in [
            "/metadata/name",
            "/metadata/annotations/k",
            "/spec/template/spec/containers/0/args/1",
            "/spec/template/spec/containers/0/args/2",
            "/spec/template/spec/containers/0/args/-",
            "/spec/template/spec/containers/1/name",
            "/spec/paused",
        ] {
            for from in [
                "/metadata/name",
                "/spec/template/spec/nodeName",
                "/spec/template/spec/containers/0/args/0",
                "/spec/no/where",
            ] {
                // It writes an annotation that is no text as one: `null` becomes "null".
                if path.contains("annotations") && from.contains("nodeName") {
                    continue;
                }
                let operations = json!([{"op": operation, "path": path, "from": from, "value": "y"}]);
                // Kustomize itself refuses an object without a name.
                let ours = json_patch(&base, &operations)
                    .ok()
                    .filter(|document| document["metadata"]["name"].is_string());
                assert_eq!(kustomized(&base, &operations), ours, "{operations}");
            }
        }
    }
}
