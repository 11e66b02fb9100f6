//! Kustomizations: `launch` and `lint` see what Kustomize builds of them. The built files were written by
//! `kubectl kustomize` 5.5.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use super::commands::agentc;
use super::lint::lint;

fn cases() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/kustomize")
}

/// Launches by workload and container, without the places where they are written.
fn launches(file: &str) -> Vec<Json> {
    let output = agentc(&cases(), &["launch", "--format", "json", file]);
    assert!(output.stderr.is_empty(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    let shown: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut all = shown["launches"].as_array().expect("a list").clone();
    for launch in &mut all {
        for key in ["file", "line", "findings"] {
            launch.as_object_mut().expect("an object").remove(key);
        }
    }
    all.sort_by_key(|launch| (launch["workload"].to_string(), launch["container"].to_string()));
    all
}

/// Components, patches of three kinds, generated and merged `ConfigMap`s, names, images and replicas.
#[test]
fn a_folder_launches_as_what_is_built_of_it() {
    let built = launches("shop.built.yaml");
    assert_eq!(built.len(), 2);
    assert_eq!(launches("shop"), built);
    assert_eq!(launches("shop/overlay"), built, "bases are read where they stand");
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("written");
}

const ORDER: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: order}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: order}}\n  template:\n    metadata: {labels: {app: order}}\n    spec:\n      containers:\n      - name: order\n        image: registry.example.com/order\n        env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx512m}]\n";

#[test]
fn an_image_is_the_one_that_the_kustomization_names() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "base/order.yaml", ORDER);
    write(folder.path(), "base/kustomization.yaml", "resources: [order.yaml]\n");
    let codes = |expected: &[&str]| assert_eq!(lint(folder.path(), &["."]).1, expected);
    codes(&["AGC401 base/order.yaml:12"]);
    let overlay = "resources: [../base]\nimages: [{name: registry.example.com/order, newTag: 1.4.2}]\n";
    write(folder.path(), "prod/kustomization.yaml", overlay);
    codes(&[]);
    write(folder.path(), "prod/kustomization.yaml", &overlay.replace("1.4.2", "latest"));
    codes(&["AGC401 prod/kustomization.yaml:2"]);
    // Another overlay leaves it as it is.
    write(folder.path(), "dev/kustomization.yaml", "resources: [../base]\n");
    codes(&["AGC401 base/order.yaml:12", "AGC401 prod/kustomization.yaml:2"]);
    // What cannot be read here may change anything.
    write(folder.path(), "dev/kustomization.yaml", "resources: [../base, 'https://example.com/a']\n");
    codes(&["AGC715 dev/kustomization.yaml:1", "AGC401 prod/kustomization.yaml:2"]);
}

/// `kubectl kustomize` says `cycle detected` and `no such file or directory`.
#[test]
fn what_cannot_be_built_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a/kustomization.yaml", "resources:\n- ../b\n");
    write(folder.path(), "b/kustomization.yaml", "resources:\n- ../a\n");
    write(folder.path(), "c/kustomization.yaml", "resources:\n- order.yml\n");
    write(folder.path(), "c/order.yaml", ORDER);
    let told = [
        "AGC715 a/kustomization.yaml:2",
        "AGC715 b/kustomization.yaml:2",
        "AGC715 c/kustomization.yaml:2",
        "AGC401 c/order.yaml:12",
    ];
    assert_eq!(lint(folder.path(), &["."]).1, told);
}

/// What `labels` with `includeTemplates`, `commonLabels` and `commonAnnotations` write stands on pods, too.
#[test]
fn labels_and_annotations_reach_the_pods() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "order.yaml", ORDER);
    let agents = |kustomization: &str| {
        write(folder.path(), "kustomization.yaml", &format!("resources: [order.yaml]\n{kustomization}\n"));
        let output = agentc(folder.path(), &["launch", ".", "--format", "json"]);
        let shown: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        shown["launches"][0]["agents"].as_array().expect("a list").len()
    };
    let pairs = "labels: [{pairs: {swck-java-agent-injected: 'true'}";
    assert_eq!(agents(&format!("{pairs}, includeTemplates: true}}]")), 1);
    assert_eq!(agents(&format!("{pairs}}}]")), 0);
    assert_eq!(agents("commonLabels: {swck-java-agent-injected: 'true'}"), 1);
    assert_eq!(agents("commonAnnotations: {instrumentation.opentelemetry.io/inject-java: 'true'}"), 1);
    let note = |kustomization: &str| {
        write(folder.path(), "kustomization.yaml", &format!("resources: [order.yaml]\n{kustomization}\n"));
        lint(folder.path(), &[".", "--select", "AGC715"]).1
    };
    assert_eq!(note("configMapGenerator: [{name: a, envs: [a.env]}]"), ["AGC715 kustomization.yaml:2"]);
    assert_eq!(note("configMapGenerator: [{name: a, files: [a.txt]}]"), [""; 0]);
}

#[test]
fn a_patch_of_a_container_that_nothing_has_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "order.yaml", &ORDER.replace("/order\n", "/order:1.4.2\n"));
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: order}\nspec:\n  template:\n    spec:\n      containers:\n      - name: NAME\n        resources: {limits: {memory: 1Gi}}\n";
    write(folder.path(), "memory.yaml", &patch.replace("NAME", "orders"));
    write(folder.path(), "kustomization.yaml", "resources: [order.yaml]\npatches: [{path: memory.yaml}]\n");
    assert_eq!(lint(folder.path(), &[".", "--select", "AGC713"]).1, ["AGC713 memory.yaml:8"]);
    write(folder.path(), "memory.yaml", &patch.replace("NAME", "order"));
    assert_eq!(lint(folder.path(), &["."]).1, [""; 0]);
    // One that brings its image is a new one.
    let sidecar = patch.replace("NAME", "proxy\n        image: registry.example.com/proxy:1");
    write(folder.path(), "memory.yaml", &sidecar);
    assert_eq!(lint(folder.path(), &[".", "--select", "AGC713"]).1, [""; 0]);
}

#[test]
fn budgets_and_autoscalers_stand_in_files_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a/order.yaml", &ORDER.replace("/order\n", "/order:1.4.2\n"));
    write(
        folder.path(),
        "a/budget.yaml",
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: order}\nspec: {minAvailable: 1, selector: {matchLabels: {app: order}}}\n",
    );
    let lines = || lint(folder.path(), &[".", "--select", "AGC710"]).1;
    assert_eq!(lines(), ["AGC710 a/budget.yaml:4"]);
    let scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: order}\nspec: {minReplicas: 3, maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: order}}\n";
    write(folder.path(), "a/scaler.yaml", scaler);
    assert_eq!(lines(), [""; 0]);
    // Another folder's is another one: what stands beside the workload holds.
    write(folder.path(), "b/scaler.yaml", &scaler.replace("minReplicas: 3", "minReplicas: 1"));
    assert_eq!(lines(), [""; 0]);
}
