//! A folder that the agent writes to, on a mount that cannot be written.

use super::{agent_writes, delivery};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_FOLDER_READ_ONLY,
    page: include_str!("agent-folder-read-only.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(pod) = scope.pod else { return };
    let Some(container) = pod.container_of(scope.jvm) else { return };
    for loaded in &scope.jvm.agents {
        for folder in agent_writes::folders(&scope.agents, loaded) {
            let mount = delivery::mount_at(&container, &folder.path);
            let Some(mount) =
                mount.filter(|mount| delivery::is_read_only(mount) || delivery::is_never_written(pod, mount))
            else {
                continue;
            };
            let place = mount.get("readOnly").map_or(mount.span, |flag: &Node| flag.span);
            let message =
                format!("{} writes to {}, which is mounted read-only", loaded.agent.jar, folder.path);
            let help = format!(
                "mount an emptyDir with a sizeLimit at {}, or tell the agent to write elsewhere",
                folder.path
            );
            found.push(Diagnostic::new(RULE.code, place, message).help(help));
        }
    }
}
