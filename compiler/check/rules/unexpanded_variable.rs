//! `${VAR}` where no shell expands it.

use super::expands::{Fate, fate};
use super::{env, exec_form_variable, lost, script_variable};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Severity, codes};
use crate::launch::{Origin, Reason};

pub const RULE: Rule = Rule {
    code: &codes::UNEXPANDED_VARIABLE,
    page: include_str!("unexpanded-variable.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        let Reason::NeverExpanded(name) = &lost.why else { continue };
        let told = exec_form_variable::is_exec_form(scope, &lost.from);
        if told || script_variable::is_unseen(scope, &lost.from) || scope.is_in_reference(lost) {
            continue;
        }
        let whole = matches!(lost.from, Origin::Command | Origin::Args | Origin::Entrypoint | Origin::Cmd)
            && (lost.what == format!("${{{name}}}") || lost.what == format!("${name}"));
        let fate = fate(scope, lost, name);
        if fate == Fate::FilledIn {
            continue;
        }
        let finding = lost::finding(RULE.code, scope, lost);
        found.push(if whole {
            finding.help(format!("what {name} holds would be one argument: start `sh -c 'exec java ${name} …'`, or put the options into JAVA_TOOL_OPTIONS"))
        } else {
            let edits = env::kubelet_form(scope, name, &lost.from, lost::word(scope, lost));
            let help = env::expansion_help(scope, name, &lost.from);
            let title = format!("write $({name})");
            match fate {
                Fate::Unsure => finding.severity(Severity::Info).help(format!("{help}; or leave it to the application, if that reads the property and fills it in")).unsafe_fix(title, edits),
                _ => finding.help(help).fix(title, edits),
            }
        });
    }
}
