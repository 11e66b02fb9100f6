//! An agent that an operator and the pod itself load.

use super::operators::{asked, concerns, is_done};
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Loaded;

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
