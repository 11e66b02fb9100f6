//! Fields of pods, and those that the API server refuses. Source: core/v1 of Kubernetes 1.36.

use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::yaml::{Kind, Node};

/// The fields of something.
struct Fields {
    /// What has them.
    of: &'static str,
    lists: &'static [&'static str],
    others: &'static [&'static str],
    /// Whether these are all.
    all: bool,
}

const OBJECT: Fields = Fields {
    of: "an object",
    lists: &[],
    others: &["apiVersion", "kind", "metadata", "spec", "status"],
    all: false,
};

const TEMPLATE: Fields = Fields {
    of: "a pod template",
    lists: &[],
    others: &["apiVersion", "kind", "metadata", "spec"],
    all: false,
};

/// Of a pod's spec, the lists that agents need.
const POD: Fields = Fields {
    of: "a pod",
    lists: &["containers", "initContainers", "volumes"],
    others: &[
        "activeDeadlineSeconds",
        "affinity",
        "automountServiceAccountToken",
        "dnsConfig",
        "dnsPolicy",
        "enableServiceLinks",
        "ephemeralContainers",
        "hostAliases",
        "hostIPC",
        "hostNetwork",
        "hostPID",
        "hostUsers",
        "hostname",
        "hostnameOverride",
        "imagePullSecrets",
        "nodeName",
        "nodeSelector",
        "os",
        "overhead",
        "preemptionPolicy",
        "priority",
        "priorityClassName",
        "readinessGates",
        "resourceClaims",
        "resources",
        "restartPolicy",
        "runtimeClassName",
        "schedulerName",
        "schedulingGates",
        "securityContext",
        "serviceAccount",
        "serviceAccountName",
        "setHostnameAsFQDN",
        "shareProcessNamespace",
        "subdomain",
        "terminationGracePeriodSeconds",
        "tolerations",
        "topologySpreadConstraints",
    ],
    all: false,
};

const CONTAINER: Fields = Fields {
    of: "a container",
    lists: &["args", "command", "env", "envFrom", "ports", "volumeDevices", "volumeMounts"],
    others: &[
        "image",
        "imagePullPolicy",
        "lifecycle",
        "livenessProbe",
        "name",
        "readinessProbe",
        "resizePolicy",
        "resources",
        "restartPolicy",
        "restartPolicyRules",
        "securityContext",
        "startupProbe",
        "stdin",
        "stdinOnce",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "tty",
        "workingDir",
    ],
    all: true,
};

const VARIABLE: Fields =
    Fields { of: "a variable", lists: &[], others: &["name", "value", "valueFrom"], all: true };

const VALUE_FROM: Fields = Fields {
    of: "valueFrom",
    lists: &[],
    others: &["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"],
    all: true,
};

const MOUNT: Fields = Fields {
    of: "a mount",
    lists: &[],
    others: &[
        "mountPath",
        "mountPropagation",
        "name",
        "readOnly",
        "recursiveReadOnly",
        "subPath",
        "subPathExpr",
    ],
    all: true,
};

const LIFECYCLE: Fields =
    Fields { of: "lifecycle", lists: &[], others: &["postStart", "preStop", "stopSignal"], all: true };

/// Whether a field is one of a pod's lists.
pub(super) fn is_of_pod(name: &str) -> bool {
    POD.lists.contains(&name)
}

/// What is wrong with the fields around a pod.
pub(super) fn around(object: &Node, template: &[&str], found: &mut Vec<Diagnostic>) {
    members(object, &OBJECT, false, found);
    let place = template.iter().try_fold(object, |node, key| node.get(key));
    if let Some(template) = place.filter(|_| !template.is_empty()) {
        members(template, &TEMPLATE, false, found);
    }
}

