//! A setting that is for debugging only.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Said;
use crate::profile::{Setting, Type};
use crate::yaml::edit::{self, Edit};

use super::written;

pub const RULE: Rule = Rule {
    code: &codes::DEBUG_SWITCH,
    page: include_str!("debug-switch.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for (setting, said) in agent.settings() {
            let Some(debugging) = setting.debugging.as_deref() else { continue };
            let Some(value) = said.value.known().filter(|v| v.eq_ignore_ascii_case(debugging)) else {
                continue;
            };
            let message = format!("{} is {value}, which is for debugging only", said.name);
            let finding = Diagnostic::new(RULE.code, written::of(scope, said).value, message)
                .help(format!("take {} out before production", said.name));
            found.push(finding.unsafe_fix("switch it off", off(scope, &setting, said)));
        }
    }
}

fn off(scope: &JvmScope, setting: &Setting, said: &Said) -> Vec<Edit> {
    let entry =
        written::entry(scope, &said.name).filter(|_| said.word.is_none() && setting.kind == Type::Bool);
    let value = entry.and_then(|entry| entry.get("value"));
    value.and_then(|value| edit::replace(value, "\"false\"")).into_iter().collect()
}
