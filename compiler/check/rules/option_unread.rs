//! Options where no JVM reads them.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::codes;
use crate::launch::Reason;

pub const RULE: Rule = Rule {
    code: &codes::OPTION_UNREAD,
    page: include_str!("option-unread.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let concerns = |why: &Reason| {
        matches!(why, Reason::AfterMain | Reason::NeverRead | Reason::LauncherBypassed | Reason::NeedsJdk9)
    };
    for lost in scope.jvm.launch.lost.iter().filter(|lost| concerns(&lost.why)) {
        found.push(
            lost::finding(RULE.code, scope, lost)
                .help("JAVA_TOOL_OPTIONS is read by every JVM, however it is started"),
        );
    }
}
