//! Values for charts, and the pods that charts make of them.

use serde_json::{Value, json};

use super::build_support::{build, documents};

const MANIFEST: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: pay}
spec:
  selector: {matchLabels: {app: pay}}
  template:
    metadata: {labels: {app: pay}}
    spec:
      containers:
      - name: pay
        image: pay:1
        env:
        - {name: SIZE, value: 512m}
        - {name: JAVA_TOOL_OPTIONS, value: "-Xmx$(SIZE) -Dpattern={{.name}}"}
      - {name: proxy, image: envoy:1}
"#;

fn tree(target: &str) -> [(&'static str, String); 2] {
    let app = format!(
        r#"
        kubernetes min="1.36"
        app "pay" {{
            workload "Deployment" from="pay.yaml"
            container "pay" {{ use "skywalking" {{ collector "oap:11800" }} }}
            target "helm-values" {target}
        }}"#
    );
    [("agents.kdl", app), ("pay.yaml", MANIFEST.to_owned())]
}

fn built(target: &str) -> Result<super::build_support::Built, String> {
    let tree = tree(target);
    let files: Vec<(&str, &str)> = tree.iter().map(|(path, text)| (*path, text.as_str())).collect();
    build(&files, None)
}

fn values(target: &str, file: &str) -> Value {
    let built = built(target).unwrap_or_else(|messages| panic!("{messages}"));
    documents(&built, &format!("pay/helm-values/{file}"))[0].clone()
}

fn variable(list: &Value, name: &str) -> Value {
    list.as_array().expect("a list").iter().find(|v| v["name"] == *name).cloned().expect("there")
}

const OPTIONS: &str =
    "-Xmx$(SIZE) -Dpattern={{.name}} -javaagent:/opt/agents/skywalking/skywalking-agent.jar";

/// The chart's own options come first, as they were; a chart that pastes text does not read braces.
#[test]
fn generic_appends_to_lists() {
    let values = values("", "values.yaml");
    assert_eq!(variable(&values["extraEnv"], "JAVA_TOOL_OPTIONS")["value"], OPTIONS);
    assert_eq!(values["extraInitContainers"][0]["name"], "agentc-skywalking");
}

/// `tpl` would run `{{.name}}`; the raw string in its place prints it.
#[test]
fn charts_that_run_strings_as_templates_get_them_escaped() {
    let escaped = OPTIONS.replace("{{", "{{`{{`}}");
    let bitnami = values(r#"dialect="bitnami""#, "bitnami.values.yaml");
    assert_eq!(variable(&bitnami["extraEnvVars"], "JAVA_TOOL_OPTIONS")["value"], *escaped);
    let template = values(r#"dialect="app-template""#, "app-template.values.yaml");
    let env = &template["controllers"]["main"]["containers"]["pay"]["env"];
    assert_eq!(env["JAVA_TOOL_OPTIONS"]["value"], *escaped);
    // $(SIZE) is the chart's own: sorted before its user.
    assert_eq!(env["JAVA_TOOL_OPTIONS"]["dependsOn"], json!(["SIZE"]));
}

#[test]
fn deliveries_are_the_dialects() {
    let volume = values(r#"dialect="bitnami" delivery="image-volume""#, "bitnami.values.yaml");
    assert_eq!(volume.get("initContainers"), None);
    let image =
        json!({ "reference": "apache/skywalking-java-agent:9.7.0-alpine", "pullPolicy": "IfNotPresent" });
    assert_eq!(variable(&volume["extraVolumes"], "agentc-skywalking")["image"], image);
    let sidecar = values(r#"dialect="app-template" delivery="sidecar""#, "app-template.values.yaml");
    let copy = &sidecar["controllers"]["main"]["initContainers"]["agentc-skywalking"];
    assert_eq!(copy["restartPolicy"], "Always");
    assert_eq!(copy["image"], json!({ "repository": "apache/skywalking-java-agent", "tag": "9.7.0-alpine" }));
}

#[test]
fn unknown_dialects_and_deliveries_list_the_known_ones() {
    let message = built(r#"dialect="grafana""#).err().expect("refused");
    assert!(
        message.contains("no dialect `grafana`") && message.contains("app-template, bitnami, generic"),
        "{message}"
    );
    let message = built(r#"delivery="image-volumes""#).err().expect("refused");
    assert!(message.contains("image-volume"), "{message}");
    let message = build(
        &[("agents.kdl", r#"app "a" { use "jdwp"; target "init-container" dialect="bitnami" }"#)],
        None,
    );
    assert!(message.err().expect("refused").contains("has none"));
}

#[test]
fn a_delivery_has_its_own_kubernetes() {
    let app = |min: &str| {
        format!(
            r#"kubernetes min="{min}"
            app "a" {{ use "jdwp"; target "helm-values" delivery="image-volume" }}"#
        )
    };
    assert!(build(&[("agents.kdl", &app("1.35"))], None).is_ok());
    let message = build(&[("agents.kdl", &app("1.34"))], None).err().expect("refused");
    assert!(message.contains("needs Kubernetes 1.35"), "{message}");
}
