//! An agent's setting in a container that only brings its files.

use serde_json::Value;

use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Jvm, Running};
use crate::profile::CarrierKind;
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::SETTING_ELSEWHERE,
    page: include_str!("setting-elsewhere.md"),
    strict: false,
    check: Check::Pod(check),
};

/// What only moves files reads no setting.
const MOVERS: [&str; 9] = ["cp", "mkdir", "chmod", "chown", "mv", "rm", "ls", "echo", "true"];

fn check(scope: &PodScope, found: &mut Findings) {
    for container in scope.containers().filter(|container| container.init) {
        let argv = argv(&container);
        if !only_moves(&argv) {
            continue;
        }
        let variable = |entry: &'_ Node| -> Option<(Span, String)> {
            let name = entry.get("name")?;
            Some((name.span, name.as_str()?.to_owned()))
        };
        let entries = container.node.get("env").map_or(&[][..], Node::items).iter().filter_map(variable);
        // What the command itself takes is for it.
        let names: Vec<(Span, String)> =
            entries.filter(|(_, name)| !argv.iter().any(|word| word.contains(name.as_str()))).collect();
        for jvm in scope.jvms.iter().filter(|jvm| !names.is_empty() && jvm.place != container.node.span) {
            let agents = scope.agents_of(jvm).into_iter().flatten();
            for agent in agents.filter(|agent| agent.loaded.is_some()) {
                let missed = names.iter().filter(|(_, name)| is_missed(agent, jvm, name));
                found.extend(missed.map(|(place, name)| finding(*place, name, &container, jvm)));
            }
        }
    }
}

fn finding(place: Span, name: &str, container: &ContainerScope, jvm: &Jvm) -> Diagnostic {
    let runs = jvm.container.as_deref().unwrap_or("another one");
    let message =
        format!("{name} is set in {}, which only copies files: the agent runs in {runs}", container.name);
    Diagnostic::new(RULE.code, place, message).help(format!("move it to the container {runs}"))
}

/// Whether the agent would read the variable, and does not get it.
fn is_missed(agent: &Running, jvm: &Jvm, name: &str) -> bool {
    let is_setting = agent.known.owns(name) && agent.edition.written(CarrierKind::Env, name).is_some();
    is_setting && !jvm.launch.env.contains_key(name)
}

fn argv<'a>(container: &ContainerScope<'a>) -> Vec<&'a str> {
    let words = |key: &str| container.json.get(key).and_then(Value::as_array).into_iter().flatten();
    words("command").chain(words("args")).filter_map(Value::as_str).collect()
}

fn only_moves(argv: &[&str]) -> bool {
    let is_mover = |program: &str| MOVERS.contains(&program.rsplit('/').next().unwrap_or(program));
    match argv {
        [] => false,
        [_, "-c", script, ..] => script
            .split(['\n', ';', '&', '|'])
            .filter_map(|command| command.split_whitespace().next())
            .all(is_mover),
        [program, ..] => is_mover(program),
    }
}
