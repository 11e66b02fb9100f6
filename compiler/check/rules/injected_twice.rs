//! An agent that an operator and the pod itself load.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Jvm, Loaded};
use crate::profile::Operator;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::INJECTED_TWICE,
    page: include_str!("injected-twice.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for known in pod.recogniser.known() {
        for operator in &known.detect.operators {
            let Some(asked) = asked(pod, operator).filter(|_| !is_done(pod, operator)) else { continue };
            let own = |loaded: &&Loaded| loaded.profile.as_deref() == Some(known.name.as_str());
            let concerned = pod.jvms.iter().filter(|jvm| concerns(pod, operator, jvm));
            for (jvm, loaded) in concerned.filter_map(|jvm| Some((jvm, jvm.agents.iter().find(own)?))) {
                let name = jvm.container.as_deref().unwrap_or_default();
                let message =
                    format!("{name} loads {}, and the operator is asked to load it too", loaded.agent.jar);
                found.push(
                    Diagnostic::new(RULE.code, asked.span, message)
                        .related(jvm.place_of(&loaded.agent.from), "loaded here")
                        .help(format!("keep one of them: take {} out, or the -javaagent", operator.key)),
                );
            }
        }
    }
}

/// Where the pod asks the operator.
fn asked<'a>(pod: &PodScope<'a>, operator: &Operator) -> Option<&'a Node> {
    let node = pod.metadata?.get(operator.map)?.get(&operator.key)?;
    let said = node.key()?;
    let asks = match &operator.value {
        Some(value) => said.eq_ignore_ascii_case(value),
        None => !said.is_empty() && !said.eq_ignore_ascii_case("false"),
    };
    asks.then_some(node)
}

/// Whether the operator has been here: what is read is a pod of a cluster.
fn is_done(pod: &PodScope, operator: &Operator) -> bool {
    let added = operator.adds.as_deref();
    pod.containers().any(|container| container.init && added == Some(container.name))
}

/// Whether the operator would load the agent into this container.
fn concerns(pod: &PodScope, operator: &Operator, jvm: &Jvm) -> bool {
    let annotation = |key: &String| pod.metadata?.get("annotations")?.get(key)?.as_str();
    let Some(name) = jvm.container.as_deref() else { return false };
    if let Some(pattern) = &operator.pattern {
        let matches = |pattern: &str| regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(name));
        return annotation(pattern).is_none_or(matches);
    }
    let mut named =
        operator.containers.iter().filter_map(annotation).flat_map(|list| list.split(',')).peekable();
    if operator.containers.is_empty() || named.peek().is_some() {
        return operator.containers.is_empty() || named.any(|one| one == name);
    }
    pod.containers().find(|container| !container.init).is_some_and(|first| first.name == name)
}
