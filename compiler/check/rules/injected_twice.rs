//! An agent that an operator and the pod itself load.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Known, Loaded};
use crate::profile::Role;

pub const RULE: Rule = Rule {
    code: &codes::INJECTED_TWICE,
    page: include_str!("injected-twice.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for jvm in pod.jvms {
        for injected in &jvm.injected {
            let own = |loaded: &&Loaded| loaded.profile.as_deref() == Some(injected.profile.as_str());
            let is_apm =
                |profile: &str| pod.recogniser.named(profile).and_then(Known::role) == Some(Role::Apm);
            let other =
                |loaded: &&Loaded| is_apm(&injected.profile) && loaded.profile.as_deref().is_some_and(is_apm);
            let Some(loaded) = jvm.agents.iter().find(own).or(jvm.agents.iter().find(other)) else {
                continue;
            };
            let name = jvm.container.as_deref().unwrap_or_default();
            let what = if own(&loaded) {
                "it too".to_owned()
            } else {
                format!("{}: two tracing agents in one JVM", injected.profile)
            };
            let message =
                format!("{name} loads {}, and the operator is asked to load {what}", loaded.agent.jar);
            found.push(
                Diagnostic::new(RULE.code, injected.asked, message)
                    .related(jvm.place_of(&loaded.agent.from), "loaded here")
                    .help(format!("keep one of them: take {} out, or the -javaagent", injected.key)),
            );
        }
    }
}
