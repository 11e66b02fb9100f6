//! A branch of a start script that leaves out what the others give to the JVM.

use std::collections::BTreeMap;

use crate::check::{Check, Findings, Rule, ScriptScope};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::java_at;
use crate::launch::shell::{SimpleCommand, Word};
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::SCRIPT_BRANCH,
    page: include_str!("script-branch.md"),
    strict: false,
    check: Check::Script(check),
};

/// More branches than a script has.
const MOST: usize = 100;

/// A `java` command.
struct Start<'a> {
    command: &'a SimpleCommand,
    java: &'a Word,
    /// The variables that may hold several options.
    variables: Vec<&'a str>,
    has_agent: bool,
    /// What is started, as it is written.
    application: &'a str,
}

fn check(scope: &ScriptScope, found: &mut Findings) {
    let starts: Vec<Start> = scope.script.commands.iter().filter_map(|it| start(it, scope)).collect();
    let mut complete: BTreeMap<&str, Vec<&Start>> = BTreeMap::new();
    for start in starts.iter().filter(|start| !start.variables.is_empty()) {
        complete.entry(start.application).or_default().push(start);
    }
    for own in starts.iter().filter(|own| own.variables.is_empty()) {
        let Some((other, more)) = complete.get(own.application).and_then(|all| all.split_first()) else {
            continue;
        };
        let variable = other.variables.first().copied().unwrap_or_default();
        let agent =
            !own.has_agent && (other.has_agent || more.iter().take(MOST).any(|other| other.has_agent));
        let what = if agent { ", and without the agent" } else { "" };
        let message = format!("this branch starts java without ${variable}{what}: the other ones give it");
        let end = own.java.range.end;
        let edit = (Span::new(scope.id, end, end), format!(" ${{{variable}}}"));
        let help = format!(
            "add ${{{variable}}}: it holds the heap's limits and what the pod sets, and let the branches differ in one variable only"
        );
        found.push(
            Diagnostic::new(RULE.code, scope.place(own.command), message)
                .related(scope.place(other.command), "this one gives it")
                .help(help)
                .unsafe_fix(format!("add ${{{variable}}}"), vec![edit]),
        );
    }
}

fn start<'a>(command: &'a SimpleCommand, scope: &'a ScriptScope) -> Option<Start<'a>> {
    let at = java_at(command)?;
    let java = command.words.get(at)?;
    let arguments = command.words.get(at + 1..)?;
    let main = main_at(arguments)?;
    let (main, last) = (arguments.get(main)?, arguments.last()?);
    let text = |from: usize, to: usize| scope.source.text.get(from..to).unwrap_or_default();
    let agent = |word: &&Word| text(word.range.start, word.range.end).contains("-javaagent:");
    let variables = arguments.iter().filter(|word| word.range.end <= main.range.start);
    Some(Start {
        command,
        java,
        variables: variables.filter_map(|word| Some(word.sole_variable()?.0)).collect(),
        has_agent: arguments.iter().any(|word| agent(&word)),
        application: text(main.range.start, last.range.end),
    })
}

/// Where the jar or the main class stands: options may stand behind `-jar` too.
fn main_at(arguments: &[Word]) -> Option<usize> {
    let takes_value = |word: &Word| {
        let text = word.literal().map(|text| text.to_string());
        text.is_some_and(|text| {
            matches!(text.as_str(), "-cp" | "-classpath" | "--class-path" | "-p" | "--module-path")
        })
    };
    let mut at = 0;
    while let Some(word) = arguments.get(at) {
        at += match word {
            word if takes_value(word) => 2,
            word if word.begins_with('-') || word.sole_variable().is_some() => 1,
            _ => return Some(at),
        };
    }
    None
}
