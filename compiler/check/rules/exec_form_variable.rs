//! A variable in an exec form.

use crate::check::{Check, DockerfileScope, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::launch::shell::references;
use crate::launch::{Origin, Reason};
use crate::read::dockerfile::{Instruction, Word};
use crate::source::Span;
use crate::text::Text;

use super::expands::{Fate, fate};
use super::lost;

pub const RULE: Rule = Rule {
    code: &codes::EXEC_FORM_VARIABLE,
    page: include_str!("exec-form-variable.md"),
    strict: false,
    check: Check::Several(&[Check::Jvm(of_java), Check::Dockerfile(of_others)]),
};

/// Whether an origin is an exec form that a Dockerfile writes.
pub fn is_exec_form(scope: &JvmScope, from: &Origin) -> bool {
    scope.jvm.container.is_none() && matches!(from, Origin::Entrypoint | Origin::Cmd)
}

/// The words of a `java` command.
fn of_java(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        if let Reason::NeverExpanded(name) = &lost.why
            && is_exec_form(scope, &lost.from)
        {
            let told = finding(lost::place(scope, lost), &lost.what, name);
            found.extend(match fate(scope, lost, name) {
                Fate::FilledIn => None,
                Fate::Unsure => Some(told.severity(Severity::Info)),
                Fate::Stays => Some(told),
            });
        }
    }
}

/// Those of other programs. A script may do anything with them.
fn of_others(scope: &DockerfileScope, found: &mut Findings) {
    let known = scope.jvm.is_some_and(|jvm| !jvm.jvm.launch.application.is_empty());
    let stages: Vec<_> = scope.stages().collect();
    let told = stages.len().checked_sub(1).filter(|_| known);
    for stage in stages.iter().enumerate().filter(|(at, _)| Some(*at) != told).map(|(_, stage)| stage) {
        let last = |keyword: &str| stage.iter().rev().find(|it| it.keyword == keyword);
        let words =
            [last("ENTRYPOINT"), last("CMD")].into_iter().flatten().filter_map(Instruction::exec_form);
        let words: Vec<Word> = words.flatten().collect();
        if words.iter().any(|word| runs_scripts(&word.text)) {
            continue;
        }
        for word in &words {
            for name in references(&Text::from(word.text.as_str())) {
                found.push(finding(scope.span(&word.range), &word.text, &name));
            }
        }
    }
}

fn finding(place: Span, word: &str, name: &str) -> Diagnostic {
    let message =
        format!("`{word}` arrives as it is written: no shell reads an exec form, so {name} is not expanded");
    let help = "let a shell start it, [\"sh\", \"-c\", \"exec java … \"], or put options into JAVA_TOOL_OPTIONS, where the pod can set them";
    Diagnostic::new(RULE.code, place, message).help(help)
}

fn runs_scripts(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or_default();
    matches!(
        name,
        "sh" | "bash" | "ash" | "dash" | "ksh" | "cmd" | "powershell" | "pwsh" | "envsubst" | "launcher"
    ) || name.contains("entrypoint")
        || name.ends_with(".sh")
}
