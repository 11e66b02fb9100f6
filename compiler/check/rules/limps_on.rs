//! A JVM that goes on after `OutOfMemoryError`.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Origin, dump};
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::LIMPS_ON,
    page: include_str!("limps-on.md"),
    strict: true,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(dump) = dump(&scope.jvm.launch).filter(|dump| dump.ends.is_none()) else { return };
    let place = scope.option(dump.switch);
    let message = "after the dump the JVM goes on, with threads missing, and nothing restarts it";
    let finding = Diagnostic::new(RULE.code, place, message)
        .help("add -XX:+ExitOnOutOfMemoryError: the JVM ends with exit code 3 when the dump is written");
    // In a list of words an option needs an element of its own.
    let in_variable = matches!(dump.switch.from, Origin::Variable(_));
    let is_word = in_variable && place != scope.place(&dump.switch.from);
    let edit =
        is_word.then(|| (Span { start: place.end, ..place }, " -XX:+ExitOnOutOfMemoryError".to_owned()));
    found.push(finding.unsafe_fix("let the JVM end", edit.into_iter().collect()));
}
