//! An identity taken from a pod field that does not fit.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::text::Opaque;

use super::written;

pub const RULE: Rule = Rule {
    code: &codes::IDENTITY_SOURCE,
    page: include_str!("identity-source.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for (setting, said) in agent.settings() {
            let comes = |path: &str| said.value.opaques().any(|own| *own == Opaque::Field(path.to_owned()));
            let unfit = setting.limits.iter().find(|limit| limit.source_not.as_deref().is_some_and(comes));
            let Some((limit, path)) = unfit.and_then(|limit| Some((limit, limit.source_not.as_ref()?)))
            else {
                continue;
            };
            let message = format!("{} has {path} as its value", said.name);
            let finding = Diagnostic::new(RULE.code, written::of(scope, said).value, message);
            found.push(finding.severity(Severity::Warning).maybe_help(limit.why.clone()));
        }
    }
}
