//! One agent that is loaded twice.

use std::collections::BTreeMap;

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{JvmOption, Sourced, clean};
use crate::source::Span;

use super::order;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_TWICE,
    page: include_str!("agent-twice.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let mut seen: BTreeMap<String, Vec<(&Sourced, String)>> = BTreeMap::new();
    let mut agents = scope.jvm.agents.iter();
    for option in &scope.jvm.launch.options {
        let (key, shown) = match JvmOption::parse(&option.text) {
            JvmOption::JavaAgent { .. } => {
                let Some(loaded) = agents.next() else { continue };
                let own = order::javaagent(scope, loaded).zip(loaded.profile.as_ref());
                let jar = loaded.agent.jar.to_string();
                let other = || scope.recogniser.other(&loaded.agent.jar).map(|other| other.name.clone());
                let key = own.map(|(agent, profile)| format!("{profile} {}", agent.jar.value));
                (key.or_else(other).unwrap_or_else(|| clean(&jar)), jar)
            }
            JvmOption::AgentLib { name, .. } => (format!("-agentlib:{name}"), format!("-agentlib:{name}")),
            // The old form of the same.
            JvmOption::Other(text) if text.strip_prefix("-Xrun").is_some() => {
                let name = text.to_string();
                let name = name.trim_start_matches("-Xrun").split(':').next().unwrap_or_default();
                (format!("-agentlib:{name}"), format!("-Xrun{name}"))
            }
            JvmOption::AgentPath { path, .. } => (format!("-agentpath:{path}"), format!("-agentpath:{path}")),
            _ => continue,
        };
        seen.entry(key).or_default().push((option, shown));
    }
    for options in seen.into_values() {
        let [(first, _), .., (last, shown)] = options.as_slice() else { continue };
        if first.may_exclude(last) {
            continue;
        }
        let message = format!("{shown} is loaded twice: in {} and in {}", first.from, last.from);
        let message = if first.from == last.from { format!("{shown} is loaded twice") } else { message };
        let finding = Diagnostic::new(RULE.code, place(scope, last, true), message)
            .related(place(scope, first, false), "the first one");
        found.push(finding.help("take one of them out"));
    }
}

fn place(scope: &JvmScope, option: &Sourced, last: bool) -> Span {
    let places = scope.find(&option.from, &option.text);
    let place = if last { places.last() } else { places.first() };
    place.copied().unwrap_or_else(|| scope.place(&option.from))
}
