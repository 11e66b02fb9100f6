//! What Kustomize, operators and webhooks make of a manifest.

use agentc::target::merge::{consume, json_patch, strategic_merge};
use agentc::yaml;
use agentc::{diagnostic::Sink, source::Sources};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One YAML text as JSON.
fn y(text: &str) -> Value {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("test.yaml", text);
    yaml::parse(&sources, id, &sink).expect("valid")[0].root.to_json()
}

/// A pod spec inside a Deployment, patched.
fn patched(spec: &str, patch: &str) -> Value {
    let wrap = |spec: &str| json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": y(spec)}}});
    strategic_merge(&wrap(spec), &wrap(patch))["spec"]["template"]["spec"].take()
}

/// Every row was run through `kubectl kustomize` 1.32 (Kustomize 5.5): manifest, patch, result.
const KUSTOMIZE: &[(&str, &str, &str)] = &[
    // The patch's elements come first, in its order, overridden ones too.
    (
        "{containers: [{name: app, env: [{name: A, value: a}, {name: B, value: b}, {name: C, value: c}]}]}",
        "{containers: [{name: app, env: [{name: D, value: d}, {name: B, value: x}]}]}",
        "{containers: [{name: app, env: [{name: D, value: d}, {name: B, value: x}, {name: A, value: a}, {name: C, value: c}]}]}",
    ),
    // `value` over `valueFrom` keeps both.
    (
        "{containers: [{name: app, env: [{name: A, valueFrom: {fieldRef: {fieldPath: p}}}]}]}",
        "{containers: [{name: app, env: [{name: A, value: q}]}]}",
        "{containers: [{name: app, env: [{name: A, valueFrom: {fieldRef: {fieldPath: p}}, value: q}]}]}",
    ),
    // A misspelt container is a new one.
    (
        "{containers: [{name: app, image: r}]}",
        "{containers: [{name: ap, env: []}]}",
        "{containers: [{name: ap, env: []}, {name: app, image: r}]}",
    ),
    // A volume that changes its type keeps both, unless the old one is deleted.
    (
        "{volumes: [{name: v, emptyDir: {}}]}",
        "{volumes: [{name: v, configMap: {name: c}}]}",
        "{volumes: [{name: v, emptyDir: {}, configMap: {name: c}}]}",
    ),
    (
        "{volumes: [{name: v, emptyDir: {}}]}",
        "{volumes: [{name: v, emptyDir: null, configMap: {name: c}}]}",
        "{volumes: [{name: v, configMap: {name: c}}]}",
    ),
    (
        "{volumes: [{name: v, emptyDir: {sizeLimit: 1}}]}",
        "{volumes: [{name: v, emptyDir: {}}]}",
        "{volumes: [{name: v, emptyDir: {sizeLimit: 1}}]}",
    ),
    // Other lists are replaced.
    (
        "{tolerations: [{key: a}], containers: [{name: app, command: [a, b], envFrom: [{configMapRef: {name: a}}]}]}",
        "{tolerations: [{key: b}], containers: [{name: app, command: [c], envFrom: [{configMapRef: {name: b}}]}]}",
        "{tolerations: [{key: b}], containers: [{name: app, command: [c], envFrom: [{configMapRef: {name: b}}]}]}",
    ),
    // The other keyed lists.
    (
        "{imagePullSecrets: [{name: a}, {name: b}], hostAliases: [{ip: 1.1.1.1}], containers: [{name: app, volumeMounts: [{mountPath: /a, name: v}, {mountPath: /b, name: v}], ports: [{containerPort: 80, name: h}]}]}",
        "{imagePullSecrets: [{name: c}, {name: b}], hostAliases: [{ip: 2.2.2.2}], containers: [{name: app, volumeMounts: [{mountPath: /c, name: w}, {mountPath: /b, name: w}], ports: [{containerPort: 90}]}]}",
        "{imagePullSecrets: [{name: c}, {name: b}, {name: a}], hostAliases: [{ip: 2.2.2.2}, {ip: 1.1.1.1}], containers: [{name: app, volumeMounts: [{mountPath: /c, name: w}, {mountPath: /b, name: w}, {mountPath: /a, name: v}], ports: [{containerPort: 90}, {containerPort: 80, name: h}]}]}",
    ),
    // Mount paths are compared as they are written.
    (
        "{containers: [{name: app, volumeMounts: [{mountPath: /a, name: v}, {mountPath: /a/, name: w}]}]}",
        "{containers: [{name: app, volumeMounts: [{mountPath: /a, name: x, subPath: s}]}]}",
        "{containers: [{name: app, volumeMounts: [{mountPath: /a, name: x, subPath: s}, {mountPath: /a/, name: w}]}]}",
    ),
    // Directives.
    (
        "{containers: [{name: a}, {name: b}]}",
        "{containers: [{name: a, $patch: delete}]}",
        "{containers: [{name: b}]}",
    ),
    (
        "{initContainers: [{name: a}]}",
        "{initContainers: [{name: a, $patch: delete}]}",
        "{initContainers: []}",
    ),
    (
        "{containers: [{name: a}, {name: b}]}",
        "{containers: [{$patch: replace}, {name: z}]}",
        "{containers: [{name: z}]}",
    ),
    (
        "{securityContext: {a: 1, b: 2}}",
        "{securityContext: {$patch: replace, c: 3}}",
        "{securityContext: {c: 3}}",
    ),
    ("{securityContext: {a: 1}, hostname: h}", "{securityContext: {$patch: delete}}", "{hostname: h}"),
    (
        "{}",
        "{containers: [{name: x, env: [{name: a, value: b}, {name: c, $patch: delete}]}]}",
        "{containers: [{name: x, env: [{name: a, value: b}]}]}",
    ),
    // Nulls delete, also where nothing was; empty lists of a keyed list change nothing.
    (
        "{containers: [{name: app, image: r, command: [a]}]}",
        "{containers: [{name: app, image: null, command: null, args: null}]}",
        "{containers: [{name: app}]}",
    ),
    (
        "{containers: [{name: app}]}",
        "{containers: [{name: app, securityContext: {a: null, b: {c: null}}, env: [{name: Z, value: null}]}]}",
        "{containers: [{name: app, securityContext: {b: {}}, env: [{name: Z}]}]}",
    ),
    (
        "{containers: [{name: app, env: [{name: A, value: x}]}]}",
        "{containers: [{name: app, env: [], command: []}]}",
        "{containers: [{name: app, env: [{name: A, value: x}], command: []}]}",
    ),
    (
        "{containers: [{name: app, env: null}]}",
        "{containers: [{name: app, env: [{name: A, value: b}]}]}",
        "{containers: [{name: app, env: [{name: A, value: b}]}]}",
    ),
    // One name twice: the patch is lost on the manifest's last one, and only the patch's first one counts.
    (
        "{containers: [{name: app, env: [{name: A, value: x}, {name: A, value: y}, {name: B, value: z}]}]}",
        "{containers: [{name: app, env: [{name: A, value: b}]}]}",
        "{containers: [{name: app, env: [{name: A, value: y}, {name: B, value: z}]}]}",
    ),
    (
        "{containers: [{name: app, env: [{name: A, value: x}]}]}",
        "{containers: [{name: app, env: [{name: A, value: b}, {name: A, value: c}]}]}",
        "{containers: [{name: app, env: [{name: A, value: b}]}]}",
    ),
];

