//! Options where no JVM reads them.

use super::{env, lost};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
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
    let mut behind = false;
    for lost in &scope.jvm.launch.lost {
        let variable = lost.from.to_string();
        let help = match &lost.why {
            Reason::AfterMain => "put it before -jar or the main class".to_owned(),
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
            Reason::ShellArgument if !std::mem::replace(&mut behind, true) => {
                "put the whole command line into the script, or start java without a shell: [java, …]"
                    .to_owned()
            }
            Reason::NeedsJdk9 => format!("put the options into {BY_ALL}, which JDK 8 reads"),
            _ => continue,
        };
        found.push(finding(scope, lost, &variable).help(help));
    }
}

fn finding(scope: &JvmScope, lost: &Lost, variable: &str) -> Diagnostic {
    match lost.why {
        Reason::AfterMain => return lost::finding(RULE.code, scope, lost),
        Reason::ShellArgument => {
            return lost::finding(RULE.code, scope, lost).severity(Severity::Error);
        }
        _ => {}
    }
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
