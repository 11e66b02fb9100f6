//! An agent that must load first or last and does not.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Loaded;
use crate::profile::Order;

use super::order;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_ORDER,
    page: include_str!("agent-order.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let agents = &scope.jvm.agents;
    let wanted = |loaded: &Loaded| order::wanted(scope, loaded);
    let displaced = agents.iter().enumerate().find_map(|(at, loaded)| match wanted(loaded) {
        Some(Order::First) if at > 0 => Some((loaded, "first", agents.first()?)),
        Some(Order::Last) if at + 1 < agents.len() => Some((loaded, "last", agents.last()?)),
        _ => None,
    });
    let Some((loaded, place, other)) = displaced else { return };
    // Two that both want the place: no order helps.
    if agents.iter().filter(|other| wanted(other) == wanted(loaded)).count() > 1 {
        return;
    }
    let message = format!("{} must load {place}: {} stands there", loaded.agent.jar, other.agent.jar);
    let mut sorted: Vec<&Loaded> = agents.iter().collect();
    sorted.sort_by_key(|loaded| wanted(loaded).unwrap_or_default());
    let finding = Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message)
        .help(format!("load them in this order: {}", order::names(&sorted)))
        .fix("put the agents in order", order::rewrite(scope, &sorted));
    found.push(finding);
}
