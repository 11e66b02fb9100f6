//! Characters that the start script's shell takes for something else.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::shell::{Hazard, evaluate};
use crate::launch::{Lost, Reason};
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::SHELL_CHARACTERS,
    page: include_str!("shell-characters.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        let Reason::Hazard(hazard) = &lost.why else { continue };
        if is_harmless(lost, hazard) || is_told(scope, lost, hazard) {
            continue;
        }
        let message = format!("the start script's shell takes {} apart: {hazard}", lost.from);
        let finding = Diagnostic::new(RULE.code, scope.place(&lost.from), message);
        found.push(finding.help(match hazard {
            Hazard::Unfinished => "close it; the script evaluates the variable as shell source",
            Hazard::Substitution(_) => {
                "take the value from a field of the pod: the script evaluates the variable as shell source"
            }
            Hazard::Operator('\n') => {
                "fold the lines into one (`>-`): the script evaluates the variable as shell source"
            }
            _ => "put the option into single quotes: the script evaluates the variable as shell source",
        }));
    }
}

/// A pattern in an option matches no file: none is called like an option.
fn is_harmless(lost: &Lost, hazard: &Hazard) -> bool {
    let Hazard::Glob(sign) = hazard else { return false };
    let fields = evaluate(&Text::from(lost.what.as_str()), &|_| None).fields;
    let holds = |field: &&Text| field.known().is_some_and(|text| text.contains(*sign));
    fields.iter().filter(holds).all(|field| field.strip_prefix("-").is_some())
}

/// A `$(NAME)` that the kubelet was to expand is a reference that nothing defines.
fn is_told(scope: &JvmScope, lost: &Lost, hazard: &Hazard) -> bool {
    let Hazard::Substitution(source) = hazard else { return false };
    scope.jvm.launch.lost.iter().any(|other| match &other.why {
        Reason::Undefined(name) => {
            other.from == lost.from && other.what == *source && lost::is_reference(scope, &other.from, name)
        }
        _ => false,
    })
}
