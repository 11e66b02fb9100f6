//! The models of operators' webhooks against the rules of those webhooks.
//!
//! The rules are the operators' own source, opentelemetry-operator 0.158.0 (`internal/instrumentation`) and SWCK
//! 0.10.0 (`injector.go`, `injection.go`); each test restates the one it is about.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[cfg(feature = "conformance")]
use std::path::Path;

use agentc::diagnostic::Sink;
use agentc::resolve::Shipped;
use agentc::source::Sources;
use agentc::target::Templates;
use agentc::yaml;
use serde_json::{Value, json};

fn documents(text: &str) -> Vec<Value> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("case.yaml", text);
    yaml::parse(&sources, id, &sink).expect("YAML").iter().map(|d| d.root.to_json()).collect()
}

fn one(text: &str) -> Value {
    documents(text).remove(0)
}

fn consumed(target: &str, artifact: &Value, document: &Value) -> Value {
    let templates = Templates::new(&Shipped).unwrap();
    templates.consumed(target, "pod.yaml.hbs", artifact, document).unwrap()
}

fn deployment(metadata: &Value, spec: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "pay", "namespace": "shop"},
        "spec": {"template": {"metadata": metadata, "spec": spec}},
    })
}

/// The pod spec that the OpenTelemetry Operator makes of one container.
fn otel(spec: &str, container: &str) -> Value {
    let cr = json!({
        "apiVersion": "opentelemetry.io/v1alpha1", "kind": "Instrumentation",
        "metadata": {"name": "pay", "namespace": "shop"}, "spec": one(spec),
    });
    let metadata = json!({"annotations": {"instrumentation.opentelemetry.io/inject-java": "pay"}});
    let document = deployment(&metadata, &json!({"containers": [one(container)]}));
    consumed("otel-operator", &cr, &document)["spec"]["template"]["spec"].take()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

fn value<'v>(pod: &'v Value, name: &str) -> &'v str {
    let env = pod["containers"][0]["env"].as_array().unwrap();
    let all: Vec<&Value> = env.iter().filter(|entry| entry["name"] == name).collect();
    assert_eq!(all.len(), 1, "{name} in {env:?}");
    all[0]["value"].as_str().unwrap_or("(valueFrom)")
}

const LOADS: &str = " -javaagent:/otel-auto-instrumentation-java-app/javaagent.jar";

#[test]
fn the_operators_order_of_variables() {
    let pod = otel(
        "{exporter: {endpoint: 'http://c:4318'}, propagators: [b3, jaeger], sampler: {type: traceidratio, argument: '0.5'}, env: [{name: COMMON, value: c}], java: {image: i, env: [{name: JAVA, value: j}]}}",
        "{name: app, image: r/pay:7, env: [{name: OWN, value: o}]}",
    );
    assert_eq!(
        names(&pod["containers"][0]["env"]),
        [
            "OTEL_NODE_IP",
            "OTEL_POD_IP",
            "OWN",
            "JAVA",
            "COMMON",
            "JAVA_TOOL_OPTIONS",
            "OTEL_SERVICE_NAME",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_RESOURCE_ATTRIBUTES_POD_NAME",
            "OTEL_RESOURCE_ATTRIBUTES_NODE_NAME",
            "OTEL_PROPAGATORS",
            "OTEL_TRACES_SAMPLER",
            "OTEL_TRACES_SAMPLER_ARG",
            "OTEL_RESOURCE_ATTRIBUTES",
        ]
    );
    assert_eq!(value(&pod, "JAVA_TOOL_OPTIONS"), LOADS);
    assert_eq!(value(&pod, "OTEL_PROPAGATORS"), "b3,jaeger");
    assert_eq!(value(&pod, "OTEL_SERVICE_NAME"), "pay");
    assert_eq!(
        value(&pod, "OTEL_RESOURCE_ATTRIBUTES"),
        "k8s.container.name=app,k8s.deployment.name=pay,k8s.namespace.name=shop,k8s.node.name=$(OTEL_RESOURCE_ATTRIBUTES_NODE_NAME),k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME),service.instance.id=shop.$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME).app,service.namespace=shop,service.version=7"
    );
}

#[test]
fn java_tool_options_are_added_to_in_place() {
    let pod = otel(
        "{java: {image: i}}",
        "{name: app, env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}, {name: B, value: b}]}",
    );
    assert_eq!(value(&pod, "JAVA_TOOL_OPTIONS"), format!("-Xmx1g{LOADS}"));
    let order = names(&pod["containers"][0]["env"]);
    assert_eq!(order[2..4], ["JAVA_TOOL_OPTIONS", "B"]);
}

