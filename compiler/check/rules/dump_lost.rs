//! A dump that no volume keeps.

use super::delivery;
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
    // Agents and configuration stand beside the application, not where it starts.
    let carried = delivery::carried(target.pod);
    let is_beside = |mount: &&Node| {
        carried.iter().any(|volume| delivery::is_of(mount, volume.name))
            || delivery::is_never_written(target.pod, mount)
            || delivery::is_read_only(mount)
    };
    let mut mounts = delivery::mounts(&target.container).iter().filter(|mount| !is_beside(mount));
    let to = match &target.path {
        Some(path) => path.clone(),
        None if mounts.next().is_none() => "the working directory".to_owned(),
        None => return,
    };
    let message =
        format!("the dump goes to {to}, which is no volume: it is gone when the container restarts");
    let help = "mount a volume there, or let the JVM write into a folder of one";
    found.push(Diagnostic::new(RULE.code, target.place(scope), message).help(help));
}
