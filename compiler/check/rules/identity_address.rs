//! An identity taken from a pod field that fits in some clusters only.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

use super::identity_source::unfit;
use super::written;

pub const RULE: Rule = Rule {
    code: &codes::IDENTITY_ADDRESS,
    page: include_str!("identity-address.md"),
    strict: true,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for (setting, said) in agent.settings() {
            let mut fields = unfit(&setting, said);
            let one = fields.find_map(|(limit, path)| Some((limit, path, limit.clusters.as_ref()?)));
            let Some((limit, path, clusters)) = one else { continue };
            let message = format!("{} has {path} as its value, which does not fit in {clusters}", said.name);
            let finding = Diagnostic::new(RULE.code, written::of(scope, said).value, message);
            found.push(finding.maybe_help(limit.why.clone()));
        }
    }
}