/// What is wrong with the fields of a pod; `whole` says that nobody adds fields of his own.
pub(super) fn refused(spec: &Node, whole: bool, found: &mut Vec<Diagnostic>) {
    members(spec, &POD, false, found);
    for (key, _) in spec.entries() {
        let own = key.as_str().filter(|name| matches!(*name, "args" | "command" | "env" | "image"));
        if let Some(name) = own.filter(|_| whole) {
            let message = format!("`{name}` stands in the pod, and is a field of its containers");
            let help = "indent it into the container";
            found.push(Diagnostic::new(&codes::MANIFEST, key.span, message).help(help));
        }
    }
    for container in ["initContainers", "containers"].iter().filter_map(|list| spec.get(list)) {
        container.items().iter().for_each(|container| of_container(container, whole, found));
    }
}

fn of_container(container: &Node, whole: bool, found: &mut Vec<Diagnostic>) {
    members(container, &CONTAINER, whole, found);
    let items = |list: &str| container.get(list).map_or(&[][..], Node::items);
    for variable in items("env") {
        members(variable, &VARIABLE, whole, found);
        if let Some(from) = variable.get("valueFrom") {
            members(from, &VALUE_FROM, whole, found);
        }
        found.extend(contradiction(variable).filter(|_| whole));
    }
    for mount in items("volumeMounts") {
        members(mount, &MOUNT, whole, found);
    }
    if let Some(lifecycle) = container.get("lifecycle") {
        members(lifecycle, &LIFECYCLE, whole, found);
    }
}

/// A variable without a name, or with two values.
fn contradiction(variable: &Node) -> Option<Diagnostic> {
    let value = variable.get("value");
    let told = |node: &Node, message: &str, help: &str| {
        Diagnostic::new(&codes::MANIFEST, node.span, message).help(help)
    };
    match (variable.get("name"), value, variable.get("valueFrom")) {
        (None, Some(value), _) if variable.entries().len() == 1 => Some(told(
            value,
            "a value without a name: the API server refuses the pod",
            "write name and value in one item: a second `-` begins another variable",
        )),
        (_, Some(value), Some(_)) if value.as_str().is_none_or(|text| !text.is_empty()) => Some(told(
            value,
            "`value` and `valueFrom` exclude each other: the API server refuses the pod",
            "keep one of them",
        )),
        _ => None,
    }
}

fn members(map: &Node, fields: &Fields, whole: bool, found: &mut Vec<Diagnostic>) {
    for (key, value) in map.entries() {
        let Some(name) = key.as_str() else { continue };
        if fields.lists.contains(&name) {
            if !matches!(value.kind, Kind::Seq(_) | Kind::Null) {
                let message = format!("`{name}` takes a list: the API server refuses the pod");
                found.push(Diagnostic::new(&codes::MANIFEST, key.span, message).help(meant(name)));
            }
            continue;
        }
        // Directives of patches, and what people keep for their own tools.
        if fields.others.contains(&name) || name.starts_with('$') || name.starts_with("x-") {
            continue;
        }
        let near = nearest(name, fields.lists.iter().chain(fields.others).copied());
        if near.is_none() && !(fields.all && whole) {
            continue;
        }
        let message =
            format!("`{name}` is no field of {}: the API server refuses it, or drops it", fields.of);
        let finding = Diagnostic::new(&codes::MANIFEST, key.span, message);
        found.push(match near.or_else(|| name.starts_with("env").then_some("env")) {
            Some(field) => finding.help(format!("did you mean `{field}`?")),
            None => finding.help(format!("fields of {} are {}", fields.of, all_of(fields))),
        });
    }
}

fn all_of(fields: &Fields) -> String {
    let all: Vec<&str> = fields.lists.iter().chain(fields.others).copied().collect();
    all.join(", ")
}

fn meant(name: &str) -> String {
    match name {
        "env" => "write each variable as an item: `- {name: NAME, value: VALUE}`".to_owned(),
        "command" | "args" => format!("write each word as an item: {name}: [java, -jar, app.jar]"),
        _ => format!("write each of {name} as an item, behind a `-`"),
    }
}
