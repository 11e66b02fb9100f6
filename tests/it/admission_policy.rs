//! The policy, and that our model of the API server changes pods as the API server does.

#[cfg(feature = "conformance")]
use std::io::Write;
#[cfg(feature = "conformance")]
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::build_support::{build, documents};

const AGENTS: &str = r#"
kubernetes min="1.36"
registry "harbor.example.com/agents" pull-secret="harbor"
app "pay" namespace="shop" {
    workload "Deployment" from="pay.yaml"
    use "skywalking" { collector "oap:11800"; authentication secret="sw/token" }
    use "takin" { zookeeper "zk:2181"; console-url "http://tro:80"; agent-id "{{pod.name}}" }
    use "heap-dump" { bucket "b"; endpoint "https://s3.example.com" }
    target "admission-policy"
}
"#;

fn manifest(env: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: pay, namespace: shop}}\nspec:\n  selector: {{matchLabels: {{app: pay}}}}\n  template:\n    metadata: {{labels: {{app: pay}}}}\n    spec:\n      containers:\n      - {{name: proxy, image: envoy}}\n      - {{name: pay, image: pay{env}}}\n"
    )
}

fn policy(env: &str) -> Value {
    let agents = AGENTS.replace("    use \"skywalking\"", "    container \"pay\" {\n    use \"skywalking\"");
    let agents = agents.replace("    target", "    }\n    target");
    let manifest = manifest(env);
    let built = build(&[("agents.kdl", &agents), ("pay.yaml", &manifest)], None);
    let built = built.unwrap_or_else(|messages| panic!("{messages}"));
    documents(&built, "pay/admission-policy/policy.yaml")[0].clone()
}

#[cfg(feature = "conformance")]
fn pod(env: &Value) -> Value {
    let mut app = json!({ "name": "pay", "image": "pay" });
    if !env.is_null() {
        app["env"] = env.clone();
    }
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": "pay-0", "namespace": "shop", "labels": { "app": "pay", "app.kubernetes.io/name": "pay" } },
        "spec": { "containers": [{ "name": "proxy", "image": "envoy" }, app] },
    })
}

/// Facts: D (API), E: a policy that fails must not stop pods; what it does must survive a second call.
#[test]
fn the_policy_is_careful() {
    let policy = policy("");
    assert_eq!(policy["spec"]["failurePolicy"], "Ignore");
    assert_eq!(policy["spec"]["reinvocationPolicy"], "IfNeeded");
    let rule = &policy["spec"]["matchConstraints"]["resourceRules"][0];
    assert_eq!((&rule["operations"], &rule["resources"]), (&json!(["CREATE"]), &json!(["pods"])));
    let constraints = &policy["spec"]["matchConstraints"];
    assert_eq!(
        constraints["namespaceSelector"]["matchLabels"],
        json!({ "kubernetes.io/metadata.name": "shop" })
    );
    assert_eq!(constraints["objectSelector"]["matchLabels"], json!({ "app": "pay" }));
}

#[test]
fn the_program_is_the_same_for_every_agent() {
    let program = |profile: &str| {
        let tree = format!("defaults {{ use \"{profile}\" }}");
        let built =
            build(&[("agents.kdl", &tree)], Some("admission-policy")).unwrap_or_else(|m| panic!("{m}"));
        documents(&built, "defaults/admission-policy/policy.yaml")[0]["spec"]["mutations"].clone()
    };
    let one = program("skywalking");
    assert_eq!(one.as_array().map(Vec::len), Some(2));
    for other in ["takin", "heap-dump", "jdwp", "pinpoint", "otel"] {
        assert_eq!(program(other), one, "{other}");
    }
}

#[test]
fn an_app_without_namespace_is_refused() {
    let tree = r#"app "a" { use "jdwp"; target "admission-policy" }"#;
    let message = build(&[("agents.kdl", tree)], None).err().expect("refused");
    assert!(message.contains("pods of every namespace"), "{message}");
}

