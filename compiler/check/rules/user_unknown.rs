//! An agent's folder that belongs to another user than the one that must write there.

use super::agent_writes;
use super::commands::commands;
use super::delivery::{self, Carried};
use super::users::{self, User};
use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Loaded, Running};
use crate::launch::clean;

pub const RULE: Rule = Rule {
    code: &codes::USER_UNKNOWN,
    page: include_str!("user-unknown.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    if pod.is_patch() {
        return;
    }
    for jvm in pod.jvms {
        let Some(container) = pod.container_of(jvm) else { continue };
        for loaded in &jvm.agents {
            let of = |volume: &&Carried| volume.agents.iter().any(|agent| std::ptr::eq(*agent, loaded));
            let Some(volume) = pod.carried.iter().find(of) else { continue };
            let others = volume.carriers.iter().filter_map(|c| foreign(pod, c, &container));
            let others: Vec<_> = others.collect();
            let Some(agents) = pod.agents_of(jvm).filter(|_| !others.is_empty()) else { continue };
            let unwritable = unwritable(agents, loaded, &container, volume);
            for ((carrier, copies, runs), folder) in others.into_iter().zip(unwritable) {
                let message = format!(
                    "{} copies the agent as user {copies}, {} runs as {runs}: it cannot write {folder}",
                    carrier.name, container.name
                );
                found.push(Diagnostic::new(RULE.code, users::place(carrier), message).help(format!(
                    "let both run as one user, with runAsUser in the pod's securityContext, or mount a volume of its own at {folder}"
                )));
            }
        }
    }
}

/// The first folder that the agent writes to and that is copied with the others.
fn unwritable(
    agents: &[Running],
    loaded: &Loaded,
    container: &ContainerScope,
    volume: &Carried,
) -> Option<String> {
    let jar = clean(loaded.agent.jar.known()?);
    let mount = delivery::mount_at(container, &jar).filter(|m| delivery::is_of(m, volume.name))?;
    let mut paths =
        agent_writes::folders(agents, loaded).into_iter().filter(|it| !it.missing).map(|it| it.path);
    let copied =
        |path: &String| delivery::mount_at(container, path).is_some_and(|own| std::ptr::eq(own, mount));
    paths.find(|path| !delivery::is_read_only(mount) && copied(path))
}

/// An init container that leaves its files to another user than the application's.
fn foreign<'c, 'a>(
    pod: &PodScope,
    carrier: &'c ContainerScope<'a>,
    container: &ContainerScope,
) -> Option<(&'c ContainerScope<'a>, u64, u64)> {
    let (User::Number(copies), User::Number(runs)) = (users::user(pod, carrier), users::user(pod, container))
    else {
        return None;
    };
    let opens = |program: &str| matches!(program, "chown" | "chmod" | "install");
    let opened = || commands(pod, carrier).iter().any(|command| opens(command.program()));
    (copies != runs && runs != 0 && !opened()).then_some((carrier, copies, runs))
}
