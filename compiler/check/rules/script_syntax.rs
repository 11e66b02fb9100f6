//! A script that no shell can read.

use crate::check::{Check, Findings, Rule, ScriptScope};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::shell::Open;
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::SCRIPT_SYNTAX,
    page: include_str!("script-syntax.md"),
    strict: false,
    check: Check::Script(check),
};

fn check(scope: &ScriptScope, found: &mut Findings) {
    found.extend(line_ends(scope));
    found.extend(scope.script.unclosed.map(|open| unclosed(scope, open)));
    let Some(at) = scope.script.unfinished else { return };
    let sign = scope.source.text.get(at..).and_then(|rest| rest.chars().next());
    let what = match sign {
        Some(quote @ ('"' | '\'' | '`')) => format!("nothing closes this {quote}"),
        _ => "nothing closes this bracket".to_owned(),
    };
    let message = format!("{what}: the shell stops here");
    let place = Span::new(scope.id, at, at + sign.map_or(0, char::len_utf8));
    found.push(Diagnostic::new(RULE.code, place, message).help("close it; what follows was not read"));
}

fn unclosed(scope: &ScriptScope, open: Open) -> Diagnostic {
    let message = format!("nothing closes this `{}`: the shell reads to the end and gives up", open.word);
    let place = Span::new(scope.id, open.at, open.at + open.word.len());
    Diagnostic::new(RULE.code, place, message).help(format!("write `{}` where it ends", open.closer))
}

fn line_ends(scope: &ScriptScope) -> Option<Diagnostic> {
    let text = &scope.source.text;
    let edits: Vec<_> =
        text.match_indices("\r\n").map(|(at, _)| (Span::new(scope.id, at, at + 1), String::new())).collect();
    let (first, _) = edits.first()?;
    let begins = text.get(..first.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let line = Span::new(scope.id, begins, first.start as usize);
    let message = "the lines end with a carriage return, which a shell takes for a part of the last word";
    let help = "save the file with line feeds alone, and tell git: *.sh text eol=lf";
    Some(Diagnostic::new(RULE.code, line, message).help(help).fix("take them out", edits))
}
