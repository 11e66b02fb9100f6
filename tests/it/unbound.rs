//! Builds without an app: what is not for a workload leaves it alone.

use agentc::Request;
use agentc::target::merge::json_patch;
use serde_json::{Value, json};

use super::build_support::{Built, build, build_with, documents};

const SKYWALKING: &[(&str, &str)] =
    &[("agents.kdl", r#"defaults { use "skywalking" { collector "oap.monitoring:11800" } }"#)];

const TAKIN: &[(&str, &str)] = &[("agents.kdl", r#"defaults { use "takin" }"#)];

fn workload(labels: &Value, container: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": { "name": "pay" },
        "spec": { "template": {
            "metadata": { "labels": labels },
            "spec": { "containers": [{ "name": container, "image": "pay:1" }] },
        } },
    })
}

/// Every form that Kustomize applies, and who is asked.
const COMPONENTS: [(&str, &str); 5] = [
    ("init-container", "skywalking"),
    ("sidecar", "skywalking"),
    ("image-volume", "skywalking"),
    ("swck", "skywalking"),
    ("otel-operator", "otel"),
];

fn component(target: &str, profile: &str) -> Built {
    let tree = format!("defaults {{ use \"{profile}\" }}");
    build(&[("agents.kdl", &tree)], Some(target)).unwrap_or_else(|m| panic!("{m}"))
}

#[test]
fn the_guard_lets_only_its_own_pods_through() {
    for (target, profile) in COMPONENTS {
        let built = component(target, profile);
        let guard = documents(&built, &format!("defaults/{target}/guard.yaml"))[0].clone();
        let labels = json!({ "app.kubernetes.io/name": "pay", "other": "x" });
        let right = workload(&labels, "app");
        assert_eq!(json_patch(&right, &guard).as_ref(), Ok(&right), "a guard changes nothing");
        for (what, wrong) in [
            ("another container", workload(&labels, "web")),
            ("no such label", workload(&json!({ "other": "x" }), "app")),
            ("no labels", workload(&Value::Null, "app")),
        ] {
            assert!(json_patch(&wrong, &guard).is_err(), "{target}: {what}");
        }
    }
}

/// Nobody knows the workload's name: the target of each patch is its kind, and the guard stands first.
#[test]
fn a_component_is_for_workloads_of_any_name() {
    for (target, profile) in COMPONENTS {
        let built = component(target, profile);
        let component = documents(&built, &format!("defaults/{target}/kustomization.yaml"))[0].clone();
        let kinds = json!({ "kind": "Deployment|StatefulSet|DaemonSet" });
        let patches =
            json!([{ "path": "guard.yaml", "target": kinds }, { "path": "patch.yaml", "target": kinds }]);
        assert_eq!(component["patches"], patches, "{target}");
    }
}

#[test]
fn the_guard_is_a_block_list() {
    // Kustomize reads a patch file that starts with `[` as JSON, and comments are none (facts: D2).
    let built = build(SKYWALKING, None).expect("builds");
    assert!(built.files["defaults/init-container/guard.yaml"].starts_with("- op: test\n"));
}

/// The targets that take an agent into a pod, each with the file that says which container.
const FORMS: [(&str, &str, &str); 8] = [
    ("admission-policy", "skywalking", "policy.yaml"),
    ("dockerfile", "skywalking", "remainder.patch.yaml"),
    ("helm-values", "skywalking", "values.yaml"),
    ("image-volume", "skywalking", "patch.yaml"),
    ("init-container", "skywalking", "patch.yaml"),
    ("otel-operator", "otel", "patch.yaml"),
    ("sidecar", "skywalking", "patch.yaml"),
    ("swck", "skywalking", "swagent.yaml"),
];

/// Design section 4: container = `app`, or what `--set container=NAME` says, everywhere. A chart's values name none.
#[test]
fn the_command_line_names_the_container() {
    for (target, profile, file) in FORMS {
        let tree = format!("defaults {{ use \"{profile}\" }}");
        let request = Request {
            target: Some(target.to_owned()),
            set: vec!["container=web-1".to_owned()],
            ..Request::default()
        };
        let built = build_with(&[("agents.kdl", &tree)], request).unwrap_or_else(|m| panic!("{m}"));
        let path = format!("defaults/{target}/{file}");
        let text = if target == "helm-values" { &built.headers[&path] } else { &built.files[&path] };
        assert!(text.contains("web-1") && !text.contains("name: app\n"), "{target}: {text}");
        if let Some(guard) = built.files.get(&format!("defaults/{target}/guard.yaml")) {
            assert!(guard.contains("value: web-1\n"), "{target}: {guard}");
        }
    }
    let swagent = |built: &Built| documents(built, "defaults/swck/swagent.yaml")[0]["spec"].clone();
    assert_eq!(swagent(&component("swck", "skywalking"))["containerMatcher"], "^(app)$");
}

/// The kubelet starts no container with a `subPathExpr` that refers to an empty variable (Kubernetes 1.36,
/// `ExpandContainerVolumeMounts`); the API server looks at the label itself. A missing label is empty to the kubelet.
#[test]
fn nothing_starts_with_an_empty_label() {
    for (target, profile, file) in FORMS {
        let built = component(target, profile);
        let file = if target == "swck" { "patch.yaml" } else { file };
        let one = documents(&built, &format!("defaults/{target}/{file}"))[0].clone();
        if target == "admission-policy" {
            let conditions = one["spec"]["matchConditions"].to_string();
            assert!(conditions.contains("has-label") && !one.to_string().contains("subPathExpr"));
            continue;
        }
        let (env, mounts) = match one.pointer("/spec/template/spec/containers/0") {
            Some(container) => (&container["env"], &container["volumeMounts"]),
            None => (&one["extraEnv"], &one["extraVolumeMounts"]),
        };
        let find = |list: &Value, key: &str, value: &str| {
            list.as_array().expect("a list").iter().find(|e| e[key] == *value).cloned().expect(target)
        };
        let mount = find(mounts, "mountPath", "/agentc/service-name");
        let variable = mount["subPathExpr"].as_str().expect("an expression");
        let name = variable.strip_prefix("$(").and_then(|v| v.strip_suffix(')')).expect("a reference");
        let label = "metadata.labels['app.kubernetes.io/name']";
        assert_eq!(
            find(env, "name", name)["valueFrom"],
            json!({ "fieldRef": { "fieldPath": label } }),
            "{target}"
        );
    }
}

/// An app has a name: nothing of this is in its pods.
#[test]
fn an_app_needs_no_label() {
    let tree = r#"app "pay" { use "skywalking" { collector "oap:11800" } }"#;
    let built = build(&[("agents.kdl", tree)], None).expect("builds");
    assert!(!built.files["pay/init-container/patch.yaml"].contains("service-name"));
    let companion = component("init-container", "jdwp");
    assert!(!companion.files["defaults/init-container/patch.yaml"].contains("service-name"));
}

/// ZooKeeper can stand in the file alone, so the file cannot be written before somebody names it.
#[test]
fn a_file_nobody_can_write_comes_from_the_cluster() {
    let built = build(TAKIN, Some("init-container")).expect("builds");
    let emitted = documents(&built, "defaults/init-container/patch.yaml")[0].clone();
    let pod = &emitted["spec"]["template"]["spec"];
    let named = |list: &Value, key: &str, value: &str| {
        list.as_array().expect("a list").iter().find(|item| item[key] == *value).cloned().expect("there")
    };
    let place = "/opt/agents/simulator-agent/config/agent.properties";
    let mount = named(&pod["containers"][0]["volumeMounts"], "mountPath", place);
    let volume = named(&pod["volumes"], "name", mount["name"].as_str().expect("a name"));
    // `items` makes the kubelet refuse a ConfigMap without the key.
    let items = json!([{ "key": "agent.properties", "path": "agent.properties" }]);
    assert_eq!(volume["configMap"], json!({ "name": "agent-takin", "items": items }));
    assert_eq!(mount["subPath"], "agent.properties");
}

#[test]
fn required_settings_come_from_the_cluster() {
    let built =
        build(&[("agents.kdl", r#"defaults { use "skywalking" }"#)], Some("sidecar")).expect("builds");
    let patch = documents(&built, "defaults/sidecar/patch.yaml")[0].clone();
    let env = patch["spec"]["template"]["spec"]["containers"][0]["env"].as_array().expect("env").clone();
    let value = |name: &str| env.iter().find(|v| v["name"] == *name).expect("there")["valueFrom"].clone();
    assert_eq!(
        value("SW_AGENT_COLLECTOR_BACKEND_SERVICES"),
        json!({ "configMapKeyRef": { "name": "agent-skywalking", "key": "collector" } })
    );
    assert_eq!(
        value("SW_AGENT_NAME"),
        json!({ "fieldRef": { "fieldPath": "metadata.labels['app.kubernetes.io/name']" } })
    );
}

/// Design: every pair emits or says why not; a gateway has no JVM, and `config.yaml` cannot be written without the
/// address that nobody gave.
#[test]
fn what_cannot_be_built_says_why() {
    let built = build(&[("agents.kdl", r#"defaults { use "apisix" }"#)], None).expect("builds");
    assert!(built.files.is_empty());
    assert!(built.refused["config-map"].contains("a required setting that nobody has set"));
    assert!(built.refused["helm-values"].contains("configured by files alone"));
}

#[test]
fn plain_patches_say_what_they_are_for() {
    let built = build(SKYWALKING, Some("image-volume")).expect("builds");
    let header = &built.headers["defaults/image-volume/patch.yaml"];
    assert!(
        header.contains("container is called app") && header.contains("app.kubernetes.io/name"),
        "{header}"
    );
}

/// `profiles/others.kdl` says how agents of others are known: a build of the folder has nothing to attach for them.
#[test]
fn profiles_that_only_tell_agents_apart_are_not_built() {
    let profiles = r#"
profile "tracer" { role "apm"; when role="apm" { refuse "two" } }
profile "theirs" { extends "tracer"; detect { jar "theirs-agent.jar" } }
profile "ours" { extends "tracer"; jvm "-Da=b" }
"#;
    let built = crate::tree_support::built(&crate::tree_support::files(&[("profiles/all.kdl", profiles)]));
    let paths = built.artifacts.expect("it is built").into_iter().map(|(path, _)| path);
    let folders: std::collections::BTreeSet<String> =
        paths.filter_map(|path| Some(path.split_once('/')?.0.to_owned())).collect();
    assert_eq!(folders.into_iter().collect::<Vec<_>>(), ["ours"]);
}
