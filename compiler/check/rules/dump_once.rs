//! A dump into a file of a fixed name.

use super::dump::Target;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::DUMP_ONCE,
    page: include_str!("dump-once.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(target) = Target::of(scope) else { return };
    if target.is_folder != Some(false) || target.obstacle().is_some() {
        return;
    }
    let (Some(path), true) = (&target.path, target.mount().is_some()) else { return };
    let message = format!(
        "only the first dump is written: {path} is still there at the second, and the JVM replaces no file"
    );
    let help = "let a sidecar move each dump away, or give each start a name of its own, as a start script can: \
                /dumps/$(date +%s).hprof";
    found.push(Diagnostic::new(RULE.code, target.place(scope), message).help(help));
}
