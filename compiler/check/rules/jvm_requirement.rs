//! A JVM option that a loaded agent needs.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Running;
use crate::launch::{Reason, bytes, option_key};
use crate::profile::Require;

pub const RULE: Rule = Rule {
    code: &codes::JVM_REQUIREMENT,
    page: include_str!("jvm-requirement.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    // What is not known may hold the option.
    let is_open = |why: &Reason| matches!(why, Reason::Elsewhere(_) | Reason::MaybeEnvFrom);
    let is_open = scope.jvm.launch.lost.iter().any(|lost| is_open(&lost.why));
    for agent in scope.agents.iter().filter(|agent| !agent.is_off()) {
        let Some(loaded) = agent.loaded else { continue };
        if !is_open {
            let missing = missing(scope, agent);
            if !missing.is_empty() {
                let jdk = scope.jvm.jdk.map(|jdk| format!(" with JDK {jdk}")).unwrap_or_default();
                let message = format!("{} needs {}{jdk}", loaded.agent.jar, missing.join(", "));
                let place = scope.place_of_agent(&loaded.agent);
                found.push(Diagnostic::new(RULE.code, place, message).help("add it to the JVM's options"));
            }
        }
        found.extend(agent.edition.facts.requires.iter().filter_map(|require| too_small(scope, require)));
    }
}

/// The options that the agent needs and the JVM does not get; one with a value that only the pod has is not judged.
fn missing<'a>(scope: &JvmScope, agent: &Running<'a>) -> Vec<&'a str> {
    let given = |needed: &str| {
        let key = option_key(needed);
        scope.jvm.launch.options.iter().any(|option| option_key(&option.text.to_string()) == key)
    };
    agent.needs().filter(|needed| !needed.contains("{{") && !given(needed)).collect()
}

/// A size that is given and is too small.
fn too_small(scope: &JvmScope, require: &Require) -> Option<Diagnostic> {
    let (key, min) = (option_key(&require.jvm.value), require.min.as_ref()?);
    let option = scope.jvm.launch.options.iter().rfind(|o| option_key(&o.text.to_string()) == key)?;
    let text = option.text.known()?;
    let value = bytes(text.strip_prefix(&key)?.trim_start_matches('='))?;
    (value < bytes(&min.value)?).then(|| {
        let message = format!("{key} of at least {} is needed, {text} is less", min.value);
        Diagnostic::new(RULE.code, scope.option(option), message).help(require.why.clone())
    })
}
