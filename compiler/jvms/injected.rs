//! Agents that operators add to a pod when it is created, because the pod asks for them.

use crate::profile::{Operator, Resource};
use crate::source::Span;
use crate::yaml::Node;

use super::Recogniser;

/// An agent that an operator is asked to load into a container.
#[derive(Clone, Debug)]
pub struct Injected {
    /// The profile of the agent.
    pub profile: String,
    /// The key that asks.
    pub key: String,
    /// Where it is written.
    pub asked: Span,
    /// Whether it appends to the options that the container has; else it writes the variable anew.
    pub appends: bool,
    /// The jar that it loads.
    pub jar: String,
    /// What the key says.
    pub value: String,
    /// The resource that tells the operator how.
    pub resource: Option<Resource>,
    /// What the resources of the run say, where they were asked.
    pub told: String,
}

/// What operators read of a pod.
pub struct Asking<'a> {
    /// The template's `metadata`.
    pub metadata: Option<&'a Node>,
    /// Names of its init containers: one that an operator adds says that it has been here.
    pub init: Vec<&'a str>,
    /// The name of its first container.
    pub first: Option<&'a str>,
}

impl Asking<'_> {
    /// The agents that operators are asked to load into a container.
    pub fn injected(&self, container: &str, recogniser: &Recogniser) -> Vec<Injected> {
        let operators = recogniser
            .known()
            .iter()
            .flat_map(|known| known.detect.operators.iter().map(move |operator| (known, operator)));
        let asked = operators.filter_map(|(known, operator)| {
            let asked = self.asked(operator).filter(|_| !self.is_done(operator))?;
            self.concerns(operator, container).then(|| Injected {
                profile: known.name.clone(),
                key: operator.key.clone(),
                asked: asked.span,
                appends: operator.appends,
                jar: operator.loads.replace("{container}", container),
                value: asked.key().unwrap_or_default(),
                resource: operator.resource.clone(),
                told: String::new(),
            })
        });
        asked.collect()
    }

    fn asked(&self, operator: &Operator) -> Option<&Node> {
        let node = self.metadata?.get(operator.map)?.get(&operator.key)?;
        let said = node.key()?;
        let asks = match &operator.value {
            Some(value) => said.eq_ignore_ascii_case(value),
            None => !said.is_empty() && !said.eq_ignore_ascii_case("false"),
        };
        asks.then_some(node)
    }

    /// Whether the operator has been here: what is read is a pod of a cluster.
    fn is_done(&self, operator: &Operator) -> bool {
        self.init.iter().any(|name| operator.adds.as_deref() == Some(name))
    }

    fn concerns(&self, operator: &Operator, container: &str) -> bool {
        let annotation = |key: &String| self.metadata?.get("annotations")?.get(key)?.as_str();
        if let Some(pattern) = &operator.pattern {
            let matches = |text: &str| regex::Regex::new(text).is_ok_and(|regex| regex.is_match(container));
            return annotation(pattern).is_none_or(matches);
        }
        let lists = operator.containers.iter().filter_map(annotation);
        let mut named = lists.flat_map(|list| list.split(',')).peekable();
        match named.peek() {
            _ if operator.containers.is_empty() => true,
            Some(_) => named.any(|one| one == container),
            None => self.first == Some(container),
        }
    }
}
