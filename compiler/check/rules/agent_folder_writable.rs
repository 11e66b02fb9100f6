//! An agent's folder that the application can write.

use super::agent_writes::{self, Folder};
use super::delivery;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::clean;
use crate::source::Span;
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_FOLDER_WRITABLE,
    page: include_str!("agent-folder-writable.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(pod) = scope.pod else { return };
    let Some(container) = pod.container_of(scope.jvm) else { return };
    let mut mounts: Vec<Span> = Vec::new();
    for agent in &scope.jvm.agents {
        let jar = agent.agent.jar.known().map(clean);
        let mount = jar.and_then(|jar| delivery::mount_at(&container, &jar));
        let writable =
            |mount: &&Node| !delivery::is_read_only(mount) && !delivery::is_never_written(pod, mount);
        let Some(mount) = mount.filter(writable).filter(|mount| !mounts.contains(&mount.span)) else {
            continue;
        };
        // An agent that writes below its own folder needs it so.
        let is_needed = |folder: &Folder| {
            delivery::mount_at(&container, &folder.path).is_some_and(|it| it.span == mount.span)
        };
        if agent_writes::folders(&scope.agents, agent).iter().any(is_needed) {
            continue;
        }
        mounts.push(mount.span);
        let message = format!("the application can write the folder of {}", agent.agent.jar);
        let edit = match mount.get("readOnly") {
            Some(flag) => edit::replace(flag, "true"),
            None => edit::insert(mount, "readOnly", "true", pod.source),
        };
        let finding = Diagnostic::new(RULE.code, mount.span, message)
            .help("mount it readOnly: who can write there runs code in the JVM");
        found.push(finding.unsafe_fix("mount it readOnly", edit.into_iter().collect()));
    }
}
