//! Values of charts that hand an `Instrumentation` to the OpenTelemetry Operator.
//!
//! What the charts make of values follows from opentelemetry-kube-stack 0.20.3 (`templates/instrumentation.yaml`,
//! `values.schema.json`) and opentelemetry-operator 0.122.0 (`extraObjects`); `chart_models.rs` restates it.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use agentc::diagnostic::{Severity, Sink};
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile};
use serde_json::{Value, json};

use super::build_support::{Built, build, documents};

const STACK: &str = "opentelemetry-kube-stack";
const OPERATOR: &str = "opentelemetry-operator";

/// A Deployment in `shop` with these containers and pod fields.
fn manifest(containers: &str, pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: pay, namespace: shop}}\nspec: {{selector: {{matchLabels: {{app: pay}}}}, template: {{metadata: {{labels: {{app: pay}}}}, spec: {{{pod}containers: {containers}}}}}}}\n"
    )
}

fn app(dialect: &str, inside: &str) -> String {
    format!(
        "app \"pay\" {{\n workload \"Deployment\" from=\"pay.yaml\"\n {inside}\n target \"helm-values\" dialect=\"{dialect}\"\n}}\n"
    )
}

fn built(dialect: &str, inside: &str, containers: &str, pod: &str) -> Built {
    let tree = [("a.kdl", app(dialect, inside)), ("pay.yaml", manifest(containers, pod))];
    let tree: Vec<(&str, &str)> = tree.iter().map(|(path, text)| (*path, text.as_str())).collect();
    build(&tree, None).unwrap_or_else(|messages| panic!("{messages}"))
}

