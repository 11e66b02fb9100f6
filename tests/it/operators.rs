//! What is emitted for operators that load the agent by themselves, and what is refused.
//!
//! What a resource must say follows from the operators' rules, which `consumer_models.rs` restates.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;

use agentc::diagnostic::{Diagnostic, Severity, Sink};
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile, yaml};
use serde_json::{Value, json};

/// One build: documents by file name, and the errors.
struct Build {
    files: BTreeMap<String, Vec<Value>>,
    errors: Vec<Diagnostic>,
    sources: Sources,
}

fn build(kdl: &str, manifest: &str) -> Build {
    let mut world = Memory::default();
    world.insert("a.kdl", kdl);
    world.insert("pay.yaml", manifest);
    let (sources, sink) = (Sources::default(), Sink::default());
    let file = VirtualPath::root().join("a.kdl").unwrap();
    let request = Request { files: vec![file], ..Request::default() };
    let compiled = compile(&world, &request, &sources, &sink, &|_, _| {});
    let errors: Vec<Diagnostic> =
        sink.into_sorted().into_iter().filter(|d| d.severity == Severity::Error).collect();
    assert_eq!(compiled.is_ok(), errors.is_empty(), "{errors:?}");
    let parse = |body: &str| {
        let (sources, sink) = (Sources::default(), Sink::default());
        let id = sources.add("artifact", body);
        yaml::parse(&sources, id, &sink).unwrap().iter().map(|d| d.root.to_json()).collect()
    };
    let artifacts = compiled.map(|compiled| compiled.artifacts).unwrap_or_default();
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let files = artifacts.iter().map(|a| (name(a.path.as_str()), parse(&a.body))).collect();
    Build { files, errors, sources }
}

impl Build {
    fn one(&self, name: &str) -> &Value {
        assert!(self.errors.is_empty(), "{:?}", self.errors);
        &self.files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.files.keys()))[0]
    }

    /// The only error: its code, and the source text that it points to.
    fn refusal(&self) -> (&str, &str, String) {
        assert_eq!(self.errors.len(), 1, "{:?}", self.errors);
        let error = &self.errors[0];
        let span = error.primary.as_ref().unwrap().span;
        let text = &self.sources.get(span.source).text[span.start as usize..span.end as usize];
        (error.code.id, &error.message, first_words(text))
    }
}

/// `use "otel" { … }` as `otel`, `"pay.yaml"` as `pay.yaml`.
fn first_words(text: &str) -> String {
    let node = text.split(" {").next().unwrap_or(text);
    node.trim_start_matches("use ").trim_start_matches("jvm ").trim_matches('"').to_owned()
}

fn entry<'v>(list: &'v Value, name: &str) -> Option<&'v Value> {
    list.as_array()?.iter().find(|entry| entry["name"] == name)
}

fn container<'v>(document: &'v Value, name: &str) -> &'v Value {
    entry(&document["spec"]["template"]["spec"]["containers"], name).unwrap()
}

/// A Deployment whose containers and pod fields are these.
fn manifest(containers: &str, pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: pay, namespace: shop}}\nspec: {{selector: {{matchLabels: {{app: pay}}}}, template: {{metadata: {{labels: {{app: pay}}}}, spec: {{{pod}containers: {containers}}}}}}}\n"
    )
}

const PLAIN: &str = "[{name: app, image: 'r/pay:1'}]";

fn otel(inside: &str, containers: &str) -> Build {
    let kdl = format!(
        "app \"pay\" {{\n workload \"Deployment\" from=\"pay.yaml\"\n target \"otel-operator\"\n {inside}\n}}\n"
    );
    build(&kdl, &manifest(containers, ""))
}

const OTEL: &str = "use \"otel\" { endpoint \"http://c:4318\"; protocol \"http/protobuf\" }";

