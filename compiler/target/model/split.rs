//! What goes where: into the image, into a custom resource, or into the pod.
//!
//! An image holds what is known before the pod runs. A custom resource holds the variables of the agent that its
//! operator loads. The pod gets the rest, the *remainder*.

use serde_json::Value as Json;

use crate::plan::{Agent, Composed, Container, Plan, Variable};
use crate::text::Text;

use super::super::spec::Target;
use super::base_container;

/// A container's share of each.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// Variables of the image.
    pub image: Vec<Variable>,
    /// Options of the image; `None` where the pod must set the variable.
    pub image_options: Option<Composed>,
    /// Variables of the custom resource.
    pub resource: Vec<Variable>,
    /// Whether the consumer loads an agent into this container.
    pub operated: bool,
    /// What the pod gets.
    pub pod: Composed,
}

/// Splits what the containers are given; one entry per container of the plan.
pub fn splits(plan: &Plan, composed: &[Composed], target: &Target, delivery: &str) -> Vec<Split> {
    let containers = plan.containers.iter().zip(composed);
    let one = |(container, composed): (&Container, &Composed)| {
        let mut split = Split { pod: composed.clone(), ..Split::default() };
        if delivery == "image" {
            split.bake(container);
        }
        if let Some(agent) = target.operated(container) {
            split.operate(agent, &target.written(container), base_container(plan, container));
        }
        split
    };
    let mut all: Vec<Split> = containers.map(one).collect();
    share(&mut all);
    all
}

/// One custom resource speaks for all containers of the pod: where they differ, the pod says it.
fn share(splits: &mut [Split]) {
    let all: Vec<Vec<Variable>> =
        splits.iter().filter(|split| split.operated).map(|split| split.resource.clone()).collect();
    for split in splits.iter_mut().filter(|split| split.operated) {
        let common = |variable: &Variable| all.iter().all(|other| other.contains(variable));
        let (resource, own) = std::mem::take(&mut split.resource).into_iter().partition(common);
        split.resource = resource;
        split.pod.env.splice(0..0, own);
    }
}

/// A Dockerfile instruction is one line, and its values are known when the image is built.
fn fits_instruction(value: &Text) -> bool {
    value.known().is_some_and(|text| !text.chars().any(char::is_control))
}

impl Split {
    /// Whether the pod's options variable must be set by us.
    pub fn sets_options(&self) -> bool {
        !self.pod.leading.is_empty() || !self.pod.options.is_empty()
    }

    fn bake(&mut self, container: &Container) {
        let fits = |variable: &Variable| fits_instruction(&variable.value);
        (self.image, self.pod.env) = std::mem::take(&mut self.pod.env).into_iter().partition(fits);
        let options = || self.pod.leading.iter().chain(&self.pod.options);
        // A variable of the manifest hides the image's.
        let hidden = container.own_options.as_ref().is_some_and(|own| own.in_manifest);
        if !hidden && options().all(fits_instruction) {
            let (leading, options) =
                (std::mem::take(&mut self.pod.leading), std::mem::take(&mut self.pod.options));
            self.image_options = Some(Composed { leading, options, ..Composed::default() });
        }
        // The Dockerfile copies the others.
        self.pod.files.retain(|file| file.text.is_none());
    }

    /// Takes out what the consumer gives: its agent, and the variables that it sets where they are not set.
    fn operate(&mut self, agent: &Agent, written: &[Text], base: Option<&Json>) {
        self.operated = true;
        let env = base.and_then(|base| base.get("env")).and_then(Json::as_array);
        // What the manifest sets, the consumer leaves as it is: there the patch has to replace it.
        let kept = |name: &str| env.into_iter().flatten().any(|entry| entry["name"] == *name);
        let given = |v: &Variable| v.profile.as_ref() == Some(&agent.profile) && !kept(&v.name);
        (self.resource, self.pod.env) = std::mem::take(&mut self.pod.env).into_iter().partition(given);
        let mount = agent.files.as_ref().map_or("", |files| files.mount.as_str());
        let loads = |option: &Text| {
            option.strip_prefix("-javaagent:").is_some_and(|jar| jar.strip_prefix(mount).is_some())
        };
        self.pod.leading.retain(|option| !loads(option));
        self.pod.options.retain(|option| !loads(option) && !written.contains(option));
    }
}
