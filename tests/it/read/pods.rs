//! Volumes and variables of a pod, and the pods of workloads.

use agentc::launch::{Content, EnvValue, EnvVar, Lookup};
use agentc::read::{manifest, pod};
use agentc::text::Opaque;
use serde_json::json;

use super::copies::pod_with;
use super::{content, found, image, maps, read};

#[test]
fn volumes_of_every_kind() {
    let spec = json!({
        "containers": [{ "name": "app", "image": "app:1",
            "securityContext": { "readOnlyRootFilesystem": true },
            "env": [{ "name": "POD_NAME", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }],
            "volumeMounts": [
            { "name": "img", "mountPath": "/img" },
            { "name": "sub", "mountPath": "/sub", "subPath": "agent" },
            { "name": "cm", "mountPath": "/cm" },
            { "name": "cm", "mountPath": "/img/agent.config", "subPath": "agent.config" },
            { "name": "items", "mountPath": "/items" },
            { "name": "other", "mountPath": "/other" },
            { "name": "secret", "mountPath": "/secret" },
            { "name": "host", "mountPath": "/host", "readOnly": true },
            { "name": "claim", "mountPath": "/claim" },
            { "name": "logs", "mountPath": "/logs", "subPathExpr": "$(POD_NAME)/x" },
        ] }],
        "volumes": [
            { "name": "img", "image": { "reference": "agent:2", "pullPolicy": "Always" } },
            { "name": "sub", "image": { "reference": "agent:3" } },
            { "name": "cm", "configMap": { "name": "known" } },
            { "name": "items", "configMap": { "name": "known", "items": [{ "key": "opts", "path": "etc/o" }] } },
            { "name": "other", "configMap": { "name": "foreign" } },
            { "name": "secret", "secret": { "secretName": "s" } },
            { "name": "host", "hostPath": { "path": "/opt/agent" } },
            { "name": "claim", "persistentVolumeClaim": { "claimName": "c" } },
            { "name": "logs", "emptyDir": { "medium": "Memory" } },
        ],
    });
    let files = read(&spec, "app").files;
    assert_eq!(files.lookup("/img/x.jar"), found(image("agent:2", "/x.jar"), false));
    assert_eq!(files.lookup("/sub/x.jar"), found(image("agent:3", "/agent/x.jar"), false));
    assert_eq!(files.lookup("/cm/agent.config"), found(Content::Text("a=1".into()), false));
    assert_eq!(files.lookup("/img/agent.config"), found(Content::Text("a=1".into()), false));
    assert_eq!(files.lookup("/cm/nothing"), Lookup::Absent);
    assert_eq!(content(files.lookup("/items/etc/o")), Some(Content::Text("-Xmx1g $(X)".into())));
    assert_eq!(files.lookup("/items/agent.config"), Lookup::Absent);
    for path in ["/other/a", "/secret/a", "/host/a", "/claim/a"] {
        assert!(matches!(files.lookup(path), Lookup::Unknown { .. }), "{path}");
    }
    assert!(matches!(files.lookup("/host/a"), Lookup::Unknown { writable: false, .. }));
    assert!(matches!(files.lookup("/claim/a"), Lookup::Unknown { writable: true, .. }));
    assert_eq!(files.lookup("/logs"), found(Content::Empty, true));
    assert_eq!(files.lookup("/opt/app.jar"), found(image("app:1", "/opt/app.jar"), false));
}

