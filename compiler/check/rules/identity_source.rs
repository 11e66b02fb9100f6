//! An identity taken from a pod field that does not fit.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::{Said, field};
use crate::profile::{Limit, Setting};
use crate::text::Opaque;

use super::limits::longest_pod_name;
use super::written;

pub const RULE: Rule = Rule {
    code: &codes::IDENTITY_SOURCE,
    page: include_str!("identity-source.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// The fields in a value that do not fit, in some clusters at least.
pub fn unfit<'s>(setting: &'s Setting, said: &'s Said) -> impl Iterator<Item = (&'s Limit, &'s str)> {
    let comes = |path: &str| said.value.opaques().any(|own| *own == Opaque::Field(path.to_owned()));
    let fields = setting.limits.iter().filter_map(|limit| Some((limit, limit.source_not.as_deref()?)));
    fields.filter(move |(_, path)| comes(path))
}

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for (setting, said) in agent.settings() {
            let Some((limit, path)) = unfit(&setting, said).find(|(limit, _)| limit.clusters.is_none())
            else {
                continue;
            };
            let most = setting.limits.iter().find_map(|limit| limit.chars);
            let fits = |most: u64| longest_pod_name(scope).is_some_and(|longest| longest <= most);
            if path == "metadata.name" && field(&said.value).is_some() && most.is_some_and(fits) {
                continue;
            }
            let message = format!("{} has {path} as its value", said.name);
            let finding = Diagnostic::new(RULE.code, written::of(scope, said).value, message);
            found.push(finding.severity(Severity::Warning).maybe_help(limit.why.clone()));
        }
    }
}