/// The API server's own code, built from `tests/conformance/admission-policy`, as `AGENTC_ADMIT`.
#[cfg(feature = "conformance")]
fn admit(cases: &[(Value, Value)]) -> Vec<Value> {
    let program = std::env::var("AGENTC_ADMIT").expect("AGENTC_ADMIT");
    let mut child =
        Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
    let cases: Vec<Value> =
        cases.iter().map(|(policy, pod)| json!({ "policy": policy, "pod": pod })).collect();
    let mut input = child.stdin.take().expect("piped");
    input.write_all(json!(cases).to_string().as_bytes()).expect("written");
    drop(input);
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[cfg(feature = "conformance")]
fn env_of(pod: &Value) -> Vec<(String, Value)> {
    let app = pod["spec"]["containers"].as_array().expect("containers").iter().find(|c| c["name"] == "pay");
    let env = app.expect("the app")["env"].as_array().expect("env").clone();
    env.iter().map(|e| (e["name"].as_str().expect("a name").to_owned(), e["value"].clone())).collect()
}

#[test]
#[cfg(feature = "conformance")]
fn the_api_server_agrees() {
    let own =
        json!([{ "name": "JAVA_TOOL_OPTIONS", "value": "-Xmx1g $$x" }, { "name": "SIZE", "value": "1" }]);
    let from = json!([{ "name": "JAVA_TOOL_OPTIONS", "valueFrom": { "configMapKeyRef": { "name": "a", "key": "b" } } }]);
    let twice = json!([{ "name": "A", "value": "1" }, { "name": "A", "value": "2" }]);
    let plain = policy("");
    let bare = admit(&[(plain.clone(), pod(&Value::Null))]).remove(0);
    let with_own = admit(&[(plain.clone(), pod(&own))]).remove(0);

    // Everything of the plan is there, in order, and nothing twice.
    let plan_options =
        |pod: &Value| env_of(pod).into_iter().filter(|(n, _)| n == "JAVA_TOOL_OPTIONS").collect::<Vec<_>>();
    let (first, last) = ("transmittable-thread-local-2.12.1.jar", "simulator-launcher-instrument.jar");
    for pod in [&bare, &with_own] {
        let options = plan_options(pod);
        assert_eq!(options.len(), 1);
        let text = options[0].1.as_str().expect("text");
        let (ttl, launcher) = (text.find(first).expect("first"), text.find(last).expect("last"));
        assert!(ttl < launcher, "{text}");
        assert_eq!(env_of(pod).last().map(|(n, _)| n.as_str()), Some("JAVA_TOOL_OPTIONS"));
        assert_eq!(pod["metadata"]["annotations"]["agentc.dev/pay"], "injected");
        assert_eq!(pod["spec"]["initContainers"].as_array().map(Vec::len), Some(2));
        assert_eq!(pod["spec"]["imagePullSecrets"], json!([{ "name": "harbor" }]));
    }
    let text = plan_options(&with_own)[0].1.as_str().expect("text").to_owned();
    let own_at = text.find(" -Xmx1g $$x -javaagent").expect("the application's own in the middle");
    assert!(text.find(first).expect("first") < own_at);

    // Alone: done already, from elsewhere, ambiguous, another container.
    let mut other = pod(&Value::Null);
    other["spec"]["containers"][1]["name"] = json!("web");
    let mut mounted = pod(&Value::Null);
    mounted["spec"]["containers"][0]["volumeMounts"] = json!([{ "name": "x", "mountPath": "/dumps" }]);
    let left_alone = [bare.clone(), with_own, pod(&from), pod(&twice), other, mounted];
    let cases: Vec<_> = left_alone.iter().map(|pod| (plain.clone(), pod.clone())).collect();
    for (before, after) in left_alone.iter().zip(admit(&cases)) {
        assert_eq!(
            before["spec"]["containers"].as_array().map(Vec::len),
            after["spec"]["containers"].as_array().map(Vec::len)
        );
        assert_eq!(before["spec"].get("volumes"), after["spec"].get("volumes"));
        assert_eq!(before["metadata"].get("annotations"), after["metadata"].get("annotations"));
    }
}

#[test]
#[cfg(feature = "conformance")]
fn every_profile_compiles_in_the_api_server() {
    for profile in ["skywalking", "pinpoint", "otel", "takin", "heap-dump", "jdwp"] {
        let tree = format!("defaults {{ container \"pay\" {{ use \"{profile}\" }} }}");
        let built =
            build(&[("agents.kdl", &tree)], Some("admission-policy")).unwrap_or_else(|m| panic!("{m}"));
        let policy = documents(&built, "defaults/admission-policy/policy.yaml")[0].clone();
        let mut unlabelled = pod(&Value::Null);
        unlabelled["metadata"]["labels"] = json!({ "app": "pay" });
        let pods = admit(&[(policy.clone(), pod(&Value::Null)), (policy, unlabelled)]);
        assert!(env_of(&pods[0]).iter().any(|(name, _)| name == "JAVA_TOOL_OPTIONS"), "{profile}");
        assert_eq!(pods[1]["spec"]["containers"][1].get("env"), None, "{profile}");
    }
}
