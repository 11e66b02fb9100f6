//! Commands that begin with no program: a whole command line in one word, or an option.

use super::command::Argument;
use super::env::Environment;
use super::invocation::Invocation;
use super::option::is_jvm_option;
use super::shell::words;
use super::wrapper::{is_java, is_runner, is_wrapper, program_name};
use super::{Lost, Reason};
use crate::text::Text;

/// What a command line means whose word at this place names no program: java, as it would start it.
pub(super) fn meant(argv: &[Argument], at: usize, env: &mut Environment) -> Option<Invocation> {
    let word = argv.get(at)?;
    let before = argv.get(..at)?.iter().map(|word| program_name(&word.text).unwrap_or_default());
    let (mut by_runners, mut by_wrappers) = (true, true);
    for name in before {
        let is_option = name.starts_with('-');
        (by_runners, by_wrappers) =
            (by_runners && is_runner(name), by_wrappers && (is_wrapper(name) || is_option));
    }
    let after = argv.get(at + 1..).unwrap_or_default();
    let given = if by_runners && is_jvm_option(&word.text) {
        argv.get(at..)?.to_vec()
    } else {
        let line = by_wrappers.then(|| command_line(&word.text)).flatten()?;
        let one = |text: &Text| Argument { text: text.clone(), ..word.clone() };
        line.iter().skip(1).map(one).chain(after.iter().cloned()).collect()
    };
    let (what, from) = (word.text.to_string(), word.from.clone());
    env.lost.push(Lost { what, from, why: Reason::NoProgram });
    Some(Invocation::Exec(given))
}

/// The words of a word that is the command line of a JVM.
fn command_line(word: &Text) -> Option<Vec<Text>> {
    let line = words(word);
    (line.len() > 1 && line.first().is_some_and(is_java)).then_some(line)
}

/// Notes the options behind the script of a `sh -c` that uses no arguments.
pub(super) fn behind_script(script: &Text, behind: &[Argument], env: &mut Environment) {
    if script.known().is_none_or(takes_arguments) {
        return;
    }
    for word in behind.iter().filter(|word| is_jvm_option(&word.text)) {
        let (what, from) = (word.text.to_string(), word.from.clone());
        env.lost.push(Lost { what, from, why: Reason::ShellArgument });
    }
}

/// Whether a script mentions its arguments: `$@`, `${1:-x}`, `$#`.
fn takes_arguments(script: &str) -> bool {
    let begins = |after: &str| {
        let after = after.strip_prefix('{').unwrap_or(after);
        after.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '@' | '*' | '#'))
    };
    script.split('$').skip(1).any(begins)
}
