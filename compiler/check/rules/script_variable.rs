//! `${VAR}` in a variable that some start script reads, and which one is not known.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::expands::{Fate, fate};
use super::shell_characters::eaten_placeholders;
use super::{env, lost};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::shell::evaluate;
use crate::launch::{Launcher, Origin, Reader, Reason};
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::SCRIPT_VARIABLE,
    page: include_str!("script-variable.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// Whether an unseen script puts the variable on the command line, however it does.
pub fn is_unseen(scope: &JvmScope, from: &Origin) -> bool {
    let Origin::Variable(name) = from else { return false };
    let by_jvm = Launcher::ALL.iter().flat_map(|launcher| launcher.rows());
    let mut by_jvm = by_jvm.filter(|row| matches!(row.reader, Reader::Jvm | Reader::JavaLauncher));
    let launch = &scope.jvm.launch;
    launch.application.is_empty() && !scope.jvm.launcher_seen && !by_jvm.any(|row| row.is_named(name))
}

fn check(scope: &JvmScope, found: &mut Findings) {
    let launch = &scope.jvm.launch;
    let mut used: Vec<(&str, String)> = Vec::new();
    for (variable, value) in &launch.env {
        let from = Origin::Variable(variable.clone());
        if lost::is_evaluated(scope, &from) && is_unseen(scope, &from) {
            // Another rule tells those.
            let eaten = eaten_placeholders(scope, variable, value);
            let names = expanded(value).into_iter().filter(|name| !eaten.contains(name));
            used.extend(names.map(|name| (variable.as_str(), name)));
        }
    }
    for lost in &launch.lost {
        if let (Reason::NeverExpanded(name), Origin::Variable(variable)) = (&lost.why, &lost.from)
            && is_unseen(scope, &lost.from)
            && !scope.is_in_reference(lost)
            && fate(scope, lost, name) != Fate::FilledIn
        {
            used.push((variable, name.clone()));
        }
    }
    used.sort();
    used.dedup();
    found.extend(used.iter().map(|(variable, name)| finding(scope, variable, name)));
}

/// The variables that `eval` expands: not those in single quotes.
pub fn expanded(value: &Text) -> Vec<String> {
    let names = RefCell::new(Vec::new());
    let _ = evaluate(value, &|name| {
        names.borrow_mut().push(name.to_owned());
        None
    });
    names.into_inner()
}

fn finding(scope: &JvmScope, variable: &str, name: &str) -> Diagnostic {
    let from = Origin::Variable(variable.to_owned());
    let braced = format!("${{{name}}}");
    let words = scope.words(&from, &braced);
    let place = scope.place_of(&from, &braced);
    let message = format!(
        "`{braced}` in {variable} is expanded only where the start script evaluates the variable, and no command here shows the script"
    );
    let help = env::expansion_help(scope, name, &from);
    let edits = words.iter().flat_map(|word| env::kubelet_form(scope, name, &from, Some(*word)));
    // What has to be moved up is moved once.
    let edits = edits.collect::<BTreeSet<_>>().into_iter().collect();
    Diagnostic::new(RULE.code, place, message).help(help).fix(format!("write $({name})"), edits)
}