#[test]
fn a_container_with_java_tool_options_from_elsewhere_gets_nothing() {
    let own =
        "{name: app, env: [{name: JAVA_TOOL_OPTIONS, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}";
    let pod = otel("{java: {image: i}}", own);
    assert_eq!(pod["containers"][0], one(own));
    // The pod gets the volume all the same.
    assert_eq!(names(&pod["initContainers"]), ["opentelemetry-auto-instrumentation-java"]);
}

#[test]
fn what_the_pod_sets_wins_then_java_then_common_then_fields() {
    let spec = "{exporter: {endpoint: 'http://field'}, env: [{name: A, value: common}, {name: B, value: common}, {name: OTEL_SERVICE_NAME, value: common}], java: {image: i, env: [{name: A, value: java}, {name: C, value: java}]}}";
    let pod = otel(
        spec,
        "{name: app, env: [{name: C, value: own}, {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: own}]}",
    );
    for (name, wanted) in [
        ("A", "java"),
        ("B", "common"),
        ("C", "own"),
        ("OTEL_SERVICE_NAME", "common"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "own"),
    ] {
        assert_eq!(value(&pod, name), wanted, "{name}");
    }
}

#[test]
fn a_sampler_is_set_where_nobody_sets_it_or_its_argument() {
    let spec = "{sampler: {type: traceidratio, argument: '0.5'}, java: {image: i}}";
    let pod = otel(spec, "{name: app, env: [{name: OTEL_TRACES_SAMPLER_ARG, value: '0.1'}]}");
    assert!(!names(&pod["containers"][0]["env"]).contains(&"OTEL_TRACES_SAMPLER"));
    assert_eq!(value(&pod, "OTEL_TRACES_SAMPLER_ARG"), "0.1");
}

#[test]
fn resource_attributes_are_merged_by_key_and_moved_to_the_end() {
    let own = "{name: app, env: [{name: OTEL_RESOURCE_ATTRIBUTES, value: 'k8s.container.name=mine,service.instance.id=x,'}, {name: Z, value: z}]}";
    let pod = otel("{resource: {resourceAttributes: {team: pay}}, java: {image: i}}", own);
    assert_eq!(
        value(&pod, "OTEL_RESOURCE_ATTRIBUTES"),
        "k8s.container.name=mine,service.instance.id=x,k8s.deployment.name=pay,k8s.namespace.name=shop,k8s.node.name=$(OTEL_RESOURCE_ATTRIBUTES_NODE_NAME),k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME),service.namespace=shop,team=pay"
    );
    assert_eq!(names(&pod["containers"][0]["env"]).last(), Some(&"OTEL_RESOURCE_ATTRIBUTES"));
}

#[test]
fn versions_are_tags_and_digests_but_no_ports() {
    for (image, version) in [
        ("r/app:1.2", Some("service.version=1.2")),
        ("host:5000/app", None),
        ("host:5000/app:3", Some("service.version=3")),
        ("app:v1@sha256:23", Some("service.version=v1@sha256:23")),
        ("app@sha256:23", Some("service.version=sha256:23")),
    ] {
        let pod = otel("{java: {image: i}}", &format!("{{name: app, image: '{image}'}}"));
        let found =
            value(&pod, "OTEL_RESOURCE_ATTRIBUTES").split(',').find(|a| a.starts_with("service.version"));
        assert_eq!(found, version, "{image}");
    }
}

#[test]
fn extensions_are_copied_folder_by_folder() {
    let pod = otel("{java: {image: i, extensions: [{image: e, dir: /x}]}}", "{name: app}");
    assert_eq!(
        value(&pod, "JAVA_TOOL_OPTIONS"),
        format!("{LOADS} -Dotel.javaagent.extensions=/otel-auto-instrumentation-java-app/extensions")
    );
    let init = &pod["initContainers"][1];
    assert_eq!(init["name"], "opentelemetry-auto-instrumentation-extension-0");
    assert_eq!(init["command"], json!(["cp", "-r", "/x/.", "/otel-auto-instrumentation-java/extensions"]));
}

/// Without a security context of its own the init container has that of the first container it is for.
#[test]
fn the_agent_is_copied_with_the_rights_of_its_container() {
    let first = json!({"name": "first", "securityContext": {"runAsUser": 1}});
    let second = json!({"name": "second", "securityContext": {"runAsUser": 2}});
    let metadata = json!({"annotations": {
        "instrumentation.opentelemetry.io/inject-java": "pay",
        "instrumentation.opentelemetry.io/container-names": "second",
    }});
    let document = deployment(&metadata, &json!({"containers": [first, second]}));
    let mut cr = json!({"metadata": {"name": "pay", "namespace": "shop"}, "spec": {"java": {"image": "i"}}});
    let copied = |cr: &Value| {
        let pod = consumed("otel-operator", cr, &document)["spec"]["template"]["spec"].take();
        pod["initContainers"][0]["securityContext"].clone()
    };
    assert_eq!(copied(&cr), json!({"runAsUser": 2}));
    cr["spec"]["initContainerSecurityContext"] = json!({"runAsUser": 3});
    assert_eq!(copied(&cr), json!({"runAsUser": 3}));
}

