//! Strategic merge patches.

use agentc::target::merge::strategic_merge;
use serde_json::{Value, json};

use super::y;

/// A pod spec inside a Deployment, patched.
fn patched(spec: &str, patch: &str) -> Value {
    let wrap = |spec: &str| json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": y(spec)}}});
    strategic_merge(&wrap(spec), &wrap(patch))["spec"]["template"]["spec"].take()
}

/// Every row was run through `kubectl kustomize` 1.32 (Kustomize 5.5): manifest, patch, result.
pub(super) const KUSTOMIZE: &[(&str, &str, &str)] = &[
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
        "{containers: [{name: app, env: [{name: A, value: x}, {name: C, value: z}, {name: A, value: y}]}]}",
        "{containers: [{name: app, env: [{name: B, value: b}]}]}",
        "{containers: [{name: app, env: [{name: B, value: b}, {name: A, value: y}, {name: C, value: z}]}]}",
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
