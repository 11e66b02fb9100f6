//! Every YAML file that is committed, as kubectl reads it and as Kustomize builds it. Run by
//! tests/conformance/kubectl.sh: kubectl is no part of a machine with only Rust.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::yaml;
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Folders of committed output: `examples/*/generated` and `tests/golden/*/*/out`.
fn outputs() -> Vec<PathBuf> {
    let below = |dirs: Vec<PathBuf>| -> Vec<PathBuf> {
        let entries = dirs.iter().filter_map(|dir| fs::read_dir(dir).ok()).flatten();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    let examples = below(vec![root().join("examples")]).into_iter().map(|dir| dir.join("generated"));
    let golden = below(below(vec![root().join("tests/golden")])).into_iter().map(|dir| dir.join("out"));
    let mut all: Vec<PathBuf> = examples.chain(golden).filter(|dir| dir.is_dir()).collect();
    all.sort();
    all
}

fn yaml_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

fn documents(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    let (sources, sink) = (Arc::new(Sources::default()), Sink::default());
    let source = sources.add(path.display().to_string(), &text);
    let documents = yaml::parse(&sources, source, &sink).ok();
    let documents = documents.unwrap_or_else(|| panic!("{}: {:?}", path.display(), sink.into_sorted()));
    documents.iter().map(|document| document.root.to_json()).collect()
}

/// Files that hold Kubernetes objects: values of charts and JSON patches have no `kind`.
fn objects() -> Vec<(PathBuf, Vec<Value>)> {
    let mut files = Vec::new();
    for dir in outputs() {
        yaml_files(&dir, &mut files);
    }
    files.sort();
    let read = files.into_iter().map(|file| (file.clone(), documents(&file)));
    read.filter(|(_, documents)| documents.iter().all(|d| d.get("kind").is_some())).collect()
}

/// The objects of these files as kubectl reads them, with a label more.
fn labelled(files: &[&Path]) -> Vec<Value> {
    let mut command = Command::new("kubectl");
    command.args(["label", "--local", "-o", "json", "a=b"]);
    for file in files {
        command.arg("-f").arg(file);
    }
    let done = command.output().unwrap();
    assert!(done.status.success(), "{files:?}: {}", String::from_utf8_lossy(&done.stderr));
    let objects = serde_json::Deserializer::from_slice(&done.stdout).into_iter();
    objects.collect::<Result<_, _>>().unwrap()
}

/// What the API takes as strings alone, and kubectl has read as something else: two readers that agree may both
/// take an unquoted text for a number.
fn not_strings(value: &Value, key: &str, found: &mut Vec<String>) {
    let texts = ["data", "labels", "matchLabels", "annotations", "command", "args"].contains(&key);
    let bad = |value: &Value| !value.is_string();
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                if (texts || name == "name" || (key == "env" && name == "value")) && bad(inner) {
                    found.push(format!("{key}.{name}: {inner}"));
                }
                not_strings(inner, name, found);
            }
        }
        Value::Array(items) => {
            found.extend(items.iter().filter(|item| texts && bad(item)).map(|item| format!("{key}: {item}")));
            for item in items {
                not_strings(item, key, found);
            }
        }
        _ => {}
    }
}

#[test]
fn reads_every_file() {
    let all = objects();
    assert!(all.len() > 20, "{}", all.len());
    for batch in all.chunks(100) {
        let files: Vec<&Path> = batch.iter().map(|(file, _)| file.as_path()).collect();
        let ours = batch.iter().flat_map(|(file, documents)| documents.iter().map(move |d| (file, d)));
        let ours: Vec<_> = ours.collect();
        let theirs = labelled(&files);
        assert_eq!(ours.len(), theirs.len(), "{files:?}");
        for ((file, ours), theirs) in ours.into_iter().zip(theirs) {
            let mut wanted = ours.clone();
            wanted["metadata"]["labels"]["a"] = json!("b");
            assert_eq!(wanted, theirs, "{}", file.display());
            let mut found = Vec::new();
            not_strings(&theirs, "", &mut found);
            assert!(found.is_empty(), "{}: {found:?}", file.display());
        }
    }
}

/// The team's workload that a patch of an example is for.
fn base(output: &Path, target: &Value) -> Option<Value> {
    let entries = fs::read_dir(output.parent()?).ok()?.map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let fits = |d: &Value| d["kind"] == target["kind"] && d["metadata"]["name"] == target["name"];
    files.flat_map(|file| documents(&file)).find(fits)
}

/// Where an object has its pod's `spec`.
fn pod_path(kind: &str) -> &'static str {
    match kind {
        "Pod" => "/spec",
        "CronJob" => "/spec/jobTemplate/spec/template/spec",
        _ => "/spec/template/spec",
    }
}

