//! A value of another type than the agent's setting has.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Running, Said, kinds};
use crate::plan::{Problem, excess, misfit};
use crate::profile::{Setting, Type};

use super::written;

pub const RULE: Rule = Rule {
    code: &codes::SETTING_TYPE,
    page: include_str!("setting-type.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for (setting, said) in agent.settings() {
            let Some(problem) = misfitting(agent, &setting, said) else { continue };
            let message = format!("{} {}", said.name, problem.message);
            let finding = Diagnostic::new(RULE.code, written::of(scope, said).value, message);
            found.push(finding.maybe_help(problem.help.or_else(|| setting.note.clone())));
        }
    }
}

fn misfitting(agent: &Running, setting: &Setting, said: &Said) -> Option<Problem> {
    // What is filled in later is not known, and a secret is not shown.
    let is_open = |text: &&str| ["$(", "${", "{{"].iter().any(|open| text.contains(open));
    let text = said.value.known().filter(|text| !is_open(text))?;
    let is_told = setting.limits.iter().any(|limit| excess(limit, text).is_some())
        || setting.inert.is_some()
        || !setting.known_to(agent.release());
    // What was added to the agent brings exporters, samplers and the like of its own.
    let is_open = setting.kind == Type::Enum && agent.is_extended();
    if is_told || is_open || setting.sensitive {
        return None;
    }
    misfit(setting, text).filter(|_| agent.release.is_some() || !fits_another(agent, said, text))
}

/// Whether another release takes it, where nothing says which one this is.
fn fits_another(agent: &Running, said: &Said, text: &str) -> bool {
    agent.known.editions().iter().any(|edition| {
        let mut settings =
            kinds(&edition.reading(), said.kind).filter_map(|kind| edition.written(kind, &said.name));
        settings.any(|setting| setting.known_to(&edition.release) && misfit(&setting, text).is_none())
    })
}
