//! A start script that stays beside its JVM.

use crate::check::{Check, Findings, Rule, ScriptScope};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::java_at;
use crate::launch::shell::{Join, SimpleCommand, Word};
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::SCRIPT_EXEC,
    page: include_str!("script-exec.md"),
    strict: true,
    check: Check::Script(check),
};

fn check(scope: &ScriptScope, found: &mut Findings) {
    let commands = &scope.script.commands;
    // Whoever catches signals passes them on.
    if commands.iter().any(|it| is(it, &["trap"])) {
        return;
    }
    for (at, it) in commands.iter().enumerate() {
        let Some(java) = java_at(it).filter(|java| !has_exec(it, *java) && starts(it, *java)) else {
            continue;
        };
        let after = commands.get(at + 1..).unwrap_or_default();
        let beside = after.first().is_some_and(|next| matches!(next.join, Join::Background | Join::Pipe));
        if beside || it.join == Join::Pipe || !is_last(after) {
            continue;
        }
        let Some(word) = it.words.get(java) else { continue };
        let place = Span { end: scope.word(word).start, ..scope.word(word) };
        let message =
            "the shell stays as process 1 and passes no signals on: the JVM is killed, not shut down";
        found.push(
            Diagnostic::new(RULE.code, scope.place(it), message)
                .help("write exec java …: nothing follows that the shell would be needed for")
                .fix("let java take the shell's place", vec![(place, "exec ".to_owned())]),
        );
    }
}

/// Whether it runs an application: `java -version` ends by itself.
fn starts(it: &SimpleCommand, java: usize) -> bool {
    it.words.iter().skip(java + 1).any(|word| !word.begins_with('-') && word.sole_variable().is_none())
}

fn has_exec(it: &SimpleCommand, java: usize) -> bool {
    it.words.iter().take(java).any(|word| word.last_part().as_deref() == Some("exec"))
}

const MOST: usize = 200;

/// Whether nothing runs behind it: other branches may stand there, and ends.
fn is_last(after: &[SimpleCommand]) -> bool {
    let mut depth = 0_usize;
    // Longer than any branch: nothing is said of it.
    if after.len() > MOST {
        return false;
    }
    for it in after {
        if is(it, &["else", "elif"]) && depth == 0 {
            // What stands there up to the end of this `if` runs instead.
            depth = 1;
        } else if is(it, &["if", "case", "for", "while", "until"]) {
            depth += 1;
        } else if is(it, &["fi", "esac"]) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            return false;
        }
    }
    true
}

fn is(it: &SimpleCommand, words: &[&str]) -> bool {
    it.words.first().and_then(Word::last_part).is_some_and(|word| words.contains(&word.as_str()))
}