/// The only error: its code and message, the source text that it points to, its help.
fn refusal(dialect: &str, inside: &str, containers: &str, pod: &str) -> (String, String, String, String) {
    let mut world = Memory::default();
    world.insert("a.kdl", app(dialect, inside));
    world.insert("pay.yaml", manifest(containers, pod));
    let (sources, sink) = (Sources::default(), Sink::default());
    let request = Request { files: vec![VirtualPath::root().join("a.kdl").unwrap()], ..Request::default() };
    assert!(compile(&world, &request, &sources, &sink, &|_, _| {}).is_err());
    let errors: Vec<_> = sink.into_sorted().into_iter().filter(|d| d.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let span = errors[0].primary.as_ref().unwrap().span;
    let text = sources.get(span.source).text[span.start as usize..span.end as usize].to_owned();
    let help = errors[0].help.clone().unwrap_or_default();
    (errors[0].code.id.to_owned(), errors[0].message.clone(), text, help)
}

fn file(built: &Built, name: &str) -> Value {
    documents(built, &format!("pay/helm-values/{name}"))[0].clone()
}

fn variable(list: &Value, name: &str) -> Option<Value> {
    list.as_array()?.iter().find(|entry| entry["name"] == *name).cloned()
}

const OTEL: &str = "use \"otel\" { endpoint \"http://c:4318\"; protocol \"http/protobuf\" }";
const PLAIN: &str = "[{name: app, image: 'r/pay:1'}]";

/// What the values leave out is the chart's: so nothing is left out that an agent could see.
#[test]
fn kube_stack_values_leave_no_default_of_the_chart() {
    let plain = file(&built(STACK, OTEL, PLAIN, ""), "opentelemetry-kube-stack.values.yaml");
    let instrumentation = &plain["instrumentation"];
    assert_eq!(instrumentation["enabled"], true);
    assert_eq!(instrumentation["name"], "pay");
    assert_eq!(instrumentation["exporter"], json!({"endpoint": "http://c:4318"}));
    assert_eq!(instrumentation["propagators"], json!([]));
    assert_eq!(instrumentation["resource"], json!({"addK8sUIDAttributes": false}));
    let java = &instrumentation["java"];
    assert_eq!(variable(&java["env"], "OTEL_SERVICE_NAME").unwrap()["value"], "pay");
    // The template pastes the endpoint: two quotes are an empty one.
    let nowhere = built(STACK, "use \"otel\"", PLAIN, "");
    let nowhere = file(&nowhere, "opentelemetry-kube-stack.values.yaml");
    assert_eq!(nowhere["instrumentation"]["exporter"], json!({"endpoint": "\"\""}));
}

/// `java` goes through toYaml and not through tpl; the kubelet reads `$(VAR)`, so a text gets a second `$`.
#[test]
fn texts_reach_the_agent_as_they_are() {
    let hostile = r##"use "otel" { endpoint "http://c:4318"; env "OTEL_X" #"it's "5", $(NODE), é: {a} # on"#; env "OTEL_Y" "1_000"; env "OTEL_Z" "}} no" }"##;
    for (dialect, name, at) in [
        (STACK, "opentelemetry-kube-stack.values.yaml", "/instrumentation/java/env"),
        (OPERATOR, "opentelemetry-operator.values.yaml", "/extraObjects/0/spec/java/env"),
    ] {
        let values = file(&built(dialect, hostile, PLAIN, ""), name);
        let env = values.pointer(at).unwrap();
        assert_eq!(variable(env, "OTEL_X").unwrap()["value"], r#"it's "5", $$(NODE), é: {a} # on"#);
        assert_eq!(variable(env, "OTEL_Y").unwrap()["value"], "1_000");
        assert_eq!(variable(env, "OTEL_Z").unwrap()["value"], "}} no");
    }
}

/// The chart does not deploy the application: its pods ask for the agent by annotation, and no chart runs their
/// braces as templates.
#[test]
fn the_pods_ask_for_the_agent() {
    let braces = "[{name: proxy, image: envoy}, {name: app, image: 'r/pay:1', env: [{name: JAVA_TOOL_OPTIONS, value: '-Da={{.b}}'}]}]";
    let inside = format!("container \"app\" {{ {OTEL}\n jvm \"-Xmx1g\" }}");
    for dialect in [STACK, OPERATOR] {
        let built = built(dialect, &inside, braces, "");
        let template = &file(&built, "patch.yaml")["spec"]["template"];
        assert_eq!(
            template["metadata"]["annotations"],
            json!({
                "instrumentation.opentelemetry.io/inject-java": "pay",
                "instrumentation.opentelemetry.io/container-names": "app",
            })
        );
        // The proxy stays the pod's first container.
        assert_eq!(template["spec"]["containers"][0], json!({ "name": "proxy" }));
        let env = &template["spec"]["containers"][1]["env"];
        assert_eq!(variable(env, "JAVA_TOOL_OPTIONS").unwrap()["value"], "-Da={{.b}} -Xmx1g");
        assert_eq!(file(&built, "kustomization.yaml").get("resources"), None, "the chart has the resource");
        assert_eq!(
            file(&built, "pay.yaml")["spec"]["template"]["metadata"]["annotations"],
            template["metadata"]["annotations"]
        );
    }
}

/// The whole resource, as the target otel-operator writes it: in the pods' namespace, wherever the release is.
#[test]
fn the_operators_chart_carries_the_whole_resource() {
    let inside =
        "use \"otel\" { endpoint \"http://c:4318\"; plugin \"x.jar\" image=\"r/x:1\" from=\"/ext/x.jar\" }";
    let values = file(&built(OPERATOR, inside, PLAIN, ""), "opentelemetry-operator.values.yaml");
    let object = &values["extraObjects"][0];
    assert_eq!(object["kind"], "Instrumentation");
    assert_eq!(object["metadata"], json!({"name": "pay", "namespace": "shop"}));
    assert_eq!(object["spec"]["java"]["extensions"], json!([{"image": "r/x:1", "dir": "/ext"}]));
    assert_eq!(object["spec"]["initContainerSecurityContext"]["runAsUser"], 65534);
}

const PLUGIN: &str = "plugin \"x.jar\" image=\"r/x:1\" from=\"/ext/x.jar\"";

/// The chart's schema knows neither `java.extensions` nor `initContainerSecurityContext`.
#[test]
fn what_the_kube_stack_schema_rejects_is_refused_where_it_is_asked_for() {
    let inside = format!("use \"otel\" {{ endpoint \"http://c:4318\"; {PLUGIN} }}");
    let (code, message, at, help) = refusal(STACK, &inside, PLAIN, "");
    assert_eq!((code.as_str(), at.as_str()), ("AGC914", PLUGIN), "{message}");
    assert!(message.contains("java.extensions") && help.contains("target \"otel-operator\""), "{help}");

    // The operator copies with the container's security context, which counts before the pod's.
    let own = "[{name: app, image: 'r/pay:1', securityContext: {runAsNonRoot: true}}]";
    let elsewhere = "[{name: app, image: 'r/pay:1', securityContext: {runAsNonRoot: false}}]";
    let rootless = "securityContext: {runAsNonRoot: true}, ";
    for (containers, pod) in [(PLAIN, rootless), (own, "")] {
        let (code, message, at, help) = refusal(STACK, OTEL, containers, pod);
        assert_eq!((code.as_str(), at.as_str()), ("AGC914", "true"), "{message}");
        assert!(message.contains("runAsNonRoot") && help.contains("target \"otel-operator\""), "{help}");
    }
    for (containers, pod) in [
        (PLAIN, "securityContext: {runAsNonRoot: true, runAsUser: 1000}, "),
        (own, "securityContext: {runAsUser: 1000}, "),
        (elsewhere, rootless),
    ] {
        built(STACK, OTEL, containers, pod);
        built(OPERATOR, OTEL, containers, pod);
    }
}

/// Other agents are nothing to this operator, and what it delivers it delivers itself.
#[test]
fn other_profiles_and_deliveries_are_refused_with_the_reason() {
    for dialect in [STACK, OPERATOR] {
        let (code, message, at, _) =
            refusal(dialect, "use \"skywalking\" { collector \"oap:11800\" }", PLAIN, "");
        assert_eq!((code.as_str(), at.as_str()), ("AGC914", "\"helm-values\""));
        assert!(
            message.contains("needs the capability `otel-operator`, which skywalking lacks"),
            "{message}"
        );
        let image = format!("{dialect}\" delivery=\"image");
        let (code, message, at, help) = refusal(&image, OTEL, PLAIN, "");
        assert_eq!((code.as_str(), at.as_str()), ("AGC905", "\"image\""), "{message}");
        assert!(help.contains("operator"), "{help}");
    }
}

/// Without an app the component is guarded, and the resource belongs where the pods are.
#[test]
fn without_an_app_the_component_is_guarded() {
    for dialect in [STACK, OPERATOR] {
        let kdl = format!("defaults {{ {OTEL}\n target \"helm-values\" dialect=\"{dialect}\" }}");
        let built = build(&[("a.kdl", &kdl)], None).unwrap_or_else(|messages| panic!("{messages}"));
        let path = |name: &str| format!("defaults/helm-values/{name}");
        let patches = documents(&built, &path("kustomization.yaml"))[0]["patches"].clone();
        assert_eq!(patches[0]["path"], "guard.yaml");
        let values = path(&format!("{dialect}.values.yaml"));
        assert!(built.headers[&values].contains("the pods"), "{}", built.headers[&values]);
    }
}

/// The chart pastes name and endpoint into its template: what YAML would read as something else gets its quotes.
#[test]
fn pasted_values_stay_texts() {
    for (name, endpoint) in
        [("123", "http://c:4318/x:"), ("true", "http://c:4318"), ("1e3", "http://c:4318/#a")]
    {
        let kdl = format!(
            "app \"{name}\" {{ use \"otel\" {{ endpoint \"{endpoint}\" }}; target \"helm-values\" dialect=\"{STACK}\" }}"
        );
        let built = build(&[("a.kdl", &kdl)], None).unwrap_or_else(|messages| panic!("{messages}"));
        let path = format!("{name}/helm-values/opentelemetry-kube-stack.values.yaml");
        let instrumentation = &documents(&built, &path)[0]["instrumentation"];
        assert_eq!(instrumentation["name"], format!("\"{name}\""));
        let quoted = endpoint.ends_with(':');
        let written = if quoted { format!("\"{endpoint}\"") } else { endpoint.to_owned() };
        assert_eq!(instrumentation["exporter"]["endpoint"], written);
    }
}
