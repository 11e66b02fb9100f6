//! JSON6902 operations.

use agentc::target::merge::json_patch;
use serde_json::{Value, json};

use super::y;

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
