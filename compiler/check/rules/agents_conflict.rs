//! Agents whose profiles refuse each other.

use std::collections::BTreeMap;

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Known, Other};
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::AGENTS_CONFLICT,
    page: include_str!("agents-conflict.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let others: Vec<Other> = scope.recogniser.others(scope.jvm).collect();
    if scope.agents.len() + others.len() < 2 {
        return;
    }
    let loaded = scope.agents.iter().filter(|agent| agent.loaded.is_some()).map(|agent| agent.known);
    let all: Vec<&Known> = loaded.chain(others.iter().map(|other| other.known)).collect();
    let mut reasons: BTreeMap<&str, Vec<Involved>> = BTreeMap::new();
    for agent in &scope.agents {
        let Some(loaded) = agent.loaded else { continue };
        let involved = || (loaded.agent.jar.to_string(), scope.place_of_agent(&loaded.agent));
        agent.refusals().for_each(|why| reasons.entry(why).or_default().push(involved()));
    }
    for other in &others {
        let involved = || (other.file.to_string(), scope.option(other.option));
        for why in other.refusals(&all) {
            reasons.entry(why).or_default().push(involved());
        }
    }
    for (why, mut agents) in reasons {
        agents.sort_by_key(|(_, place)| *place);
        let Some(((_, last), first)) = agents.split_last() else { continue };
        let jars: Vec<&str> = agents.iter().map(|(jar, _)| jar.as_str()).collect();
        let mut finding = Diagnostic::new(RULE.code, *last, format!("{}: {why}", jars.join(" and ")));
        for (_, place) in first.iter().rev() {
            finding = finding.related(*place, "the other one");
        }
        found.push(finding.help("load only one of them"));
    }
}

/// What is loaded, and where.
type Involved = (String, Span);
