//! A variant is a workload of its own, which the team's base does not have.

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, inspect};

use crate::build_support::{Built, build, documents};

const BASE: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: pay, namespace: shop}
spec:
  selector: {matchLabels: {app: pay}}
  template:
    metadata: {labels: {app: pay}}
    spec: {containers: [{name: pay, image: \"r/pay:1\"}]}
";

/// SkyWalking and OpenTelemetry have the capabilities that some targets need.
fn tree(profile: &str, target: &str) -> String {
    let setting = if profile == "otel" { "endpoint \"http://c:4317\"" } else { "collector \"oap:11800\"" };
    format!(
        "kubernetes min=\"1.36\"
        app \"pay\" namespace=\"shop\" {{ workload \"Deployment\" from=\"pay.yaml\"; use \"{profile}\" {{ {setting} }}
            target \"{target}\"; variant \"canary\" {{ labels role=\"canary\" }} }}"
    )
}

fn files(kdl: &str) -> Built {
    build(&[("a.kdl", kdl), ("pay.yaml", BASE)], None).unwrap_or_else(|problem| panic!("{problem}"))
}

const FORMS: [(&str, &str); 7] = [
    ("skywalking", "init-container"),
    ("skywalking", "sidecar"),
    ("skywalking", "image-volume"),
    ("otel", "otel-operator"),
    ("otel", "helm-values\" dialect=\"opentelemetry-kube-stack"),
    ("otel", "helm-values\" dialect=\"opentelemetry-operator"),
    ("skywalking", "swck"),
];

/// Kustomize finds no Deployment `pay-canary` to patch, so the component has to bring it.
#[test]
fn its_component_brings_the_whole_workload() {
    for (profile, target) in FORMS {
        let kdl = tree(profile, target);
        // A read-only mount cannot have the folder that this one writes.
        let kdl = if target == "image-volume" {
            kdl.replace("skywalking", "pinpoint").replace("oap:11800", "c")
        } else {
            kdl
        };
        let (built, target) = (files(&kdl), target.split('"').next().expect("a name"));
        let folder = format!("pay-canary/{target}");
        let component = &documents(&built, &format!("{folder}/kustomization.yaml"))[0];
        let listed = component["resources"].as_array().expect("resources");
        assert!(listed.iter().any(|path| path == "pay.yaml"), "{target}: {component}");
        assert!(component.get("patches").is_none(), "{target}: {component}");
        assert!(!built.files.contains_key(&format!("{folder}/patch.yaml")), "{target}");
        let workload = &documents(&built, &format!("{folder}/pay.yaml"))[0];
        assert_eq!(workload["metadata"]["name"], "pay-canary", "{target}");
        let header = &built.headers[&format!("{folder}/pay.yaml")];
        assert!(header.contains("the component, which adds it to the base"), "{header}");
        // The app itself is patched as ever.
        assert!(built.files.contains_key(&format!("pay/{target}/patch.yaml")), "{target}");
    }
}

/// Without the manifest nobody knows the workload: the header says what the base must have.
#[test]
fn without_its_manifest_the_base_must_have_it() {
    let kdl = tree("skywalking", "init-container").replace(" from=\"pay.yaml\"", "");
    let built = files(&kdl);
    let header = &built.headers["pay-canary/init-container/patch.yaml"];
    assert!(header.contains("the base must have Deployment pay-canary"), "{header}");
    assert!(!built.headers["pay/init-container/patch.yaml"].contains("variant"));
}

/// A component that patches what no base has, or brings nothing, is no proof of anything.
#[test]
fn a_component_without_the_workload_is_noticed() {
    let mut world = Memory::default();
    assert!(world.insert("a.kdl", tree("skywalking", "init-container")) && world.insert("pay.yaml", BASE));
    let file = VirtualPath::root().join("a.kdl").expect("a path");
    let request = Request { files: vec![file], ..Request::default() };
    let (sources, sink) = (Sources::default(), Sink::default());
    let all = inspect(&world, &request, &sources, &sink, &|workshop, draft| {
        let at =
            draft.emitted.iter().position(|file| file.name == "kustomization.yaml").expect("a component");
        let mut files = draft.emitted.clone();
        assert!(workshop.judge(draft, &files).is_empty());
        let listed = draft.plan.variant.is_some();
        if listed {
            files[at].documents[0].as_object_mut().expect("a map").remove("resources");
        } else {
            files[at].documents[0]["resources"] = serde_json::json!(["pay.yaml"]);
        }
        assert!(!workshop.judge(draft, &files).is_empty(), "{listed}");
    });
    assert_eq!(all.map(|all| all.len()).ok(), Some(2), "{:?}", sink.into_sorted());
}