#[test]
fn strategic_merge_does_as_kustomize_does() {
    for (base, patch, want) in KUSTOMIZE {
        assert_eq!(patched(base, patch), y(want), "{base} with {patch}");
    }
}

/// Kustomize has no schema of an Argo Rollout: its containers are replaced, image and all.
#[test]
fn lists_of_custom_kinds_are_replaced() {
    let rollout =
        |spec: &str| json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": y(spec)});
    let merged = strategic_merge(
        &rollout("{nodeSelector: {a: b}, containers: [{name: app, image: r}]}"),
        &rollout("{nodeSelector: {c: d}, containers: [{name: app, env: []}]}"),
    );
    assert_eq!(merged, rollout("{nodeSelector: {a: b, c: d}, containers: [{name: app, env: []}]}"));
}

#[test]
fn keys_keep_their_order() {
    let merged =
        strategic_merge(&y("{z: 1, a: {q: 1, b: 2}, m: 3}"), &y("{m: 4, a: {b: null, c: 1}, new: 1}"));
    assert_eq!(merged.to_string(), r#"{"z":1,"a":{"q":1,"c":1},"m":4,"new":1}"#);
}

fn operated(operations: &str) -> Result<Value, String> {
    let base =
        "{metadata: {labels: {x: '1'}}, spec: {containers: [{name: app, env: [{name: A, value: b}]}]}}";
    json_patch(&y(base), &y(operations))
}

/// Every row was run through `kubectl kustomize` 1.32: operations, place in the result, what is there.
#[test]
fn operations_that_apply() {
    for (operations, pointer, want) in [
        ("[{op: test, path: /spec/containers/0/name, value: app}]", "/spec/containers/0/name", json!("app")),
        (
            "[{op: test, path: /spec/containers/0/env/0, value: {value: b, name: A}}]",
            "/metadata/labels/x",
            json!("1"),
        ),
        ("[{op: test, path: /spec/nope, value: null}]", "/metadata/labels/x", json!("1")),
        (
            "[{op: move, from: /metadata/labels/x, path: /metadata/labels/z}, {op: move, from: /metadata/labels/z, path: /metadata/labels/x}]",
            "/metadata/labels",
            json!({"x": "1"}),
        ),
        (
            "[{op: copy, from: /metadata/labels/q, path: /metadata/labels/z}]",
            "/metadata/labels",
            json!({"x": "1", "z": null}),
        ),
        (
            "[{op: copy, from: /metadata/labels/x, path: /metadata/labels/z}]",
            "/metadata/labels/z",
            json!("1"),
        ),
        (
            "[{op: add, path: /spec/containers/0/env/-, value: {name: Z}}]",
            "/spec/containers/0/env/1/name",
            json!("Z"),
        ),
        (
            "[{op: add, path: /spec/containers/0/env/0, value: {name: Z}}]",
            "/spec/containers/0/env/0/name",
            json!("Z"),
        ),
        (
            "[{op: add, path: /spec/containers/0/env/1, value: {name: Z}}]",
            "/spec/containers/0/env/1/name",
            json!("Z"),
        ),
        (
            "[{op: add, path: /spec/containers/0/env/-1, value: {name: Z}}]",
            "/spec/containers/0/env/1/name",
            json!("Z"),
        ),
        ("[{op: add, path: /spec/containers/0/args, value: [Z]}]", "/spec/containers/0/args/0", json!("Z")),
        ("[{op: add, path: /metadata/annotations/a~1b, value: Z}]", "/metadata/annotations/a~1b", json!("Z")),
        ("[{op: add, path: /metadata/labels/a~1b~0, value: Z}]", "/metadata/labels/a~1b~0", json!("Z")),
        ("[{op: add, path: /spec/replicas}]", "/spec/replicas", Value::Null),
        ("[{op: replace, path: /metadata/labels/q, value: Z}]", "/metadata/labels/q", json!("Z")),
        (
            "[{op: replace, path: /spec/containers/0/env/00, value: {name: q}}]",
            "/spec/containers/0/env",
            json!([{"name": "q"}]),
        ),
        ("[{op: remove, path: /spec/containers/0/env/-1}]", "/spec/containers/0/env", json!([])),
        ("[{op: remove, path: /metadata/labels/x}]", "/metadata/labels", json!({})),
    ] {
        let result = operated(operations).unwrap_or_else(|error| panic!("{operations}: {error}"));
        assert_eq!(result.pointer(pointer), Some(&want), "{operations}");
    }
}

/// Each of these made `kubectl kustomize` fail.
#[test]
fn operations_that_fail() {
    for operations in [
        "[{op: test, path: /spec/containers/0/name, value: web}]",
        "[{op: test, path: /spec/containers/1/name, value: web}]",
        "[{op: test, path: /spec/nope/deep, value: null}]",
        "[{op: test, path: /metadata/labels/x}]",
        "[{op: move, from: /metadata/labels/q, path: /metadata/labels/z}]",
        "[{op: move, from: /spec/containers, path: /spec/containers/0/x}]",
        "[{op: copy, from: /spec/q/r, path: /metadata/labels/z}]",
        "[{op: add, path: /spec/containers/0/env/2, value: {name: Z}}]",
        "[{op: add, path: /spec/containers/0/args/-, value: Z}]",
        "[{op: add, path: metadata/labels/q, value: Z}]",
        "[{op: replace, path: /spec/containers/0/env/-, value: Z}]",
        "[{op: replace, path: /spec/containers/0/env/1, value: Z}]",
        "[{op: remove, path: /metadata/labels/q}]",
        "[{op: remove, path: /spec/containers/0/env/3}]",
        "[{op: remove, path: /spec/containers/0/env/-}]",
        "[{op: foo, path: /spec}]",
        "[{path: /spec}]",
        "{op: add}",
        "[7]",
    ] {
        assert!(operated(operations).is_err(), "{operations}");
    }
    let error = operated("[{op: test, path: /spec/nope, value: null}, {op: remove, path: /nope}]")
        .expect_err("fails");
    assert_eq!(error, "operation 2: `/nope` does not exist");
}

fn consumed(base: &str, model: &str) -> Value {
    consume(&y(base), &y(model))
}

#[test]
fn a_model_says_what_its_consumer_does() {
    for (base, model, want) in [
        // What the OpenTelemetry Operator does with JAVA_TOOL_OPTIONS, with a variable and without.
        (
            "{containers: [{name: app, env: [{name: J, value: -Xmx1g}, {name: B, value: b}]}]}",
            "{containers: [{name: app, env: [{name: J, value: ' -javaagent:/a.jar', $merge: append-value, $move: end}]}]}",
            "{containers: [{name: app, env: [{name: B, value: b}, {name: J, value: '-Xmx1g -javaagent:/a.jar'}]}]}",
        ),
        (
            "{containers: [{name: app}]}",
            "{containers: [{name: app, env: [{name: J, value: ' -javaagent:/a.jar', $merge: append-value}]}]}",
            "{containers: [{name: app, env: [{name: J, value: ' -javaagent:/a.jar'}]}]}",
        ),
        (
            "{env: [{name: J, valueFrom: {configMapKeyRef: {name: a, key: b}}}]}",
            "{env: [{name: J, value: x, $merge: append-value}]}",
            "{env: [{name: J, valueFrom: {configMapKeyRef: {name: a, key: b}}}]}",
        ),
        (
            "{env: [{name: J}]}",
            "{env: [{name: J, value: x, $merge: append-value}]}",
            "{env: [{name: J, value: x}]}",
        ),
        (
            "{env: [{name: J, value: a}]}",
            "{env: [{name: J, value: x, $merge: if-absent}, {name: K, value: x, $merge: if-absent}]}",
            "{env: [{name: J, value: a}, {name: K, value: x}]}",
        ),
        (
            "{env: [{name: J, value: a}]}",
            "{env: [{name: J, value: x, $merge: always}]}",
            "{env: [{name: J, value: a}, {name: J, value: x}]}",
        ),
        // An entry of a keyed list is one thing: it is replaced whole. A container is merged.
        (
            "{env: [{name: J, valueFrom: {a: b}}, {name: K}]}",
            "{env: [{name: J, value: x}]}",
            "{env: [{name: J, value: x}, {name: K}]}",
        ),
        (
            "{volumes: [{name: v, emptyDir: {}}]}",
            "{volumes: [{name: v, configMap: {name: c}}]}",
            "{volumes: [{name: v, configMap: {name: c}}]}",
        ),
        (
            "{initContainers: [{name: i, image: a, args: [b]}], containers: [{name: app, image: r}]}",
            "{initContainers: [{name: i, image: c}, {name: j, image: d, $position: start}], containers: [{name: app, args: [x]}, {name: side}]}",
            "{initContainers: [{name: j, image: d}, {name: i, image: c, args: [b]}], containers: [{name: app, image: r, args: [x]}, {name: side}]}",
        ),
        // New ones at the start keep the model's order.
        (
            "{env: [{name: A}]}",
            "{env: [{name: X, $position: start}, {name: Z, $position: end}, {name: W, $position: start}]}",
            "{env: [{name: X}, {name: W}, {name: A}, {name: Z}]}",
        ),
        (
            "{env: [{name: A}, {name: B}]}",
            "{env: [{name: A, $merge: if-absent, $move: end}]}",
            "{env: [{name: B}, {name: A}]}",
        ),
        // Maps merge, nulls remove, other lists are replaced.
        (
            "{metadata: {labels: {a: '1', b: '2'}}, args: [x]}",
            "{metadata: {labels: {a: null, c: '3'}}, args: [z]}",
            "{metadata: {labels: {b: '2', c: '3'}}, args: [z]}",
        ),
        // No word is left in what is new.
        (
            "{}",
            "{containers: [{name: app, $merge: if-absent, env: [{name: A, $position: start}]}]}",
            "{containers: [{name: app, env: [{name: A}]}]}",
        ),
    ] {
        assert_eq!(consumed(base, model), y(want), "{base} with {model}");
    }
}

#[test]
fn no_word_is_left_where_the_model_is_wrong() {
    let model = "{env: [{name: true, $merge: always}, {value: x, $position: start, $move: end}, 7], containers: [{env: []}]}";
    assert_eq!(
        consumed("{env: [{name: A}]}", model),
        y("{env: [{name: A}, {name: true}, {value: x}, 7], containers: [{env: []}]}")
    );
}

fn shape() -> impl Strategy<Value = Value> {
    let words = [
        "a",
        "name",
        "value",
        "delete",
        "replace",
        "append-value",
        "if-absent",
        "always",
        "start",
        "end",
        "/a/0",
        "/-",
        "add",
        "move",
        "test",
    ];
    let keys = [
        "name",
        "env",
        "containers",
        "volumeMounts",
        "mountPath",
        "ports",
        "containerPort",
        "$patch",
        "$merge",
        "$position",
        "$move",
        "op",
        "path",
        "from",
        "value",
        "a",
    ];
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => (-2i64..3).prop_map(Value::from),
        4 => prop::sample::select(words.to_vec()).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(keys.to_vec()), inner), 0..5).prop_map(|all| {
                Value::Object(all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_two_shapes_give_a_result(base in shape(), change in shape()) {
        let _ = (strategic_merge(&base, &change), json_patch(&base, &change));
        let _ = consume(&base, &change);
    }

    #[test]
    fn an_empty_change_changes_nothing(base in shape()) {
        if base.is_object() {
            prop_assert_eq!(&strategic_merge(&base, &json!({})), &base);
            prop_assert_eq!(&consume(&base, &json!({})), &base);
        }
        prop_assert_eq!(json_patch(&base, &json!([])), Ok(base.clone()));
    }
}

#[cfg(feature = "conformance")]
/// What `kubectl kustomize` makes of a manifest and a patch; `None` where it fails.
fn kustomized(base: &Value, patch: &Value) -> Option<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, value: &Value| {
        std::fs::write(folder.path().join(name), yaml::print(value)).expect("written");
    };
    let target = json!({"kind": base["kind"]});
    write("base.yaml", base);
    write("patch.yaml", patch);
    write(
        "kustomization.yaml",
        &json!({"resources": ["base.yaml"], "patches": [{"path": "patch.yaml", "target": target}]}),
    );
    let output = std::process::Command::new("kubectl")
        .arg("kustomize")
        .arg(folder.path())
        .output()
        .expect("kubectl runs");
    output.status.success().then(|| y(&String::from_utf8(output.stdout).expect("UTF-8")))
}

#[cfg(feature = "conformance")]
fn deployment(spec: &Value) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"spec": spec}}})
}

