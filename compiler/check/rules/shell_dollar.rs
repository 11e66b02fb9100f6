//! A `$` that was meant for the shell and that the kubelet takes.

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Node;

use super::commands::script_node;
use super::env;

pub const RULE: Rule = Rule {
    code: &codes::SHELL_DOLLAR,
    page: include_str!("shell-dollar.md"),
    strict: false,
    check: Check::Pod(check),
};

/// Commands that scripts put into `$( )`, and that variables are not called like by accident.
const COMMANDS: [&str; 10] =
    ["arch", "date", "env", "hostname", "id", "ls", "nproc", "pwd", "uname", "whoami"];

/// What the kubelet makes of a `$` in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Eaten {
    /// `$$`, the shell's own process, becomes `$`.
    Process,
    /// `$(hostname)` becomes the value of a variable of that name.
    Command(String),
    /// `$(NAME)` inside another `$( )` stays, so that the shell runs it.
    Nested(String),
}

fn check(pod: &PodScope, found: &mut Findings) {
    for container in pod.containers() {
        let Some(script) = script_node(&container) else { continue };
        let list = container.node.get("env");
        let defined = |name: &str| list.is_some_and(|list| !env::positions(list, name).is_empty());
        let all = eaten(script.as_str().unwrap_or_default(), &defined);
        for one in &all {
            let same = all.iter().filter(|other| *other == one).count();
            found.push(finding(pod, script, one, same));
        }
    }
}

/// Walks over a script as the kubelet does.
fn eaten(script: &str, defined: &dyn Fn(&str) -> bool) -> Vec<Eaten> {
    let mut found = Vec::new();
    let mut rest = script;
    while let Some((_, after)) = rest.split_once('$') {
        rest = after;
        if let Some(tail) = after.strip_prefix('$') {
            let escapes = |c: char| c.is_ascii_alphanumeric() || "_({$".contains(c);
            found.extend((!tail.starts_with(escapes)).then_some(Eaten::Process));
            // `$$$$` is how two of them are written.
            rest = tail.strip_prefix("$$").unwrap_or(tail);
        } else if let Some((name, tail)) = after.strip_prefix('(').and_then(|opened| opened.split_once(')')) {
            let inner = name.rsplit_once("$(").map(|(_, inner)| inner).filter(|inner| defined(inner));
            if defined(name) {
                found.extend(COMMANDS.contains(&name).then(|| Eaten::Command(name.to_owned())));
            } else if let Some(inner) = inner {
                found.push(Eaten::Nested(inner.to_owned()));
            }
            rest = tail;
        }
    }
    found
}

/// `same` of them are in the script: where as many stand in the file, each is found there.
fn finding(pod: &PodScope, script: &Node, eaten: &Eaten, same: usize) -> Diagnostic {
    let (written, fresh, message, help) = match eaten {
        Eaten::Process => (
            "$$".to_owned(),
            "$$$$".to_owned(),
            "the kubelet makes `$` of `$$`, so the shell does not see its process id".to_owned(),
            "write $$$$".to_owned(),
        ),
        Eaten::Command(name) => (
            format!("$({name})"),
            format!("$$({name})"),
            format!("the kubelet puts the variable {name} here, so the shell does not run `{name}`"),
            format!("write $$({name}) for the command, ${{{name}}} for the variable"),
        ),
        Eaten::Nested(name) => (
            format!("$({name})"),
            format!("${{{name}}}"),
            format!("the kubelet does not look into `$(…)`, so the shell runs `{name}` as a command"),
            format!("write ${{{name}}}: the shell expands it"),
        ),
    };
    let inside = pod.source.at(script.span);
    let at: Vec<usize> = inside.match_indices(&written).map(|(at, _)| at).collect();
    let one = at.first().filter(|_| at.len() == same).map(|first| {
        let start = script.span.start as usize + first;
        Span::new(script.span.source, start, start + written.len())
    });
    let starts =
        at.iter().map(|at| script.span.start as usize + at).filter(|_| one.is_some() && !script.shared);
    let edits =
        starts.map(|start| (Span::new(script.span.source, start, start + written.len()), fresh.clone()));
    let edits = edits.collect();
    let finding = Diagnostic::new(RULE.code, one.unwrap_or(script.span), message).help(help);
    let title = format!("write {fresh}");
    match eaten {
        Eaten::Command(_) => finding.unsafe_fix(title, edits),
        _ => finding.fix(title, edits),
    }
}
