//! One setting of an agent, given in two ways with two values.

use super::written;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::SETTING_TWICE,
    page: include_str!("setting-twice.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for said in agent.given.all() {
            let Some(setting) = agent.setting_of(said) else { continue };
            let Some(holds) = agent.given.said(&setting).filter(|holds| *holds != said) else { continue };
            // An empty value is a mistake of its own.
            let is_told = |value: &Text| value.known().is_none_or(str::is_empty);
            if said.value == holds.value || is_told(&said.value) || is_told(&holds.value) {
                continue;
            }
            let value = |text: &str| if setting.sensitive { String::new() } else { format!(" `{text}`") };
            let (own, other) = (said.value.to_string(), holds.value.to_string());
            let message = format!(
                "{} says{}, and {} says{}, which holds",
                said.name,
                value(&own),
                holds.name,
                value(&other)
            );
            found.push(
                Diagnostic::new(RULE.code, written::of(scope, said).value, message)
                    .related(written::of(scope, holds).value, "this one holds")
                    .help("keep one of them: which one wins is a matter of the agent, and of its release"),
            );
        }
    }
}