#[test]
fn variables_of_every_kind() {
    let spec = json!({ "containers": [{ "name": "app",
        "envFrom": [{ "prefix": "P_", "configMapRef": { "name": "known" } }],
        "env": [
            { "name": "A", "value": "x" },
            { "name": "EMPTY" },
            { "name": "F", "valueFrom": { "fieldRef": { "fieldPath": "metadata.labels['app']" } } },
            { "name": "S", "valueFrom": { "secretKeyRef": { "name": "s", "key": "k" } } },
            { "name": "C", "valueFrom": { "configMapKeyRef": { "name": "known", "key": "opts" } } },
            { "name": "CO", "valueFrom": { "configMapKeyRef": { "name": "known", "key": "no", "optional": true } } },
            { "name": "CX", "valueFrom": { "configMapKeyRef": { "name": "foreign", "key": "k" } } },
            { "name": "R", "valueFrom": { "resourceFieldRef": { "resource": "limits.memory" } } },
        ] }] });
    let container = read(&spec, "app");
    let expected = [
        ("P_agent.config", EnvValue::Verbatim("a=1".into())),
        ("P_opts", EnvValue::Verbatim("-Xmx1g $(X)".into())),
        ("A", EnvValue::Literal("x".into())),
        ("EMPTY", EnvValue::Literal(String::new())),
        ("F", EnvValue::From(Opaque::Field("metadata.labels['app']".into()))),
        ("S", EnvValue::From(Opaque::Secret { name: "s".into(), key: "k".into() })),
        ("C", EnvValue::Verbatim("-Xmx1g $(X)".into())),
        ("CX", EnvValue::From(Opaque::ConfigMap { name: "foreign".into(), key: "k".into() })),
        ("R", EnvValue::From(Opaque::Unknown("limits.memory".into()))),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(n, value)| EnvVar { name: n.into(), value }).collect();
    assert_eq!(container.env, expected);
    assert!(!container.env_from);
    let spec = json!({ "containers": [{ "name": "app", "envFrom": [{ "secretRef": { "name": "s" } }] }] });
    assert!(read(&spec, "app").env_from);
    assert!(pod::container(&spec, "nobody", &maps, None).is_none());
}

#[test]
fn supplies_say_who_fills_which_volume() {
    let mut spec = pod_with(&json!({
        "command": ["cp", "-r", "/a/.", "/vol"], "restartPolicy": "Always",
        "securityContext": { "runAsUser": 10001 }, "resources": { "limits": { "memory": "64Mi" } },
    }));
    spec["volumes"][0]["emptyDir"] = json!({ "sizeLimit": "120Mi" });
    let supplies = pod::supplies(&spec, "app");
    let [supply] = supplies.as_slice() else { panic!("{supplies:?}") };
    assert_eq!(
        (supply.container.as_str(), supply.image.as_str(), supply.volume.as_str()),
        ("copy", "agent:1", "agent")
    );
    assert_eq!(supply.size_limit.as_deref(), Some("120Mi"));
    assert!(supply.native_sidecar);
    assert_eq!(supply.security_context, Some(json!({ "runAsUser": 10001 })));
    assert_eq!(supply.resources, Some(json!({ "limits": { "memory": "64Mi" } })));
}

// ---- workloads

#[test]
fn every_workload_kind_has_its_template() {
    let cases = [
        ("apps/v1", "Deployment", json!({ "template": { "spec": { "x": 1 } } })),
        ("apps/v1", "StatefulSet", json!({ "template": { "spec": { "x": 1 } } })),
        ("apps/v1", "DaemonSet", json!({ "template": { "spec": { "x": 1 } } })),
        ("apps/v1", "ReplicaSet", json!({ "template": { "spec": { "x": 1 } } })),
        ("batch/v1", "Job", json!({ "template": { "spec": { "x": 1 } } })),
        ("batch/v1", "CronJob", json!({ "jobTemplate": { "spec": { "template": { "spec": { "x": 1 } } } } })),
        ("v1", "Pod", json!({ "x": 1 })),
        ("argoproj.io/v1alpha1", "Rollout", json!({ "template": { "spec": { "x": 1 } } })),
        ("serving.knative.dev/v1", "Service", json!({ "template": { "spec": { "x": 1 } } })),
    ];
    for (api, kind, spec) in cases {
        let doc = json!({ "apiVersion": api, "kind": kind, "metadata": { "name": "n", "namespace": "ns" }, "spec": spec });
        let workload = manifest::workload(&doc).unwrap_or_else(|| panic!("{kind}"));
        assert_eq!((workload.name.as_str(), workload.namespace.as_deref()), ("n", Some("ns")));
        assert_eq!(workload.pod_spec(&doc), Some(&json!({ "x": 1 })), "{kind}");
        let other = workload.with_template(&doc, &json!({ "spec": { "x": 2 } })).expect("has a template");
        assert_eq!(workload.pod_spec(&other), Some(&json!({ "x": 2 })), "{kind}");
        assert_eq!(manifest::workload(&other), Some(workload));
    }
    // A core Service is none, whatever Knative calls its own.
    assert_eq!(manifest::workload(&json!({ "apiVersion": "v1", "kind": "Service", "metadata": {} })), None);
    assert_eq!(manifest::workload(&json!(["x"])), None);
}
