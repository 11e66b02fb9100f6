//! The models of charts that make a custom resource, against their templates.
//!
//! opentelemetry-kube-stack 0.20.3: `name` and `exporter.endpoint` are pasted as text, `propagators`, `sampler`,
//! `resource` and `java` go through toYaml; Helm lays the values over the chart's: maps merge, lists are replaced.
//! opentelemetry-operator 0.122.0: each of `extraObjects` is an object.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use agentc::diagnostic::Sink;
use agentc::resolve::Shipped;
use agentc::source::Sources;
use agentc::target::Templates;
use agentc::yaml;
use serde_json::{Value, json};

fn one(text: &str) -> Value {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("case.yaml", text);
    yaml::parse(&sources, id, &sink).expect("YAML")[0].root.to_json()
}

fn made(dialect: &str, model: &str, values: &str) -> Vec<Value> {
    let templates = Templates::new(&Shipped).unwrap();
    let workload = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "pay", "namespace": "shop"},
        "spec": {"template": {"spec": {"containers": [{"name": "app"}]}}},
    });
    templates.made(&format!("helm-values/{dialect}"), model, &one(values), &workload).unwrap()
}

fn stack(instrumentation: &str) -> Vec<Value> {
    let values = format!("instrumentation: {instrumentation}");
    made("opentelemetry-kube-stack", "instrumentation.yaml.hbs", &values)
}

#[test]
fn values_that_are_left_out_are_the_charts() {
    let made = stack("{enabled: true, name: pay}");
    assert_eq!(
        made,
        [json!({
            "apiVersion": "opentelemetry.io/v1alpha1", "kind": "Instrumentation",
            "metadata": {"name": "pay", "namespace": "shop"},
            "spec": {
                "exporter": {"endpoint": "http://collector-collector:4317"},
                "propagators": ["tracecontext", "baggage", "b3", "b3multi", "jaeger", "xray", "ottrace"],
                "resource": {"addK8sUIDAttributes": true},
            },
        })]
    );
    assert!(stack("{name: pay}").is_empty(), "`enabled` is false in the chart");
}

#[test]
fn lists_are_replaced_and_maps_go_through() {
    let made = stack(
        "{enabled: true, name: pay, propagators: [], sampler: {type: traceidratio, argument: '0.5'}, resource: {addK8sUIDAttributes: false}, java: {image: i, env: [{name: A, value: \"it's \\\"5\\\", {{.b}} é\"}]}}",
    );
    let spec = &made[0]["spec"];
    assert_eq!(spec["propagators"], json!([]));
    assert_eq!(spec["sampler"], json!({"type": "traceidratio", "argument": "0.5"}));
    assert_eq!(spec["resource"], json!({"addK8sUIDAttributes": false}));
    assert_eq!(spec["java"]["env"], json!([{"name": "A", "value": "it's \"5\", {{.b}} é"}]));
}

#[test]
fn name_and_endpoint_are_pasted() {
    let made = stack("{enabled: true, name: '123', exporter: {endpoint: '\"\"'}}");
    assert_eq!(made[0]["metadata"]["name"], json!(123));
    assert_eq!(made[0]["spec"]["exporter"]["endpoint"], "");
}

#[test]
fn extra_objects_are_objects() {
    let values = "extraObjects: [{kind: Instrumentation, metadata: {name: a}}, {kind: ConfigMap}]";
    let made = made("opentelemetry-operator", "objects.yaml.hbs", values);
    assert_eq!(
        made,
        [json!({"kind": "Instrumentation", "metadata": {"name": "a"}}), json!({"kind": "ConfigMap"})]
    );
}
