//! `$(VAR)` that nothing before it defines.

use super::{env, lost};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::{Lost, Origin, Reason, holds_options, is_variable};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::UNDEFINED_REFERENCE,
    page: include_str!("undefined-reference.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        let Reason::Undefined(name) = &lost.why else { continue };
        let later = later(scope, name);
        if !concerns(scope, lost, name) && later.is_none() {
            continue;
        }
        let finding = lost::finding(RULE.code, scope, lost);
        found.push(match later {
            _ if name.contains(char::is_whitespace) => finding
                .help("no shell runs the command there: take the value from a field of the pod, or let a script set it"),
            Some(entry) => finding
                .related(entry.span, format!("{name} is defined here, after it"))
                .help(format!("define {name} before this entry: the kubelet goes through the list once"))
                .fix(format!("move {name} up"), env::moved_up(scope, name, None)),
            None => finding.help(format!(
                "define {name} in the same env list, before this entry; write $$({name}) for the text itself"
            )),
        });
    }
}

/// A shell's own `$(command)` is none, and other programs may have a syntax of their own.
fn concerns(scope: &JvmScope, lost: &Lost, name: &str) -> bool {
    let read = match &lost.from {
        Origin::Variable(variable) => holds_options(variable) || is_variable(name),
        _ => true,
    };
    read && lost::is_reference(scope, &lost.from, name)
}

/// The entry that defines a variable, wherever it stands.
fn later<'a>(scope: &JvmScope<'a>, name: &str) -> Option<&'a Node> {
    let list = env::list(scope)?;
    list.items().get(*env::positions(list, name).first()?)
}
