//! An agent's folder that the application can write.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::clean;
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
    for mount in container.node.get("volumeMounts").map_or(&[][..], Node::items) {
        let Some(path) = mount.get("mountPath").and_then(Node::as_str).map(clean) else { continue };
        let tree = scope.jvm.launch.files.trees.get(&path);
        let holds = |jar: &str| jar.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'));
        let agent = scope.jvm.agents.iter().find(|loaded| loaded.agent.jar.known().is_some_and(holds));
        let Some(agent) = agent.filter(|_| tree.is_some_and(|tree| tree.writable)) else { continue };
        let message = format!("the application can write the folder of {}", agent.agent.jar);
        let edit = match mount.get("readOnly") {
            Some(flag) => edit::replace(flag, "true"),
            None => edit::insert(mount, "readOnly", "true", pod.source),
        };
        let finding = Diagnostic::new(RULE.code, mount.span, message)
            .help("mount it readOnly: who can write there runs code in the JVM; folders that the agent writes to get a volume of their own");
        found.push(finding.unsafe_fix("mount it readOnly", edit.into_iter().collect()));
    }
}
