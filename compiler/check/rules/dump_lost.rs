//! A dump that no volume keeps.

use super::dump::Target;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::DUMP_LOST,
    page: include_str!("dump-lost.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(target) = Target::of(scope) else { return };
    // What cannot be written at all is another rule's, and a patch may leave the volume to its base.
    if target.mount().is_some() || !target.is_writable() || target.pod.is_patch() {
        return;
    }
    let mounts = target.container.node.get("volumeMounts").map_or(&[][..], Node::items);
    let to = match &target.path {
        Some(path) => path.clone(),
        None if mounts.is_empty() => "the working directory".to_owned(),
        None => return,
    };
    let message =
        format!("the dump goes to {to}, which is no volume: it is gone when the container restarts");
    let help = "mount a volume there, or let the JVM write into a folder of one";
    found.push(Diagnostic::new(RULE.code, target.place(scope), message).help(help));
}
