//! A shell that starts one program.

use super::commands::sole_command;
use super::delivery;
use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::edit::{self, Edit};

pub const RULE: Rule = Rule {
    code: &codes::NEEDLESS_SHELL,
    page: include_str!("needless-shell.md"),
    strict: true,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for carrier in delivery::carriers(pod) {
        let Some(words) = sole_command(pod, &carrier) else { continue };
        let program = words.first().map_or("", String::as_str);
        let message = format!("{} starts a shell that only runs {program}", carrier.name);
        found.push(
            Diagnostic::new(RULE.code, carrier.place("command"), message)
                .help(format!(
                    "command: {}: an image needs no shell for it",
                    edit::list(words.iter().map(String::as_str))
                ))
                .fix("run the program itself", rewritten(pod, &carrier, &words).unwrap_or_default()),
        );
    }
}

/// The program where the shell was, its arguments where the shell's were.
fn rewritten(pod: &PodScope, carrier: &ContainerScope, words: &[String]) -> Option<Vec<Edit>> {
    let set = |key: &str, words: &[String]| {
        let list = edit::list(words.iter().map(String::as_str));
        edit::set(carrier.node, key, &list, pod.source)
    };
    if carrier.node.get("args").is_none() {
        return Some(vec![set("command", words)?]);
    }
    let (program, arguments) = words.split_at_checked(1)?;
    Some(vec![set("command", program)?, set("args", arguments)?])
}
