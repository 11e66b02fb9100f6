//! Several options in one word of a command that no shell splits.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Origin, Sourced, is_jvm_option, shell};

pub const RULE: Rule = Rule {
    code: &codes::OPTIONS_IN_ONE_WORD,
    page: include_str!("options-in-one-word.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for option in scope.jvm.launch.options.iter().filter(|option| is_of_exec_form(option)) {
        let words = shell::words(&option.text);
        let Some(second) = words.iter().skip(1).find(|word| is_jvm_option(word)) else { continue };
        let message = format!("`{}` is one word: the JVM does not see `{second}`", option.text);
        let place = scope.option(option);
        let list: Vec<String> = words.iter().map(ToString::to_string).collect();
        let help = format!("one item of the list for each: {}", list.join(", "));
        found.push(Diagnostic::new(RULE.code, place, message).help(help));
    }
}

/// No shell splits it.
fn is_of_exec_form(option: &Sourced) -> bool {
    matches!(option.from, Origin::Command | Origin::Args | Origin::Entrypoint | Origin::Cmd)
}
