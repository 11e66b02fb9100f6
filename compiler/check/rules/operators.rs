//! Operators that add an agent to a pod, and what of it they concern.

use crate::check::PodScope;
use crate::jvms::Jvm;
use crate::profile::Operator;
use crate::yaml::Node;

/// Where the pod asks the operator.
pub fn asked<'a>(pod: &PodScope<'a>, operator: &Operator) -> Option<&'a Node> {
    let node = pod.metadata?.get(operator.map)?.get(&operator.key)?;
    let said = node.key()?;
    let asks = match &operator.value {
        Some(value) => said.eq_ignore_ascii_case(value),
        None => !said.is_empty() && !said.eq_ignore_ascii_case("false"),
    };
    asks.then_some(node)
}

/// Whether the operator has been here: what is read is a pod of a cluster.
pub fn is_done(pod: &PodScope, operator: &Operator) -> bool {
    let added = operator.adds.as_deref();
    pod.containers().any(|container| container.init && added == Some(container.name))
}

/// Whether the operator would load the agent into this container.
pub fn concerns(pod: &PodScope, operator: &Operator, jvm: &Jvm) -> bool {
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
