//! Violations name the place and the way out, and never the value.

use std::collections::HashMap;

use agentc::target::validate::{Schemas, Violation};
use serde_json::{Value, json};

const DEPLOYMENT: &str = "kubernetes.schema.json#/$defs/Deployment";
const PATCH: &str = "kubernetes-patch.schema.json#/$defs/Deployment";

fn deployment(container: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "pay"},
        "spec": {
            "selector": {"matchLabels": {"app": "pay"}},
            "template": {"metadata": {"labels": {"app": "pay"}}, "spec": {"containers": [container]}},
        },
    })
}

fn said(violations: &[Violation]) -> Vec<(&str, &str)> {
    violations.iter().map(|v| (v.pointer.as_str(), v.message.as_str())).collect()
}

#[test]
fn a_good_deployment_passes() {
    let good = deployment(&json!({"name": "app", "image": "r/pay:1", "env": [{"name": "A", "value": "b"}]}));
    assert_eq!(said(&Schemas::default().validate(DEPLOYMENT, &good)), []);
}

#[test]
fn misspelt_fields_are_named_with_the_right_one() {
    let bad = deployment(&json!({"name": "app", "image": "r/pay:1", "volumeMount": []}));
    assert_eq!(
        said(&Schemas::default().validate(DEPLOYMENT, &bad)),
        [("/spec/template/spec/containers/0", "unknown field `volumeMount`; did you mean `volumeMounts`?")]
    );
}

#[test]
fn types_names_and_missing_fields_in_words() {
    let mut bad = deployment(&json!({"image": "r/pay:1"}));
    bad["spec"]["replicas"] = json!("3");
    bad["spec"]["template"]["spec"]["restartPolicy"] = json!("Alway");
    let violations = Schemas::default().validate(DEPLOYMENT, &bad);
    let all = said(&violations);
    assert!(all.contains(&("/spec/replicas", "is a text where a whole number is expected")), "{all:?}");
    assert!(all.contains(&("/spec/template/spec/containers/0", "the field \"name\" is missing")), "{all:?}");
    assert!(all.iter().any(|(pointer, _)| *pointer == "/spec/template/spec/restartPolicy"), "{all:?}");
}

#[test]
fn a_value_is_never_repeated() {
    let secret = "hunter2 hunter2";
    let container = json!({
        "name": secret, "image": 7, "imagePullPolicy": secret, "env": [{"name": "A", "value": {"x": secret}}, {"name": secret, "value": secret, "valueFrom": secret}],
        "ports": [{"containerPort": secret}], "resources": {"limits": {"memory": secret}},
    });
    let violations = Schemas::default().validate(DEPLOYMENT, &deployment(&container));
    assert!(violations.len() >= 5, "{violations:?}");
    assert!(!format!("{violations:?}").contains("hunter2"), "{violations:?}");
}

#[test]
fn patches_need_only_their_merge_keys() {
    let patch = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "pay"},
        "spec": {"template": {"spec": {"containers": [{"name": "app", "env": [{"name": "A", "value": "b"}]}]}}},
    });
    assert_eq!(said(&Schemas::default().validate(PATCH, &patch)), []);
    assert_ne!(said(&Schemas::default().validate(DEPLOYMENT, &patch)), []);
}

#[test]
fn the_tree_brings_schemas_that_refer_to_ours() {
    let own = json!({
        "$id": "https://agentc.dev/schemas/own.schema.json",
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "mode": {"enum": ["agent", "sidecar"]},
            "env": {"type": "array", "items": {"$ref": "kubernetes.schema.json#/$defs/EnvVar"}},
            "port": {"type": ["integer", "null"], "minimum": 1},
            "either": {"oneOf": [{"type": "object", "required": ["a"]}, {"type": "array"}]},
        },
        "additionalProperties": false,
    });
    let schemas = Schemas::new(HashMap::from([("own.schema.json".to_owned(), own)]));
    let validate = |value: Value| schemas.validate("own.schema.json", &value);
    assert_eq!(
        said(&validate(json!({"mode": "agent", "port": null, "env": [{"name": "A"}], "either": []}))),
        []
    );
    assert_eq!(
        said(&validate(json!({"mode": "sidcar", "port": 0, "either": {}, "prot": 1}))),
        [
            ("", "unknown field `prot`; did you mean `port`?"),
            ("/either", "the field \"a\" is missing"),
            ("/mode", "is none of agent, sidecar; did you mean `sidecar`?"),
            ("/port", "is less than 1"),
        ]
    );
    assert_eq!(validate(json!({"env": [{"name": "A", "vlaue": "b"}]})).len(), 1);
}

#[test]
fn an_unusable_schema_is_a_violation() {
    let broken = HashMap::from([
        ("remote.schema.json".to_owned(), json!({"$ref": "https://example.com/elsewhere.json"})),
        ("type.schema.json".to_owned(), json!({"type": 7})),
    ]);
    for (schemas, reference) in [
        (Schemas::default(), "nowhere.schema.json"),
        (Schemas::default(), "kubernetes.schema.json#/$defs/Deploymnet"),
        (Schemas::default(), "kubernetes.schema.json#Deployment"),
        (Schemas::default(), ""),
        (Schemas::new(broken.clone()), "remote.schema.json"),
        (Schemas::new(broken), "type.schema.json"),
    ] {
        let violations = schemas.validate(reference, &json!({}));
        assert_eq!(violations.len(), 1, "{reference}");
        assert!(violations[0].message.contains("cannot be used"), "{violations:?}");
    }
}