/// Fields where the resource has them, variables for the rest, in the namespace of the pods; the annotation
/// names the resource and the container.
#[test]
fn a_plain_app_gets_an_instrumentation_and_annotations() {
    let built = otel(
        "use \"otel\" { endpoint \"http://c:4318\"; propagators \"b3\" \"tracecontext\"; sampler \"parentbased_traceidratio\"; sampler-arg \"0.25\"; headers secret=\"otel/headers\" }",
        PLAIN,
    );
    let cr = built.one("instrumentation.yaml");
    assert_eq!(cr["metadata"], json!({"name": "pay", "namespace": "shop"}));
    assert_eq!(cr["spec"]["exporter"], json!({"endpoint": "http://c:4318"}));
    assert_eq!(cr["spec"]["propagators"], json!(["b3", "tracecontext"]));
    assert_eq!(cr["spec"]["sampler"], json!({"type": "parentbased_traceidratio", "argument": "0.25"}));
    let java = &cr["spec"]["java"];
    assert_eq!(
        java["image"],
        "ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-java:2.31.0"
    );
    assert_eq!(entry(&java["env"], "OTEL_SERVICE_NAME").unwrap()["value"], "pay");
    // 2.x speaks http/protobuf, 1.x grpc: never left to the agent.
    assert_eq!(entry(&java["env"], "OTEL_EXPORTER_OTLP_PROTOCOL").unwrap()["value"], "http/protobuf");
    assert_eq!(
        entry(&java["env"], "OTEL_EXPORTER_OTLP_HEADERS").unwrap()["valueFrom"],
        json!({"secretKeyRef": {"name": "otel", "key": "headers"}})
    );
    for set in ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_PROPAGATORS", "OTEL_TRACES_SAMPLER", "JAVA_TOOL_OPTIONS"]
    {
        assert_eq!(entry(&java["env"], set), None, "{set}");
    }
    let template = &built.one("patch.yaml")["spec"]["template"];
    assert_eq!(
        template["metadata"]["annotations"],
        json!({
            "instrumentation.opentelemetry.io/inject-java": "pay",
            "instrumentation.opentelemetry.io/container-names": "app",
        })
    );
    assert_eq!(template.get("spec"), None, "nothing is left for the pod");
    assert_eq!(built.one("kustomization.yaml")["resources"], json!(["instrumentation.yaml"]));
    let merged = &built.one("pay.yaml")["spec"]["template"];
    assert_eq!(merged["metadata"]["annotations"], template["metadata"]["annotations"]);
    assert_eq!(merged["spec"]["containers"][0]["image"], "r/pay:1");
}

/// The operator adds to the value that the pod has: the application's options need no patch.
#[test]
fn existing_java_tool_options_stay_where_they_are() {
    let own = "[{name: app, image: r, env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]}]";
    let built = otel(OTEL, own);
    assert_eq!(built.one("patch.yaml")["spec"]["template"].get("spec"), None);
    let env = &container(built.one("pay.yaml"), "app")["env"];
    assert_eq!(*env, json!([{"name": "JAVA_TOOL_OPTIONS", "value": "-Xmx1g"}]));
}

/// The operator does not see the image's variables and would hide them.
#[test]
fn java_tool_options_of_the_image_are_said_again() {
    let built = otel(&format!("image \"r:1\" {{ env \"JAVA_TOOL_OPTIONS\" \"-Xss2m\" }}\n{OTEL}"), PLAIN);
    let env = &container(built.one("patch.yaml"), "app")["env"];
    assert_eq!(*env, json!([{"name": "JAVA_TOOL_OPTIONS", "value": "-Xss2m"}]));
}

#[test]
fn java_tool_options_from_elsewhere_are_refused() {
    let own = "[{name: app, image: r, env: [{name: JAVA_TOOL_OPTIONS, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}]";
    let built = otel(&format!("launcher \"catalina\"\n{OTEL}"), own);
    let (code, message, _) = built.refusal();
    assert_eq!(code, "AGC106");
    assert!(message.contains("JAVA_TOOL_OPTIONS"), "{message}");
}

/// A heap dump's options and volume are nothing that the resource can hold.
#[test]
fn a_companion_goes_into_the_patch() {
    let built = otel(&format!("{OTEL}\nuse \"heap-dump\""), PLAIN);
    let app = container(built.one("patch.yaml"), "app");
    let options = entry(&app["env"], "JAVA_TOOL_OPTIONS").unwrap()["value"].as_str().unwrap();
    assert!(options.contains("-XX:+HeapDumpOnOutOfMemoryError"), "{options}");
    assert!(!options.contains("-javaagent"), "{options}");
    assert!(app["volumeMounts"].as_array().unwrap().iter().any(|m| m["mountPath"] == "/dumps"));
    assert_eq!(app["env"].as_array().unwrap().len(), 1, "the agent's variables are in the resource");
}

