//! What goes where: into the image, into a custom resource, or into the pod.
//!
//! An image holds what is known before the pod runs. A custom resource holds the variables of the agent that its
//! operator loads. The pod gets the rest, the *remainder*.

use crate::plan::{Agent, Composed, Container, Variable};
use crate::text::Text;

use super::super::spec::Target;

/// A container's share of each.
#[derive(Debug, Default)]
pub struct Split {
    /// Variables of the image.
    pub image: Vec<Variable>,
    /// Options of the image; `None` where the pod must set the variable.
    pub image_options: Option<Composed>,
    /// Variables of the custom resource.
    pub resource: Vec<Variable>,
    /// What the pod gets.
    pub pod: Composed,
}

/// Whether the target's consumer loads this agent by itself.
pub fn is_operated(agent: &Agent, target: &Target) -> bool {
    target.home.is_some() && target.needs.iter().any(|need| agent.capabilities.contains(need))
}

/// Splits what a container is given.
pub fn split(container: &Container, composed: &Composed, target: &Target, delivery: &str) -> Split {
    let mut split = Split { pod: composed.clone(), ..Split::default() };
    if delivery == "image" {
        let known = |variable: &Variable| variable.value.known().is_some();
        (split.image, split.pod.env) = composed.env.iter().cloned().partition(known);
        let options = || composed.leading.iter().chain(&composed.options);
        // A variable of the manifest hides the image's.
        let hidden = container.own_options.as_ref().is_some_and(|own| own.in_manifest);
        if !hidden && options().all(|option| option.known().is_some()) {
            let (leading, options) =
                (std::mem::take(&mut split.pod.leading), std::mem::take(&mut split.pod.options));
            split.image_options = Some(Composed { leading, options, ..Composed::default() });
        }
        // The Dockerfile copies the others.
        split.pod.files.retain(|file| file.text.is_none());
    }
    for agent in container.agents.iter().filter(|agent| is_operated(agent, target)) {
        let own = |variable: &Variable| variable.profile.as_ref() == Some(&agent.profile);
        let (resource, pod) = split.pod.env.drain(..).partition(own);
        (split.resource, split.pod.env) = (resource, pod);
        let mount = agent.files.as_ref().map_or("", |files| files.mount.as_str());
        let loads = |option: &Text| {
            option.strip_prefix("-javaagent:").is_some_and(|jar| jar.strip_prefix(mount).is_some())
        };
        split.pod.leading.retain(|option| !loads(option));
        split.pod.options.retain(|option| !loads(option));
    }
    split
}

impl Split {
    /// Whether the pod's options variable must be set by us.
    pub fn sets_options(&self) -> bool {
        !self.pod.leading.is_empty() || !self.pod.options.is_empty()
    }
}
