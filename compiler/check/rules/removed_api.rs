//! API versions that clusters serve no more.

use crate::check::{Check, Findings, ObjectScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::REMOVED_API,
    page: include_str!("removed-api.md"),
    strict: false,
    check: Check::Object(check),
};

/// API versions that a release of Kubernetes dropped, by the deprecated API migration guide: version, kinds, the
/// first release without it, what took its place.
const REMOVED: &[(&str, &str, &str, &str)] = &[
    ("apps/v1beta1", "Deployment StatefulSet ControllerRevision", "1.16", "apps/v1"),
    ("apps/v1beta2", "Deployment StatefulSet DaemonSet ReplicaSet ControllerRevision", "1.16", "apps/v1"),
    ("extensions/v1beta1", "Deployment DaemonSet ReplicaSet", "1.16", "apps/v1"),
    ("extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1"),
    ("extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"),
    ("extensions/v1beta1", "PodSecurityPolicy", "1.16", ""),
    ("batch/v2alpha1", "CronJob", "1.21", "batch/v1"),
    (
        "admissionregistration.k8s.io/v1beta1",
        "MutatingWebhookConfiguration",
        "1.22",
        "admissionregistration.k8s.io/v1",
    ),
    (
        "admissionregistration.k8s.io/v1beta1",
        "ValidatingWebhookConfiguration",
        "1.22",
        "admissionregistration.k8s.io/v1",
    ),
    ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "1.22", "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", "APIService", "1.22", "apiregistration.k8s.io/v1"),
    ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", "1.22", "certificates.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", "Lease", "1.22", "coordination.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "Ingress IngressClass", "1.22", "networking.k8s.io/v1"),
    (
        "rbac.authorization.k8s.io/v1alpha1",
        "ClusterRole ClusterRoleBinding",
        "1.22",
        "rbac.authorization.k8s.io/v1",
    ),
    ("rbac.authorization.k8s.io/v1alpha1", "Role RoleBinding", "1.22", "rbac.authorization.k8s.io/v1"),
    (
        "rbac.authorization.k8s.io/v1beta1",
        "ClusterRole ClusterRoleBinding",
        "1.22",
        "rbac.authorization.k8s.io/v1",
    ),
    ("rbac.authorization.k8s.io/v1beta1", "Role RoleBinding", "1.22", "rbac.authorization.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", "PriorityClass", "1.22", "scheduling.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSIDriver CSINode", "1.22", "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "StorageClass VolumeAttachment", "1.22", "storage.k8s.io/v1"),
    ("autoscaling/v2beta1", "HorizontalPodAutoscaler", "1.25", "autoscaling/v2"),
    ("batch/v1beta1", "CronJob", "1.25", "batch/v1"),
    ("discovery.k8s.io/v1beta1", "EndpointSlice", "1.25", "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", "Event", "1.25", "events.k8s.io/v1"),
    ("node.k8s.io/v1beta1", "RuntimeClass", "1.25", "node.k8s.io/v1"),
    ("policy/v1beta1", "PodDisruptionBudget", "1.25", "policy/v1"),
    ("policy/v1beta1", "PodSecurityPolicy", "1.25", ""),
    ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.26", "autoscaling/v2"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "1.26", "flowcontrol.apiserver.k8s.io/v1"),
    (
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "PriorityLevelConfiguration",
        "1.26",
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.27", "storage.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "1.29", "flowcontrol.apiserver.k8s.io/v1"),
    (
        "flowcontrol.apiserver.k8s.io/v1beta2",
        "PriorityLevelConfiguration",
        "1.29",
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.32", "flowcontrol.apiserver.k8s.io/v1"),
    (
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "PriorityLevelConfiguration",
        "1.32",
        "flowcontrol.apiserver.k8s.io/v1",
    ),
];

fn check(scope: &ObjectScope, found: &mut Findings) {
    for object in scope.objects() {
        let (Some(version), Some(kind)) =
            (object.get("apiVersion"), object.get("kind").and_then(Node::as_str))
        else {
            continue;
        };
        let is = |(gone, kinds, ..): &&(&str, &str, &str, &str)| {
            version.as_str() == Some(gone) && kinds.split(' ').any(|own| own == kind)
        };
        let Some((gone, _, since, now)) = REMOVED.iter().find(is) else { continue };
        let message = format!("no cluster since Kubernetes {since} knows {kind} of {gone}");
        let finding = Diagnostic::new(RULE.code, version.span, message);
        found.push(if now.is_empty() {
            finding.help("nothing of that kind took its place: use Pod Security Admission")
        } else {
            finding
                .help(format!(
                    "write {now}, and what it asks for: fields may have other names or be required"
                ))
                .unsafe_fix(format!("write {now}"), edit::replace(version, now).into_iter().collect())
        });
    }
}
