//! Options where no JVM reads them.

use super::{env, lost};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Lost, Reason};

pub const RULE: Rule = Rule {
    code: &codes::OPTION_UNREAD,
    page: include_str!("option-unread.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// What every JVM reads.
const BY_ALL: &str = "JAVA_TOOL_OPTIONS";

fn check(scope: &JvmScope, found: &mut Findings) {
    let lost = &scope.jvm.launch.lost;
    let same = |one: &Lost, next: &Lost| {
        one.why == Reason::AfterMain && next.why == Reason::AfterMain && one.from == next.from
    };
    for run in lost.chunk_by(same) {
        let Some((lost, more)) = run.split_first() else { continue };
        let variable = lost.from.to_string();
        let help = match &lost.why {
            Reason::AfterMain => {
                found.push(after_main(scope, lost, more.len()));
                continue;
            }
            // `${JAVA_OPTS}` in the command is what was to read it, and is told.
            Reason::NeverRead if is_named(scope, &variable) => continue,
            Reason::NeverRead => format!(
                "put the options into {BY_ALL}, which every JVM reads, or start `sh -c 'exec java ${variable} …'`"
            ),
            Reason::LauncherBypassed => {
                format!(
                    "leave out `command`, so that the buildpack's launcher runs, or put the options into {BY_ALL}"
                )
            }
            Reason::NeedsJdk9 => format!("put the options into {BY_ALL}, which JDK 8 reads"),
            _ => continue,
        };
        found.push(finding(scope, lost, &variable).help(help));
    }
}

/// Words in a row that the application gets are one mistake.
fn after_main(scope: &JvmScope, lost: &Lost, more: usize) -> Diagnostic {
    let finding = match more {
        0 => lost::finding(RULE.code, scope, lost),
        more => {
            let message = format!(
                "`{}` and {more} more in {}: they stand after the main class, so the application gets them",
                lost.what, lost.from
            );
            Diagnostic::new(RULE.code, lost::place(scope, lost), message)
        }
    };
    let is_comment = scope.jvm.launch.application.first().is_some_and(|main| main.known() == Some("#"));
    finding.help(if is_comment {
        "`#` begins no comment inside a text: here it is the main class; take such lines out"
    } else {
        "put options before -jar or the main class"
    })
}

fn finding(scope: &JvmScope, lost: &Lost, variable: &str) -> Diagnostic {
    let message = format!("no JVM here gets what is in {variable}: {}", lost.why);
    let finding = Diagnostic::new(RULE.code, scope.place(&lost.from), message);
    // A reference that no shell has expanded so far would be one that nobody expands.
    let edits = if lost.what.contains('$') { Vec::new() } else { env::renamed(scope, variable, BY_ALL) };
    finding.unsafe_fix(format!("rename it to {BY_ALL}"), edits)
}

fn is_named(scope: &JvmScope, variable: &str) -> bool {
    let names = |lost: &Lost| matches!(&lost.why, Reason::NeverExpanded(name) if name == variable);
    scope.jvm.launch.lost.iter().any(names)
}
