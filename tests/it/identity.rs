//! What a backend is told of a JVM: as the agent makes it of what it is given.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use serde_json::{Value, json};

use crate::commands::agentc;
use crate::tree_support::{Folder, files};

/// The only launch of a file.
fn launched(name: &str, text: &str) -> Value {
    let folder = Folder::new(&files(&[(name, text)]));
    let output = agentc(folder.path(), &["launch", name, "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["launches"].as_array().unwrap().last().unwrap().clone()
}

fn of_pod(env: &str, command: &str) -> Value {
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: web\n    image: r/web:1\n    env: [{env}]\n    command: [{command}]\n"
    );
    launched("pod.yaml", &pod)["identity"].clone()
}

/// `parseAgentOptions` of the agent drops quotes, between which `,` and `=` are text, and stops at what is no pair.
#[test]
fn agent_options_have_quotes() {
    let service = |options: &str| {
        let command = format!("java, \"-javaagent:/s/skywalking-agent.jar={options}\", -jar, /a.jar");
        of_pod("", &command)["service"].clone()
    };
    for (options, expected) in [
        ("agent.service_name=web", json!("web")),
        ("agent.service_name='a,b'", json!("a,b")),
        ("agent.service_name='a=b',agent.instance_name=x", json!("a=b")),
        ("agent.service_name=\\\"a,b\\\"", json!("a,b")),
        ("'agent.service_name'=we'b'", json!("web")),
        ("agent.service_name=web,nonsense,agent.namespace=n", json!("web")),
        ("nonsense,agent.service_name=web", Value::Null),
    ] {
        assert_eq!(service(options), expected, "{options}");
    }
}

/// `name|namespace|cluster`, where either of the last two is given; each is cut before they are joined.
#[test]
fn parts_of_a_name_are_joined() {
    let service = |more: &str| {
        let env = format!("{{name: SW_AGENT_NAME, value: web}}{more}");
        of_pod(&env, "java, -javaagent:/s/skywalking-agent.jar, -jar, /a.jar")["service"].clone()
    };
    assert_eq!(service(""), "web");
    assert_eq!(service(", {name: SW_AGENT_NAMESPACE, value: shop}"), "web|shop|");
    assert_eq!(service(", {name: SW_AGENT_CLUSTER, value: c}"), "web||c");
    let long =
        ", {name: SW_AGENT_NAMESPACE, value: abcdefghijklmnopqrstuvwxyz}, {name: SW_AGENT_CLUSTER, value: c}";
    assert_eq!(service(long), "web|abcdefghijklmnopqrst|c");
}

/// An id that the agent does not take is passed over: the next source holds.
#[test]
fn the_first_valid_source_holds() {
    let instance = |env: &str, property: &str| {
        let env = format!("{{name: PINPOINT_AGENT_ID, value: {env}}}");
        let command = format!(
            "java, -javaagent:/p/pinpoint-bootstrap.jar, -Dpinpoint.applicationName=web, -Dpinpoint.agentId={property}, -jar, /a.jar"
        );
        of_pod(&env, &command)["instance"].clone()
    };
    assert_eq!(instance("from-env", "from-property"), "from-property");
    assert_eq!(instance("from-env", "a-property-of-more-than-24-letters"), "from-env");
    assert_eq!(instance("from-env", "bad_char:1"), "from-env");
    assert_eq!(instance("'bad char'", "from-property"), "from-property");
}

/// A volume of Compose that a service fills from the agent's image: up to 3.0 the variable holds, then `-D`.
#[test]
fn a_release_comes_with_a_volume() {
    let compose = |volume: &str, image: &str| {
        let text = format!(
            "services:\n  agent:\n    image: pinpointdocker/pinpoint-agent:{image}\n    volumes: ['data:/pinpoint-agent']\n  web:\n    image: r/web:1\n    depends_on: [agent]\n    volumes: ['{volume}:/pinpoint-agent']\n    environment: {{PINPOINT_AGENT_ID: from-env}}\n    command: java -javaagent:/pinpoint-agent/pinpoint-bootstrap.jar -Dpinpoint.applicationName=web -Dpinpoint.agentId=from-property -jar /a.jar\nvolumes: {{data: {{}}}}\n"
        );
        launched("compose.yaml", &text)["identity"]["instance"].clone()
    };
    assert_eq!(compose("data", "2.5.4"), "from-env");
    assert_eq!(compose("data", "3.1.0"), "from-property");
    assert_eq!(compose("./pinpoint-agent-3.0.5", "3.1.0"), "from-env");
    assert_eq!(compose("/opt/agents", "2.5.4"), "from-property");
}

/// An operator is told by its resource, which may stand in the same files; one that is named, or the only one.
#[test]
fn an_operator_is_told_by_its_resource() {
    let asking = |value: &str, resources: &str| {
        let text = format!(
            "{resources}apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: shop}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata:\n      labels: {{app: web}}\n      annotations: {{instrumentation.opentelemetry.io/inject-java: \"{value}\"}}\n    spec:\n      containers:\n      - name: web\n        image: r/web:1\n"
        );
        let launch = launched("web.yaml", &text);
        let why = launch["agents"][0]["why"].as_str().unwrap().to_owned();
        (why.split("; ").nth(1).unwrap().to_owned(), launch["identity"]["collector"].clone())
    };
    let one = |namespace: &str, name: &str| {
        format!(
            "apiVersion: opentelemetry.io/v1alpha1\nkind: Instrumentation\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec:\n  exporter: {{endpoint: \"http://{name}:4317\"}}\n  java: {{image: \"r/otel-java:2.1.0\"}}\n---\n"
        )
    };
    let none = "no Instrumentation that says how is among the files";
    let (own, other) = (one("shop", "own"), one("obs", "other"));
    let both = [own.as_str(), &other].concat();
    let told = |name: &str| {
        (
            format!("Instrumentation {name} says how, from r/otel-java:2.1.0"),
            json!(format!("http://{name}:4317")),
        )
    };
    assert_eq!(asking("true", ""), (none.to_owned(), Value::Null));
    assert_eq!(asking("true", &other), (none.to_owned(), Value::Null));
    assert_eq!(asking("true", &both), told("own"));
    assert_eq!(asking("own", &both), told("own"));
    assert_eq!(asking("obs/other", &both), told("other"));
    assert_eq!(asking("other", &both), (none.to_owned(), Value::Null));
    let several = [own.as_str(), &one("shop", "second")].concat();
    assert!(asking("true", &several).0.starts_with("2 resources Instrumentation"), "{several}");
}

/// Variables that somebody keeps in a file of their own.
#[test]
fn a_list_of_variables_is_a_fragment() {
    let list = "- {name: SW_AGENT_NAME, value: web}\n- {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}\n- {name: JAVA_TOOL_OPTIONS, value: \"-javaagent:/s/skywalking-agent.jar -Dskywalking.agent.service_name=order\"}\n";
    let launch = launched("env.yaml", list);
    assert_eq!(
        (&launch["identity"]["service"], &launch["env"][1]["from"]),
        (&json!("order"), &json!("field"))
    );
    let folder = Folder::new(&files(&[("env.yaml", list)]));
    let output = agentc(folder.path(), &["lint", "env.yaml", "--format", "concise", "--select", "AGC219"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("env.yaml:1:32: warning[AGC219"), "{said}");
}

/// Pinpoint passes over an id that it does not take (`IdValidateUtils`), and makes a random one.
#[test]
fn an_id_that_the_agent_drops_is_not_shown() {
    let instance = |more: &str| {
        let command = format!(
            "java, \"-javaagent:/p/pinpoint-bootstrap.jar\", \"{more}\", -Dpinpoint.applicationName=a, -jar, /a.jar"
        );
        of_pod("", &command)["instance"].clone()
    };
    assert_eq!(instance("-Dpinpoint.agentId=$(POD)"), Value::Null);
    assert_eq!(instance("-Dpinpoint.agentId=a-1"), json!("a-1"));
}

/// `SW_AGENT_NAME_MAX_LENGTH` is known since 9.1.0; without it 50 characters are kept.
#[test]
fn a_name_is_cut_where_another_setting_says() {
    let name = "a".repeat(58);
    let service = |env: &str| {
        let env = format!("{{name: SW_AGENT_NAME, value: {name}}}{env}");
        let command = "java, \"-javaagent:/s/skywalking-agent.jar\", -jar, /a.jar";
        of_pod(&env, command)["service"].as_str().unwrap().len()
    };
    assert_eq!(service(""), 50);
    assert_eq!(service(", {name: SW_AGENT_NAME_MAX_LENGTH, value: '55'}"), 55);
    assert_eq!(service(", {name: SW_AGENT_NAME_MAX_LENGTH, value: '60'}"), 58);
}
