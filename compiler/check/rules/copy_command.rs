//! A copy that leaves files behind, or takes along what it should not.

use super::commands::{Command, commands};
use super::copy::Copy;
use super::delivery;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::yaml::{Style, edit};

pub const RULE: Rule = Rule {
    code: &codes::COPY_COMMAND,
    page: include_str!("copy-command.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for carrier in delivery::carriers(pod) {
        for command in commands(pod, &carrier) {
            found.extend(Copy::of(&command).and_then(|copy| judge(&copy, &command, pod)));
        }
    }
}

fn judge(copy: &Copy, command: &Command, pod: &PodScope) -> Option<Diagnostic> {
    let glob = copy.sources.iter().find(|source| source.ends_with("/*"));
    let inside = copy.sources.iter().find(|source| source.ends_with("/.")).filter(|_| copy.preserves);
    let word = glob.or(inside)?;
    let place = edit::find(command.node.span, word, pod.source).unwrap_or(command.node.span);
    let (severity, message) = match glob {
        Some(_) if !command.by_shell => (
            Severity::Error,
            format!("no shell expands the `*` of {word}: cp finds no such file, and the pod does not start"),
        ),
        Some(_) => (Severity::Info, format!("{word} leaves out files whose name begins with a dot")),
        None => (
            Severity::Warning,
            format!(
                "cp of {word} with owner and mode: as root it closes the volume, as another user it may fail"
            ),
        ),
    };
    Some(
        Diagnostic::new(RULE.code, place, message)
            .severity(severity)
            .help("cp -r SRC/. DST copies all that is in SRC, whoever runs it")
            .fix("write cp -r SRC/. DST", edits(copy, command, pod)),
    )
}

fn edits(copy: &Copy, command: &Command, pod: &PodScope) -> Vec<edit::Edit> {
    let rewritten = copy.rewritten().filter(|_| copy.recursive);
    let Some((old, new)) = rewritten else { return Vec::new() };
    if command.by_shell {
        return edit::within(command.node, &old, &new, pod.source).into_iter().collect();
    }
    // A list of words: each stands for itself.
    let pairs = command.node.items().iter().filter_map(|word| {
        let folder = word.as_str()?.strip_suffix("/*")?;
        let new = format!("{folder}/.");
        edit::replace(word, &if word.style == Style::Plain { new } else { edit::quoted(&new) })
    });
    pairs.filter(|_| !copy.preserves).collect()
}
