//! One instance name for all replicas.

use serde_json::Value;

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Running, Said};
use crate::source::Span;
use crate::syntax::Node as Kdl;
use crate::yaml::edit::Edit;

use super::written;

pub const RULE: Rule = Rule {
    code: &codes::INSTANCE_SHARED,
    page: include_str!("instance-shared.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// What tells the running instances apart.
const CONCEPTS: [&str; 2] = ["agent.id", "service.instance.id"];

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(many) = replicas(scope) else { return };
    for agent in &scope.agents {
        for concept in CONCEPTS {
            let Some((value, said)) = agent.concept(concept) else { continue };
            // What the agent itself fills in is no single name.
            let Some(name) = value.known().filter(|name| !name.contains("${")) else { continue };
            let message = format!("{many} call themselves `{name}`: {} is the same in each", said.name);
            let finding = Diagnostic::new(RULE.code, written::of(scope, said).value, message)
                .help("take the pod's name, or leave it out where the agent makes one");
            found.push(finding.unsafe_fix("take the pod's name", pod_name(scope, agent, concept, said)));
        }
    }
}

/// How many pods there are, if more than one.
fn replicas(scope: &JvmScope) -> Option<String> {
    let workload = scope.jvm.workload.as_ref()?;
    let object = scope.pod?.object;
    let owner = if object.get("items").is_some() { None } else { Some(object) };
    let count = owner.and_then(|object| object.get("spec")?.get("replicas")).map(crate::yaml::Node::to_json);
    match workload.kind.as_str() {
        "DaemonSet" => Some("all pods".to_owned()),
        _ => count.as_ref().and_then(Value::as_u64).filter(|count| *count > 1).map(|n| format!("{n} pods")),
    }
}

/// The pod's name in place of the value, where the profile takes it by default.
fn pod_name(scope: &JvmScope, agent: &Running, concept: &str, said: &Said) -> Vec<Edit> {
    let field = |node: &Kdl| Some(node.prop("field")?.scalar.to_text());
    let own = agent.edition.concept(concept).filter(|setting| agent.given.said(setting) == Some(said));
    let field = own.and_then(|setting| setting.default.as_ref().and_then(field));
    let entry = written::entry(scope, &said.name).filter(|entry| said.word.is_none() && !entry.shared);
    let (Some(field), Some(entry)) = (field, entry) else { return Vec::new() };
    let pair = entry.entries().iter().find(|(key, _)| key.as_str() == Some("value"));
    let Some((key, value)) = pair.filter(|(_, value)| !value.shared) else { return Vec::new() };
    let span = Span { end: value.span.end, ..key.span };
    vec![(span, format!("valueFrom: {{fieldRef: {{fieldPath: {field}}}}}"))]
}