/// Annotations of the pod, namespace of the resource, and the containers that are loaded into.
#[test]
fn the_operator_injects_what_is_asked_for_by_name() {
    let inject = |name: &str| json!({"instrumentation.opentelemetry.io/inject-java": name});
    let containers = |names: &str| {
        let mut both = inject("pay");
        both["instrumentation.opentelemetry.io/container-names"] = json!(names);
        both
    };
    let cases: [(Value, &str, &[&str]); 7] = [
        (inject("pay"), "shop", &["first"]),
        (inject("true"), "shop", &["first"]),
        (inject("other"), "shop", &[]),
        (inject("pay"), "elsewhere", &[]),
        (containers("second"), "shop", &["second"]),
        (containers("first,second"), "shop", &["first", "second"]),
        (containers("missing"), "shop", &[]),
    ];
    for (annotations, namespace, wanted) in cases {
        let cr =
            json!({"metadata": {"name": "pay", "namespace": namespace}, "spec": {"java": {"image": "i"}}});
        let spec = json!({"containers": [{"name": "first"}, {"name": "second"}]});
        let document = deployment(&json!({"annotations": annotations}), &spec);
        let after = consumed("otel-operator", &cr, &document);
        let all = after["spec"]["template"]["spec"]["containers"].as_array().unwrap();
        let loaded: Vec<&str> =
            all.iter().filter(|c| c.get("env").is_some()).map(|c| c["name"].as_str().unwrap()).collect();
        assert_eq!(loaded, wanted, "{annotations} in {namespace}");
    }
}

/// The pod spec that SWCK makes of the containers `app` and `beside`.
fn swck(spec: &str, labels: &Value, env: &str) -> Value {
    let cr = json!({"metadata": {"name": "pay", "namespace": "shop"}, "spec": one(spec)});
    let containers = json!([{"name": "app", "env": one(env)}, {"name": "beside"}]);
    let document = deployment(&json!({"labels": labels}), &json!({"containers": containers}));
    consumed("swck", &cr, &document)["spec"]["template"]["spec"].take()
}

#[test]
fn swck_adds_a_second_java_tool_options_and_leaves_variables_that_are_there() {
    let labels = json!({"swck-java-agent-injected": "True", "app": "pay"});
    let pod = swck(
        "{selector: {app: pay}, containerMatcher: ^app$, javaSidecar: {image: i, env: [{name: A, value: ours}, {name: B, value: ours}]}}",
        &labels,
        "[{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}, {name: A, value: own}]",
    );
    assert_eq!(
        pod["containers"][0]["env"],
        one(
            "[{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}, {name: A, value: own}, {name: JAVA_TOOL_OPTIONS, value: '-javaagent:/sky/agent/skywalking-agent.jar'}, {name: B, value: ours}]"
        )
    );
    assert_eq!(pod["containers"][1], json!({"name": "beside"}));
    let init = &pod["initContainers"][0];
    assert_eq!(init["name"], "inject-skywalking-agent");
    assert_eq!(init["command"], json!(["sh"]));
    assert_eq!(init["args"], json!(["-c", "mkdir -p /sky/agent && cp -r /skywalking/agent/* /sky/agent"]));
    assert_eq!(pod["volumes"], json!([{"name": "sky-agent", "emptyDir": {}}]));
    assert_eq!(
        pod["containers"][0]["volumeMounts"],
        json!([{"name": "sky-agent", "mountPath": "/sky/agent"}])
    );
}

#[test]
fn swck_looks_at_labels_and_every_pair_of_the_selector() {
    let spec = "{selector: {app: pay, tier: web}, javaSidecar: {image: i}}";
    let on = |labels: Value| swck(spec, &labels, "[]").get("initContainers").is_some();
    assert!(on(json!({"swck-java-agent-injected": "true", "app": "pay", "tier": "web"})));
    assert!(!on(json!({"swck-java-agent-injected": "true", "app": "pay"})));
    assert!(!on(json!({"app": "pay", "tier": "web"})));
}