/// The least workload that a patch can be for: its containers, with an image.
fn least(patch: &Value) -> Value {
    let pod = pod_path(patch["kind"].as_str().unwrap());
    let named = patch.pointer(&format!("{pod}/containers")).and_then(Value::as_array);
    let containers: Vec<Value> =
        named.into_iter().flatten().map(|c| json!({"name": c["name"], "image": "application"})).collect();
    let mut object =
        json!({"apiVersion": patch["apiVersion"], "kind": patch["kind"], "metadata": patch["metadata"]});
    let spec = pod.trim_start_matches('/').split('/').rev();
    let nested = spec.fold(json!({ "containers": containers }), |inner, key| json!({ key: inner }));
    object["spec"] = nested["spec"].clone();
    // Without an app, a component is for pods that have it.
    if pod == "/spec/template/spec" {
        object["spec"]["template"]["metadata"] = json!({ "labels": { "app.kubernetes.io/name": "pay" } });
    }
    object
}

/// What Kustomize makes of a workload and a component.
fn kustomized(workload: &Value, component: &Path) -> Vec<Value> {
    let work = tempfile::tempdir().unwrap();
    let copied = work.path().join("component");
    fs::create_dir(&copied).unwrap();
    for entry in fs::read_dir(component).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), copied.join(entry.file_name())).unwrap();
    }
    let kustomization = json!({"resources": ["workload.yaml"], "components": ["component"]});
    fs::write(work.path().join("workload.yaml"), workload.to_string()).unwrap();
    fs::write(work.path().join("kustomization.yaml"), kustomization.to_string()).unwrap();
    let done = Command::new("kubectl").arg("kustomize").arg(work.path()).output().unwrap();
    assert!(done.status.success(), "{}: {}", component.display(), String::from_utf8_lossy(&done.stderr));
    let built = work.path().join("built.yaml");
    fs::write(&built, done.stdout).unwrap();
    documents(&built)
}

/// Every container and volume of the patch is in the pod, every container has an image, and what was there stays.
fn assert_patched(patch: &Value, before: &Value, built: &Value, shown: &Path) {
    let pod = pod_path(patch["kind"].as_str().unwrap());
    let names = |object: &Value, list: &str| -> Vec<String> {
        let items = object.pointer(&format!("{pod}/{list}")).and_then(Value::as_array);
        let mut names: Vec<_> = items.into_iter().flatten().map(|i| i["name"].to_string()).collect();
        names.sort();
        names
    };
    for list in ["containers", "initContainers", "volumes", "imagePullSecrets"] {
        let mut wanted = [names(patch, list), names(before, list)].concat();
        wanted.sort();
        wanted.dedup();
        assert_eq!(names(built, list), wanted, "{}: {list}", shown.display());
    }
    for list in ["containers", "initContainers"] {
        let items = built.pointer(&format!("{pod}/{list}")).and_then(Value::as_array);
        let imageless = items.into_iter().flatten().find(|c| !c["image"].is_string());
        assert!(imageless.is_none(), "{}: {imageless:?} has no image", shown.display());
    }
}

/// A variant's component brings a workload that the base has not, and leaves the base as it is.
fn builds_beside(output: &Path, folder: &Path, component: &Value) {
    let listed = component["resources"].as_array().unwrap().iter().map(|path| path.as_str().unwrap());
    let brought: Vec<Value> = listed.flat_map(|path| documents(&folder.join(path))).collect();
    let variant = brought.iter().find(|object| object.pointer("/spec/template").is_some()).unwrap();
    let name = variant["metadata"]["name"].as_str().unwrap();
    let of = name.rsplit_once('-').unwrap().0;
    let base = base(output, &json!({"kind": variant["kind"], "name": of})).unwrap();
    let built = kustomized(&base, folder);
    assert_eq!(built.len(), brought.len() + 1, "{}", folder.display());
    assert!(built.contains(&base) && brought.iter().all(|object| built.contains(object)), "{built:?}");
}

#[test]
fn builds_every_component() {
    let mut count = 0;
    for output in outputs() {
        let mut files = Vec::new();
        yaml_files(&output, &mut files);
        for file in files.iter().filter(|file| file.ends_with("kustomization.yaml")) {
            let folder = file.parent().unwrap();
            let component = documents(file).remove(0);
            assert_eq!(component["kind"], "Component", "{}", file.display());
            if component.get("patches").is_none() {
                builds_beside(&output, folder, &component);
                continue;
            }
            let patch = documents(&folder.join("patch.yaml")).remove(0);
            // A JSON patch says nothing of the workload it is for; its tests are those of `merge`.
            if patch.is_array() {
                continue;
            }
            let target = &component["patches"][0]["target"];
            let base = base(&output, target).unwrap_or_else(|| least(&patch));
            let built = kustomized(&base, folder);
            let workload = built.iter().find(|d| d["kind"] == patch["kind"]).unwrap();
            assert_patched(&patch, &base, workload, file);
            count += 1;
        }
    }
    assert!(count > 5, "{count}");
}
