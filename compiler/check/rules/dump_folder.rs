//! A dump into a folder that nobody makes, or that cannot be written.

use super::dump::{Obstacle, Target};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::DUMP_FOLDER,
    page: include_str!("dump-folder.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(target) = Target::of(scope) else { return };
    let (Some(obstacle), Some(folder)) = (target.obstacle(), target.folder()) else { return };
    let (why, help) = match obstacle {
        Obstacle::ReadOnly => {
            let help = "mount a volume that can be written there: an emptyDir or a claim";
            (format!("{folder} is read-only"), help)
        }
        Obstacle::Missing => {
            let help = "name a folder that is there, such as the volume's mountPath, or make it in an init container";
            (format!("nothing makes {folder}, and the JVM does not"), help)
        }
    };
    let message = format!("no dump is written: {why}");
    found.push(Diagnostic::new(RULE.code, target.place(scope), message).help(help));
}
