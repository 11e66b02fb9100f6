//! The words in which a model says what its consumer does.

use agentc::target::merge::consume;
use serde_json::Value;

use super::y;

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