#[test]
fn a_companion_of_catalina_goes_into_catalina_opts() {
    let built = otel(&format!("launcher \"catalina\"\n{OTEL}\nuse \"heap-dump\""), PLAIN);
    let env = &container(built.one("patch.yaml"), "app")["env"];
    assert!(entry(env, "CATALINA_OPTS").is_some() && entry(env, "JAVA_TOOL_OPTIONS").is_none(), "{env}");
}

/// One resource for all containers: what differs between them is said in the pod.
#[test]
fn two_containers_share_a_resource() {
    let inside = "container \"app\" { use \"otel\" { endpoint \"http://c:4318\"; service \"front\" } }\n container \"worker\" { use \"otel\" { endpoint \"http://c:4318\"; service \"back\" } }\n container \"debugged\" { use \"jdwp\" }";
    let built = otel(inside, "[{name: app, image: r}, {name: worker, image: r}, {name: debugged, image: r}]");
    let patch = built.one("patch.yaml");
    let annotations = &patch["spec"]["template"]["metadata"]["annotations"];
    assert_eq!(annotations["instrumentation.opentelemetry.io/container-names"], "app,worker");
    let cr = built.one("instrumentation.yaml");
    assert_eq!(cr["spec"]["exporter"]["endpoint"], "http://c:4318");
    assert_eq!(entry(&cr["spec"]["java"]["env"], "OTEL_SERVICE_NAME"), None);
    for (name, service) in [("app", "front"), ("worker", "back")] {
        let env = &container(patch, name)["env"];
        assert_eq!(entry(env, "OTEL_SERVICE_NAME").unwrap()["value"], service);
    }
}

/// What the manifest sets, the operator leaves alone: there the patch replaces it.
#[test]
fn a_variable_of_the_manifest_is_replaced_in_the_pod() {
    let own = "[{name: app, image: r, env: [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: 'http://old:4317'}]}]";
    let built = otel(OTEL, own);
    assert_eq!(built.one("instrumentation.yaml")["spec"].get("exporter"), None);
    let env = &container(built.one("patch.yaml"), "app")["env"];
    assert_eq!(entry(env, "OTEL_EXPORTER_OTLP_ENDPOINT").unwrap()["value"], "http://c:4318");
}

/// The operator's own attributes would beat `spec.resource`: ours are a variable, which it only adds to.
#[test]
fn resource_attributes_are_a_variable() {
    let inside =
        "use \"otel\" { endpoint \"http://c:4318\"; resource-attributes { service.instance.id \"x\" } }";
    let built = otel(inside, PLAIN);
    let spec = &built.one("instrumentation.yaml")["spec"];
    assert_eq!(spec.get("resource"), None);
    let env = &spec["java"]["env"];
    assert_eq!(entry(env, "OTEL_RESOURCE_ATTRIBUTES").unwrap()["value"], "service.instance.id=x");
}

/// `xray-lambda` is no word of the resource's enum.
#[test]
fn values_that_the_resource_does_not_know_are_variables() {
    let built =
        otel("use \"otel\" { endpoint \"http://c:4318\"; propagators \"xray-lambda\" \"b3\" }", PLAIN);
    let spec = &built.one("instrumentation.yaml")["spec"];
    assert_eq!(spec.get("propagators"), None);
    assert_eq!(entry(&spec["java"]["env"], "OTEL_PROPAGATORS").unwrap()["value"], "xray-lambda,b3");
}

/// The operator copies the folder and writes the option: neither is in the patch.
#[test]
fn plugins_are_extensions() {
    let inside = "use \"otel\" { endpoint \"http://c:4318\"; plugin \"a.jar\" image=\"r/ext:1\" from=\"/ext/a.jar\"; plugin \"b.jar\" image=\"r/ext:1\" from=\"/ext/b.jar\" }\nuse \"heap-dump\"";
    let built = otel(inside, PLAIN);
    let java = &built.one("instrumentation.yaml")["spec"]["java"];
    assert_eq!(java["extensions"], json!([{"image": "r/ext:1", "dir": "/ext"}]));
    let env = &container(built.one("patch.yaml"), "app")["env"];
    let options = entry(env, "JAVA_TOOL_OPTIONS").unwrap()["value"].as_str().unwrap();
    assert!(!options.contains("otel.javaagent.extensions"), "{options}");
}

