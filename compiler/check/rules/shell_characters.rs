//! Characters that the start script's shell takes for something else.

use super::lost::{self, is_evaluated};
use super::script_variable::expanded;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Said;
use crate::launch::shell::{Hazard, evaluate};
use crate::launch::{Lost, Origin, Reason};
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
    for (variable, value) in &scope.jvm.launch.env {
        if is_evaluated(scope, &Origin::Variable(variable.clone())) {
            let names = eaten_placeholders(scope, variable, value);
            found.extend(names.iter().map(|name| eaten(scope, variable, name)));
        }
    }
}

/// The names that an agent was to fill in, and that the shell takes before.
pub fn eaten_placeholders(scope: &JvmScope, variable: &str, value: &Text) -> Vec<String> {
    let is_here = |said: &Said| said.from == Origin::Variable(variable.to_owned());
    let settings = scope.agents.iter().flat_map(|agent| agent.settings());
    let own = settings.filter(|(_, said)| is_here(said));
    let all: Vec<String> = own.flat_map(|(setting, _)| setting.placeholders.clone()).collect();
    if all.is_empty() {
        return all;
    }
    let mut names = expanded(value);
    names.sort();
    names.dedup();
    names.retain(|name| all.contains(name) && !scope.jvm.launch.env.contains_key(name));
    names
}

fn eaten(scope: &JvmScope, variable: &str, name: &str) -> Diagnostic {
    let written = format!("${{{name}}}");
    let place = scope.place_of(&Origin::Variable(variable.to_owned()), &written);
    let message = format!(
        "the start script's shell expands `{written}` in {variable} to nothing, before the agent can fill it in"
    );
    let help = "put the option into single quotes: the script evaluates the variable as shell source";
    Diagnostic::new(RULE.code, place, message).help(help)
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