#[test]
#[cfg(feature = "conformance")]
fn kustomize_agrees() {
    for (base, patch, _) in KUSTOMIZE {
        let (base, patch) = (deployment(&y(base)), deployment(&y(patch)));
        assert_eq!(kustomized(&base, &patch), Some(strategic_merge(&base, &patch)), "{base} with {patch}");
    }
    let pod =
        json!({"containers": [{"name": "app", "env": [{"name": "A", "value": "b"}], "args": ["x", "y"]}]});
    let base = deployment(&pod);
    for operation in ["add", "remove", "replace", "test", "move", "copy"] {
        for path in [
            "/metadata/name",
            "/metadata/annotations/k",
            "/spec/template/spec/containers/0/args/1",
            "/spec/template/spec/containers/0/args/2",
            "/spec/template/spec/containers/0/args/-",
            "/spec/template/spec/containers/1/name",
            "/spec/paused",
        ] {
            for from in [
                "/metadata/name",
                "/spec/template/spec/nodeName",
                "/spec/template/spec/containers/0/args/0",
                "/spec/no/where",
            ] {
                // It writes an annotation that is no text as one: `null` becomes "null".
                if path.contains("annotations") && from.contains("nodeName") {
                    continue;
                }
                let operations = json!([{"op": operation, "path": path, "from": from, "value": "y"}]);
                // Kustomize itself refuses an object without a name.
                let ours = json_patch(&base, &operations)
                    .ok()
                    .filter(|document| document["metadata"]["name"].is_string());
                assert_eq!(kustomized(&base, &operations), ours, "{operations}");
            }
        }
    }
}
