//! Values for charts, and the pods that charts make of them.

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use serde_json::{Value, json};

use super::build_support::{build, documents};
use super::tree_support::deployment;

const CONTAINERS: &str = r#"      - name: pay
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
    [("agents.kdl", app), ("pay.yaml", deployment("pay", CONTAINERS))]
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

fn yaml_of(text: &str) -> Value {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("lines.yaml", text);
    agentc::yaml::parse(&sources, id, &sink).expect("YAML")[0].root.to_json()
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
        message.contains("no dialect `grafana`")
            && message
                .contains("app-template, bitnami, generic, opentelemetry-kube-stack, opentelemetry-operator"),
        "{message}"
    );
    let message = built(r#"dialect="bitnamy""#).err().expect("refused");
    assert!(message.contains("did you mean `bitnami`?"), "{message}");
    let message = built(r#"dialect="opentelemetry-kubestack""#).err().expect("refused");
    assert!(message.contains("did you mean `opentelemetry-kube-stack`?"), "{message}");
    let message = built(r#"delivery="image-volumes""#).err().expect("refused");
    assert!(message.contains("image-volume"), "{message}");
    let message = build(
        &[("agents.kdl", r#"app "a" { use "jdwp"; target "init-container" dialect="bitnami" }"#)],
        None,
    );
    assert!(message.err().expect("refused").contains("has none"));
}

/// A baked image has the files and what is known before the pod runs; the values have the rest, and no copy.
#[test]
fn a_baked_image_leaves_the_values_what_the_pod_knows() {
    let keys = |value: &Value| value.as_object().expect("a map").keys().cloned().collect::<Vec<_>>();
    let image = values(r#"delivery="image""#, "values.yaml");
    assert_eq!(keys(&image), ["extraEnv", "extraVolumeMounts", "extraVolumes"]);
    // The manifest's own value would hide the image's.
    assert_eq!(variable(&image["extraEnv"], "JAVA_TOOL_OPTIONS")["value"], OPTIONS);
    let set: Vec<_> = image["extraEnv"].as_array().expect("a list").iter().map(|v| &v["name"]).collect();
    assert!(!set.contains(&&json!("SW_AGENT_COLLECTOR_BACKEND_SERVICES")), "{set:?}");
    // Only the folder that the agent writes to.
    assert_eq!(
        image["extraVolumes"],
        json!([{ "name": "agentc-skywalking-logs", "emptyDir": { "sizeLimit": "1Gi" } }])
    );
    assert_eq!(image["extraVolumeMounts"][0]["mountPath"], "/opt/agents/skywalking/logs");
    for dialect in ["generic", "bitnami", "app-template"] {
        let built =
            built(&format!(r#"dialect="{dialect}" delivery="image""#)).unwrap_or_else(|m| panic!("{m}"));
        let dockerfile = &built.files["pay/helm-values/app.Dockerfile"];
        assert!(dockerfile.starts_with("FROM pay:1\n"), "{dockerfile}");
        assert!(dockerfile.contains("SW_AGENT_COLLECTOR_BACKEND_SERVICES=\"oap:11800\""), "{dockerfile}");
    }
}

/// Where the image can hold all of it, there are no values.
#[test]
fn a_baked_image_may_leave_nothing_to_values() {
    let app = r#"app "a" { jdk 17; image "r/a:1"; use "jdwp"; target "helm-values" delivery="image" }"#;
    let built = build(&[("agents.kdl", app)], None).unwrap_or_else(|messages| panic!("{messages}"));
    assert_eq!(built.files.keys().collect::<Vec<_>>(), ["a/helm-values/app.Dockerfile"]);
}

/// Without Helm's own lines what is left is the shape of a pod: `env` and `volumeMounts` belong to the container.
#[test]
fn the_charts_lines_are_a_pod() {
    let built = built("").unwrap_or_else(|messages| panic!("{messages}"));
    let lines = &built.files["pay/helm-values/chart-lines.txt"];
    let kept: Vec<&str> = lines.lines().filter(|line| !line.contains("{{")).collect();
    let shape = yaml_of(&kept.join("\n"));
    assert_eq!(
        shape,
        json!({
            "imagePullSecrets": null, "initContainers": null,
            "containers": [{ "name": "pay", "env": null, "volumeMounts": null }], "volumes": null,
        })
    );
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

/// Every line of chart-lines.txt at once: a build reads them back as Helm fills them in.
#[test]
fn lines_for_a_chart_take_all_that_there_is() {
    let app = r#"
        registry "r.example.com" pull-secret="harbor"
        app "pay" {
            jdk 17
            use "takin" { zookeeper "zk:2181"; console-url "http://tro:80" }
            use "heap-dump" { bucket "b"; endpoint "https://s3.example.com" }
            target "helm-values"
        }"#;
    let built = build(&[("agents.kdl", app)], None).unwrap_or_else(|messages| panic!("{messages}"));
    let values = documents(&built, "pay/helm-values/values.yaml")[0].clone();
    let keys: Vec<&str> = values.as_object().expect("a map").keys().map(String::as_str).collect();
    let lines = &built.files["pay/helm-values/chart-lines.txt"];
    assert_eq!(keys.len(), 6, "{keys:?}");
    assert!(keys.iter().all(|key| lines.contains(&format!(".Values.{key} }}}}"))), "{keys:?} in {lines}");
    assert!(lines.contains("  - name: pay\n    env:\n"), "{lines}");
}
