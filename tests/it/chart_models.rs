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

/// bjw-s common library 4 and 5, `lib/container/fields/_env.tpl` and `lib/utils/_kahn.tpl`: of the variables whose
/// `dependsOn` are all written, the first by name is written next; one that is not there stops the chart.
#[test]
fn app_template_sorts_variables() {
    let env = |entries: &str, own: &str| {
        let values = format!("controllers: {{main: {{containers: {{app: {{env: {entries}}}}}}}}}");
        let workload = json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "pay"},
            "spec": {"template": {"spec": {"containers": [{"name": "app", "env": one(own)}]}}},
        });
        let templates = Templates::new(&Shipped).unwrap();
        let made = templates.consumed("helm-values/app-template", "pod.yaml.hbs", &one(&values), &workload);
        made.map(|made| {
            let env = made["spec"]["template"]["spec"]["containers"][0]["env"].as_array().unwrap().clone();
            env.iter().map(|e| e["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        })
    };
    let own = "[{name: SIZE, value: '1'}, {name: B, value: x}]";
    let said = env("{OPTS: {value: '-Xmx$(SIZE)', dependsOn: [SIZE]}, A: {value: a}}", own);
    assert_eq!(said.unwrap(), ["A", "B", "SIZE", "OPTS"]);
    let unsaid = env("{OPTS: {value: '-Xmx$(SIZE)'}}", own);
    assert_eq!(unsaid.unwrap(), ["B", "OPTS", "SIZE"], "the kubelet would not know SIZE yet");
    assert!(env("{OPTS: {value: x, dependsOn: [SIZES]}}", own).is_err());
}