#[test]
fn a_plugin_at_the_root_of_its_image_is_refused() {
    let built =
        otel("use \"otel\" { endpoint \"http://c:4318\"; plugin \"a.jar\" image=\"r/ext:1\" }", PLAIN);
    let (code, message, at) = built.refusal();
    assert_eq!((code, at.as_str()), ("AGC914", r#"plugin "a.jar" image="r/ext:1"#));
    assert!(message.contains("whole folders"), "{message}");
}

fn swck(inside: &str, containers: &str, pod: &str) -> Build {
    let kdl = format!(
        "app \"pay\" {{\n workload \"Deployment\" from=\"pay.yaml\"\n target \"swck\"\n {inside}\n}}\n"
    );
    build(&kdl, &manifest(containers, pod))
}

const SKYWALKING: &str = "use \"skywalking\" { collector \"oap.mon:11800\" }";

/// A label of its own selects this app's pods only; the log folder is a volume that any user can write.
#[test]
fn a_plain_app_gets_a_swagent_and_labels() {
    let built = swck(
        "use \"skywalking\" { collector \"oap.mon:11800\"; authentication secret=\"sky/token\"; plugin \"apm-trace-ignore-plugin\" }",
        PLAIN,
        "",
    );
    let cr = built.one("swagent.yaml");
    assert_eq!(cr["metadata"], json!({"name": "pay", "namespace": "shop"}));
    let spec = &cr["spec"];
    assert_eq!(spec["selector"], json!({"agentc.dev/swagent": "pay"}));
    assert_eq!(spec["containerMatcher"], "^(app)$");
    assert_eq!(spec["javaSidecar"]["image"], "apache/skywalking-java-agent:9.7.0-alpine");
    // The injector reads neither.
    assert_eq!(spec["javaSidecar"].get("command").or(spec["javaSidecar"].get("args")), None);
    assert_eq!(spec["optionalPlugins"], json!(["apm-trace-ignore-plugin-9.7.0.jar"]));
    let env = &spec["javaSidecar"]["env"];
    assert_eq!(entry(env, "SW_AGENT_NAME").unwrap()["value"], "pay");
    assert_eq!(
        entry(env, "SW_AGENT_AUTHENTICATION").unwrap()["valueFrom"],
        json!({"secretKeyRef": {"name": "sky", "key": "token"}})
    );
    let patch = built.one("patch.yaml");
    let template = &patch["spec"]["template"];
    let labels = &template["metadata"]["labels"];
    assert_eq!(*labels, json!({"swck-java-agent-injected": "true", "agentc.dev/swagent": "pay"}));
    let limits = "sidecar.skywalking.apache.org/initcontainer.resources.limits";
    let limits = template["metadata"]["annotations"][limits].as_str().unwrap();
    assert!(serde_json::from_str::<Value>(limits).unwrap()["memory"].is_string());
    let mounts = &container(patch, "app")["volumeMounts"];
    assert_eq!(*mounts, json!([{"name": "agentc-skywalking-logs", "mountPath": "/sky/agent/logs"}]));
    assert_eq!(container(patch, "app").get("env"), None);
}

/// SWCK writes the variable a second time, and a kubelet takes the last.
#[test]
fn existing_java_tool_options_are_refused_by_swck() {
    let own = "[{name: app, image: r, env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]}]";
    for inside in [SKYWALKING.to_owned(), format!("launcher \"catalina\"\n{SKYWALKING}")] {
        let built = swck(&inside, own, "");
        let (code, message, at) = built.refusal();
        assert_eq!((code, at.as_str()), ("AGC914", "pay.yaml"), "{message}");
        assert!(message.contains("JAVA_TOOL_OPTIONS"), "{message}");
    }
    let built =
        swck(&format!("image \"r:1\" {{ env \"JAVA_TOOL_OPTIONS\" \"-Xss2m\" }}\n{SKYWALKING}"), PLAIN, "");
    assert_eq!(built.refusal().0, "AGC914");
}

#[test]
fn options_that_only_java_tool_options_could_carry_are_refused_by_swck() {
    let built = swck(&format!("{SKYWALKING}\nuse \"heap-dump\""), PLAIN, "");
    let (code, message, at) = built.refusal();
    assert_eq!((code, at.as_str()), ("AGC914", "heap-dump"), "{message}");
    let built = swck(&format!("jvm \"-Xmx1g\"\n{SKYWALKING}"), PLAIN, "");
    let (code, message, at) = built.refusal();
    assert_eq!((code, at.as_str()), ("AGC914", "-Xmx1g"), "{message}");
    // The start script reads a variable of its own.
    let built =
        swck(&format!("launcher \"catalina\"\njvm \"-Xmx1g\"\n{SKYWALKING}\nuse \"heap-dump\""), PLAIN, "");
    let env = &container(built.one("patch.yaml"), "app")["env"];
    assert!(entry(env, "CATALINA_OPTS").unwrap()["value"].as_str().unwrap().contains("-Xmx1g"), "{env}");
}

#[test]
fn two_containers_share_a_swagent() {
    let each = |name: &str| format!("container \"{name}\" {{ {SKYWALKING} }}\n");
    let built =
        swck(&(each("app") + &each("worker")), "[{name: app, image: r}, {name: worker, image: r}]", "");
    assert_eq!(built.one("swagent.yaml")["spec"]["containerMatcher"], "^(app|worker)$");
}

/// SWCK moves plugins inside the agent's own image.
#[test]
fn a_plugin_of_another_image_is_refused_by_swck() {
    let other = "plugin \"a.jar\" image=\"r/x:1\" from=\"/a.jar\"";
    let built = swck(&format!("use \"skywalking\" {{ collector \"oap:11800\"; {other} }}"), PLAIN, "");
    let (code, message, at) = built.refusal();
    assert_eq!((code, at.as_str()), ("AGC914", other.trim_end_matches('"')), "{message}");
}

/// Its init container runs as the image's user, and the image's user is root.
#[test]
fn pods_that_refuse_root_are_refused_by_swck() {
    let built = swck(SKYWALKING, PLAIN, "securityContext: {runAsNonRoot: true}, ");
    let (code, message, at) = built.refusal();
    // The value of `runAsNonRoot` in the manifest.
    assert_eq!((code, at.as_str()), ("AGC914", "true"), "{message}");
    swck(SKYWALKING, PLAIN, "securityContext: {runAsNonRoot: true, runAsUser: 1000}, ").one("swagent.yaml");
}

/// `LinkAgent`'s first jar must be the first of all, and the operator puts its own behind what is there, or before
/// what a start script adds.
#[test]
fn an_order_that_the_operator_breaks_is_refused() {
    let takin = "use \"takin\" { zookeeper \"zk:2181\"; console-url \"http://takin:10086/takin-web\" }\njvm \"-XX:MaxMetaspaceSize=512M\"";
    let built = otel(&format!("launcher \"catalina\"\njdk 8 home=\"/jdk\"\n{OTEL}\n{takin}"), PLAIN);
    let (code, message, at) = built.refusal();
    assert_eq!((code, at.as_str()), ("AGC203", "takin"), "{message}");
}

/// Without an app, the service is the pod's label and the container is called `app`.
#[test]
fn unbound_builds() {
    let built =
        build("defaults { use \"otel\" { endpoint \"http://c:4318\" }; target \"otel-operator\" }", "");
    let env = &built.one("instrumentation.yaml")["spec"]["java"]["env"];
    let label = json!({"fieldRef": {"fieldPath": "metadata.labels['app.kubernetes.io/name']"}});
    assert_eq!(entry(env, "OTEL_SERVICE_NAME").unwrap()["valueFrom"], label);
    let annotations = &built.one("patch.yaml")["spec"]["template"]["metadata"]["annotations"];
    assert_eq!(annotations["instrumentation.opentelemetry.io/container-names"], "app");
    let built = build(&format!("defaults {{ {SKYWALKING}; target \"swck\" }}"), "");
    let env = &built.one("swagent.yaml")["spec"]["javaSidecar"]["env"];
    assert_eq!(entry(env, "SW_AGENT_NAME").unwrap()["valueFrom"], label);
}
