//! Agents whose profiles refuse each other.

use std::collections::BTreeMap;

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Running;

pub const RULE: Rule = Rule {
    code: &codes::AGENTS_CONFLICT,
    page: include_str!("agents-conflict.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    if scope.agents.len() < 2 {
        return;
    }
    let mut reasons: BTreeMap<&str, Vec<&Running>> = BTreeMap::new();
    for agent in &scope.agents {
        for why in agent.refusals() {
            reasons.entry(why).or_default().push(agent);
        }
    }
    for (why, agents) in reasons {
        let jars: Vec<_> =
            agents.iter().filter_map(|agent| Some(agent.loaded?.agent.jar.to_string())).collect();
        let Some(last) = agents.iter().filter_map(|agent| agent.loaded).next_back() else { continue };
        let place = scope.place_of_agent(&last.agent);
        let mut finding = Diagnostic::new(RULE.code, place, format!("{}: {why}", jars.join(" and ")));
        for other in agents.iter().rev().skip(1).filter_map(|agent| agent.loaded) {
            finding = finding.related(scope.place_of_agent(&other.agent), "the other one");
        }
        found.push(finding.help("load only one of them"));
    }
}
