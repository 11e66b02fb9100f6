//! Resources that tell an operator how to load an agent, among the files of a run.

use crate::profile::Resource;
use crate::text::Text;
use crate::yaml::Node;

use super::{Injected, Jvm, Recogniser};

/// A resource that an operator reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    kind: String,
    namespace: String,
    name: String,
    image: Option<String>,
    collector: Option<String>,
}

/// Why the operator adds nothing, or what it is told by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice<'a> {
    /// By this one.
    One(&'a Told),
    /// Several, and the pod names none.
    Several(usize),
    /// None that is known.
    Unknown,
}

impl Recogniser {
    /// The resources that a document holds: itself, or those of a `List`.
    pub fn resources(&self, document: &Node) -> Vec<Told> {
        let items = document.get("items").map_or(&[][..], Node::items);
        let operators = || self.known().iter().flat_map(|known| &known.detect.operators);
        let own = operators().filter_map(|operator| told(document, operator.resource.as_ref()?));
        items.iter().flat_map(|item| self.resources(item)).chain(own).collect()
    }
}

fn told(document: &Node, resource: &Resource) -> Option<Told> {
    let text = |node: Option<&Node>| node.and_then(Node::as_str).map(str::to_owned);
    let kind = text(document.get("kind")).filter(|kind| *kind == resource.kind)?;
    let at = |pointer: &Option<String>| text(document.at(pointer.as_deref()?));
    let metadata = document.get("metadata")?;
    Some(Told {
        kind,
        namespace: text(metadata.get("namespace")).unwrap_or_default(),
        name: text(metadata.get("name"))?,
        image: at(&resource.image),
        collector: at(&resource.collector),
    })
}

impl Jvm {
    /// Takes what the resources of a run tell the operators that are asked to load an agent into it.
    pub fn consult(&mut self, resources: &[Told]) {
        let namespace =
            self.workload.as_ref().and_then(|workload| workload.namespace.clone()).unwrap_or_default();
        for injected in &mut self.injected {
            let Some(resource) = &injected.resource else { continue };
            let choice = choose(injected, &resource.kind, &namespace, resources);
            injected.told = said(&choice, &resource.kind);
            if let Choice::One(Told { collector: Some(collector), .. }) = choice {
                self.identity.collector.get_or_insert_with(|| Text::from(collector.as_str()));
            }
        }
    }
}

/// `true` asks for the only one of the pod's namespace, `NAME` or `NAMESPACE/NAME` for that one.
fn choose<'a>(injected: &Injected, kind: &str, namespace: &str, all: &'a [Told]) -> Choice<'a> {
    let (space, name) = match injected.value.split_once('/') {
        Some((space, name)) => (space, Some(name)),
        None if injected.value.eq_ignore_ascii_case("true") => (namespace, None),
        None => (namespace, Some(injected.value.as_str())),
    };
    // What has no namespace gets one when it is applied: it may be any.
    let fits = |told: &&Told| {
        told.kind == kind
            && (told.namespace == space || told.namespace.is_empty() || space.is_empty())
            && name.is_none_or(|name| name == told.name)
    };
    let found: Vec<&Told> = all.iter().filter(fits).collect();
    match found.as_slice() {
        [] => Choice::Unknown,
        [one] => Choice::One(one),
        several => Choice::Several(several.len()),
    }
}

fn said(choice: &Choice, kind: &str) -> String {
    match choice {
        Choice::Unknown => format!("no {kind} that says how is among the files"),
        Choice::Several(count) => {
            format!("{count} resources {kind} may be meant, of which an operator can choose none")
        }
        Choice::One(told) => {
            let image = told.image.as_ref().map(|image| format!(", from {image}")).unwrap_or_default();
            format!("{kind} {} says how{image}", told.name)
        }
    }
}
