//! An agent that works best as the first one and is not.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Known, Loaded};
use crate::profile::{Order, Role};

use super::order;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_NOT_FIRST,
    page: include_str!("agent-not-first.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let agents = &scope.jvm.agents;
    let prefers = |loaded: &&Loaded| order::javaagent(scope, loaded).is_some_and(|agent| agent.prefers_first);
    let Some(at) = agents.iter().position(|loaded| prefers(&loaded)) else { return };
    let Some(loaded) = agents.get(at) else { return };
    let Some(before) = agents.iter().take(at).find(|before| yields(scope, before)) else { return };
    let message = format!("{} loads after {}", loaded.agent.jar, before.agent.jar);
    // Those that must be first stay so.
    let mut sorted: Vec<&Loaded> = agents.iter().collect();
    sorted.sort_by_key(|other| {
        let first = order::wanted(scope, other) == Some(Order::First);
        (!first, !std::ptr::eq(*other, loaded))
    });
    let finding = Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message)
        .help(format!("load them in this order: {}", order::names(&sorted)))
        .fix("put the agents in order", order::rewrite(scope, &sorted));
    found.push(finding);
}

/// Whether an agent has no reason to be before: another rule speaks of those that must be first or last, or that
/// cannot be here at all.
fn yields(scope: &JvmScope, before: &Loaded) -> bool {
    let jar = &before.agent.jar;
    let role = scope.recogniser.agent(jar).or_else(|| scope.recogniser.other(jar)).and_then(Known::role);
    let order = order::javaagent(scope, before).map(|agent| agent.order);
    role != Some(Role::Apm) && !matches!(order, Some(Order::First | Order::Last))
}
