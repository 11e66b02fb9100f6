//! Pods that a policy may meet: what it makes of them is asked of our model, and of the API server's own code.

use serde_json::{Value, json};

/// A pod, and which of its containers a policy without an app should choose; none where it is left alone.
pub struct Awkward {
    pub what: &'static str,
    pub chosen: Option<&'static str>,
    pub pod: Value,
}

fn plain() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": "pay-0", "namespace": "shop", "labels": { "app": "pay", "app.kubernetes.io/name": "pay" } },
        "spec": { "containers": [{ "name": "pay", "image": "pay" }, { "name": "proxy", "image": "envoy" }] },
    })
}

/// The plain pod with values put at these places; null takes the place away.
pub fn changed(changes: &[(&str, Value)]) -> Value {
    let mut pod = plain();
    for (place, value) in changes {
        let mut at = &mut pod;
        for key in place.split(' ') {
            at = match key.parse::<usize>() {
                Ok(index) => &mut at[index],
                Err(_) => &mut at[key],
            };
        }
        *at = value.clone();
    }
    pod
}

fn from(name: &str) -> Value {
    json!({ "name": name, "valueFrom": { "configMapKeyRef": { "name": "a", "key": "b" } } })
}

const ANNOTATION: &str = "metadata annotations agentc.dev/container";
const MARKER: &str = "metadata annotations injected.agentc.dev/defaults";
const BOUND_MARKER: &str = "metadata annotations injected.agentc.dev/pay";
const NAME: &str = "metadata labels app.kubernetes.io/name";
const ENV: &str = "spec containers 0 env";
const MOUNTS: &str = "spec containers 0 volumeMounts";

/// Design section 4: the first container, unless an annotation names another; the label must be there and not empty.
/// Design section 5: what is done already, comes from elsewhere or is ambiguous is left alone.
pub fn all() -> Vec<Awkward> {
    let own = json!([{ "name": "JAVA_TOOL_OPTIONS", "value": "-Xmx1g $$x $(SIZE)" }, { "name": "SIZE", "value": "1" }]);
    let no_value = json!([{ "name": "A", "value": "1" }, { "name": "JAVA_TOOL_OPTIONS" }]);
    let twice = json!([{ "name": "A", "value": "1" }, { "name": "A", "value": "2" }]);
    let ours =
        json!([{ "name": "SW_AGENT_NAME", "value": "mine" }, { "name": "AGENTC_POD_NAME", "value": "x" }]);
    let init = json!([{ "name": "setup", "image": "busybox" }]);
    let mounted = json!([{ "name": "data", "mountPath": "/data" }]);
    let at_ours = json!([{ "name": "data", "mountPath": "/opt/agents/skywalking" }]);
    let data = json!([{ "name": "data", "emptyDir": {} }]);
    let taken = |key: &str| json!([{ "name": key, "emptyDir": {} }]);
    let copy = json!([{ "name": "agentc-skywalking", "image": "busybox" }]);
    let case = |what, chosen, changes: &[(&str, Value)]| Awkward { what, chosen, pod: changed(changes) };
    let (pay, proxy) = (Some("pay"), Some("proxy"));
    vec![
        case("nothing but containers", pay, &[]),
        case("the annotation names the second container", proxy, &[(ANNOTATION, json!("proxy"))]),
        case("the annotation names the first container", pay, &[(ANNOTATION, json!("pay"))]),
        case("the annotation names no container of the pod", None, &[(ANNOTATION, json!("web"))]),
        case("the annotation is empty", None, &[(ANNOTATION, json!(""))]),
        case(
            "the annotation names an init container",
            None,
            &[(ANNOTATION, json!("setup")), ("spec initContainers", init.clone())],
        ),
        case("other annotations", pay, &[("metadata annotations", json!({ "team/name": "shop" }))]),
        case("no label", None, &[("metadata labels", json!({ "app": "pay" }))]),
        case("no labels", None, &[("metadata labels", json!({}))]),
        case("an empty label", None, &[(NAME, json!(""))]),
        case("done already", None, &[(MARKER, json!("true")), (BOUND_MARKER, json!("true"))]),
        case("an init container of its own", pay, &[("spec initContainers", init)]),
        case("a variable of its own", pay, &[(ENV, json!([{ "name": "A", "value": "1" }]))]),
        case("no list of variables", pay, &[(ENV, json!([]))]),
        case("options of its own, before what they refer to", pay, &[(ENV, own.clone())]),
        case(
            "options of its own in the second container",
            proxy,
            &[(ANNOTATION, json!("proxy")), ("spec containers 1 env", own)],
        ),
        case("an options variable without value", pay, &[(ENV, no_value)]),
        case(
            "an empty options variable",
            pay,
            &[(ENV, json!([{ "name": "JAVA_TOOL_OPTIONS", "value": "" }]))],
        ),
        case("options from elsewhere", None, &[(ENV, json!([from("JAVA_TOOL_OPTIONS")]))]),
        case(
            "options from elsewhere, in another container",
            None,
            &[("spec containers 1 env", json!([from("JAVA_TOOL_OPTIONS")]))],
        ),
        case("another variable from elsewhere", pay, &[(ENV, json!([from("A")]))]),
        case("two variables of one name", None, &[(ENV, twice.clone())]),
        case("two variables of one name, in another container", None, &[("spec containers 1 env", twice)]),
        case("variables that are ours", pay, &[(ENV, ours)]),
        case("volumes and mounts of its own", pay, &[("spec volumes", data.clone()), (MOUNTS, mounted)]),
        case("a mount where ours would be", None, &[("spec volumes", data), (MOUNTS, at_ours)]),
        case("a volume of our name", None, &[("spec volumes", taken("agentc-skywalking"))]),
        case("an init container of our name", None, &[("spec initContainers", copy.clone())]),
        case("a container of our name", None, &[("spec containers 1 name", json!("agentc-skywalking"))]),
        case("a pull secret of its own", pay, &[("spec imagePullSecrets", json!([{ "name": "own" }]))]),
        case("our pull secret already", pay, &[("spec imagePullSecrets", json!([{ "name": "harbor" }]))]),
        case("one container", pay, &[("spec containers", json!([{ "name": "pay", "image": "pay" }]))]),
        case(
            "the containers the other way round",
            proxy,
            &[("spec containers 0 name", json!("proxy")), ("spec containers 1 name", json!("pay"))],
        ),
    ]
}