/// The operator's own cases, where `AGENTC_CASES` names the folder that has them.
#[test]
#[cfg(feature = "conformance")]
fn the_operators_own_cases() {
    let Some(folder) = std::env::var_os("AGENTC_CASES") else { return };
    let folder = Path::new(&folder);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut compared = unit_cases(&one(&read("java-unit-golden.yaml")));
    for (case, app, wanted) in [
        ("instrumentation-java", "01-install-app.yaml", "01-assert.yaml"),
        ("instrumentation-java-multicontainer", "01-install-app.yaml", "01-assert.yaml"),
        ("instrumentation-java-multicontainer", "02-install-app.yaml", "02-assert.yaml"),
    ] {
        let cr = one(&read(&format!("{case}/00-install-instrumentation.yaml")));
        let app = one(&read(&format!("{case}/{app}")));
        let wanted = one(&read(&format!("{case}/{wanted}")));
        assert_eq!(wanted["kind"], "Pod");
        let got = consumed("otel-operator", &cr, &app);
        asserted(&wanted["spec"], &got["spec"]["template"]["spec"], case);
        compared += 1;
    }
    assert!(compared >= 9, "{compared} cases");
}

#[cfg(feature = "conformance")]
/// The tables of the operator's unit tests, as far as they are about what is known before the pod runs.
fn unit_cases(table: &Value) -> usize {
    let mut compared = 0;
    for case in table["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let input = &case["input"];
        // Owners are looked up in the cluster; containers without a name are nobody's.
        let mut pod = input["pod"].clone();
        let looked_up =
            input.get("cluster").is_some() || id.starts_with("sdk-06") || id.starts_with("java-04");
        if looked_up {
            continue;
        }
        let mut spec = input.get("instrumentation").map_or_else(|| json!({}), |cr| cr["spec"].clone());
        for (key, value) in input.get("spec").and_then(Value::as_object).into_iter().flatten() {
            spec[key] = value.clone();
        }
        if let Some(java) = input.get("java") {
            spec["java"] = java.clone();
        }
        pod["spec"]["containers"][0]["name"] =
            json!(pod["spec"]["containers"][0]["name"].as_str().unwrap_or("c"));
        let namespace =
            pod["metadata"]["namespace"].as_str().or(input["namespace"].as_str()).unwrap_or("ns").to_owned();
        let mut metadata = pod.get("metadata").cloned().unwrap_or_else(|| json!({}));
        metadata["namespace"] = json!(namespace);
        metadata["name"] = json!(metadata["name"].as_str().unwrap_or("app"));
        metadata["annotations"]["instrumentation.opentelemetry.io/inject-java"] = json!("true");
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod["spec"]});
        let cr = json!({"metadata": {"name": "cr", "namespace": namespace}, "spec": spec});
        let got = consumed("otel-operator", &cr, &pod)["spec"].take();
        let level = case["level"].as_str().unwrap();
        let wanted = &case["expected"];
        if level.starts_with("full") {
            assert_eq!(got["containers"], wanted["spec"]["containers"], "{id}");
            assert_eq!(got["volumes"], wanted["spec"]["volumes"], "{id}");
        } else if level.starts_with("java-part") {
            let own = |env: &Value| {
                let all = env.as_array().unwrap();
                all.iter().find(|e| e["name"] == "JAVA_TOOL_OPTIONS").cloned()
            };
            let (got, wanted) = (&got["containers"][0], &wanted["spec"]["containers"][0]);
            assert_eq!(own(&got["env"]), own(&wanted["env"]), "{id}");
            assert_eq!(got["volumeMounts"], wanted["volumeMounts"], "{id}");
        } else {
            let common = |entry: &&Value| {
                !["OTEL_NODE_IP", "OTEL_POD_IP", "JAVA_TOOL_OPTIONS"]
                    .contains(&entry["name"].as_str().unwrap())
            };
            let env = got["containers"][0]["env"].as_array().unwrap();
            let env: Vec<&Value> = env.iter().filter(common).collect();
            assert_eq!(env, wanted["env"].as_array().unwrap().iter().collect::<Vec<_>>(), "{id}");
        }
        if let Some(inits) = wanted.pointer("/spec/initContainers") {
            assert_eq!(&got["initContainers"], inits, "{id}");
        }
        compared += 1;
    }
    compared
}

#[cfg(feature = "conformance")]
/// An assert of chainsaw: maps are partial, lists are compared element by element.
fn asserted(wanted: &Value, got: &Value, place: &str) {
    match wanted {
        Value::Object(fields) => {
            for (key, wanted) in fields.iter().filter(|(key, _)| *key != "apiVersion" && *key != "protocol") {
                asserted(wanted, &got[key], &format!("{place}/{key}"));
            }
        }
        Value::Array(items) => {
            let token = |item: &&Value| {
                !item["mountPath"].as_str().is_some_and(|p| p.starts_with("/var/run/secrets"))
            };
            let items: Vec<&Value> = items.iter().filter(token).collect();
            let got: Vec<&Value> = got.as_array().into_iter().flatten().collect();
            assert_eq!(items.len(), got.len(), "{place}: {got:?}");
            for (index, (wanted, got)) in items.iter().zip(got).enumerate() {
                asserted(wanted, got, &format!("{place}/{index}"));
            }
        }
        other => assert_eq!(got, other, "{place}"),
    }
}
