//! Agents that an application has without us: by its own options, its manifest or its image.

use std::cell::OnceCell;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::jvms::Recogniser;
use crate::launch::{self, JvmOption, Origin, Start};
use crate::profile::Role;
use crate::read;
use crate::resolve::Profiles;
use crate::source::Span;
use crate::text::Text;
use crate::yaml;

use super::{Agent, Container, Manifest, Plan};

/// A `-javaagent` that is not ours.
struct Foreign {
    jar: Text,
    /// Where it is written, if that can be seen.
    span: Option<Span>,
}

/// Reports agents that would be loaded twice, and tracing agents beside one that is used here.
pub fn check(plan: &Plan, profiles: &Profiles, sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    let recogniser = OnceCell::new();
    for container in plan.containers.iter().filter(|container| !container.agents.is_empty()) {
        for foreign in own(container).chain(of_manifest(plan, container)) {
            let recogniser = recogniser.get_or_init(|| Recogniser::new(profiles));
            let path = foreign.jar.to_string();
            let file = path.rsplit('/').next().unwrap_or_default();
            let diagnostic = match container.agents.iter().find(|agent| is(agent, &foreign.jar, recogniser)) {
                Some(agent) => Some(twice(agent, file, &foreign)),
                None => beside(container, file, &foreign, recogniser),
            };
            result = diagnostic.map_or(Ok(()), |it| Err(sink.error(it))).and(result);
        }
    }
    result
}

/// Whether a jar is the agent's, in whichever release or under whichever profile of it.
fn is(agent: &Agent, jar: &Text, recogniser: &Recogniser) -> bool {
    let own = recogniser.named(&agent.profile);
    let known = recogniser.agent(jar);
    own.zip(known)
        .is_some_and(|(own, known)| own.names.contains(&known.name) || known.names.contains(&own.name))
}

fn twice(agent: &Agent, file: &str, foreign: &Foreign) -> Diagnostic {
    let message = format!("{file} is loaded twice: here and by `use \"{}\"`", agent.profile);
    let diagnostic = Diagnostic::new(&codes::AGENT_TWICE, foreign.span.unwrap_or(agent.span), message);
    diagnostic.related(agent.span, "used here").help("remove one of the two")
}

/// Another agent that traces, where one is used here.
fn beside(
    container: &Container,
    file: &str,
    foreign: &Foreign,
    recogniser: &Recogniser,
) -> Option<Diagnostic> {
    let agent = container.agents.iter().find(|agent| agent.role == Some(Role::Apm))?;
    let other = recogniser.agent(&foreign.jar).or_else(|| recogniser.other(&foreign.jar));
    let other = other.filter(|other| other.role() == Some(Role::Apm))?;
    let message = format!("`{}` ({file}) and `{}`: two tracing agents in one JVM", other.name, agent.profile);
    let diagnostic = Diagnostic::new(&codes::AGENTS_CONFLICT, foreign.span.unwrap_or(agent.span), message);
    let diagnostic = diagnostic.related(agent.span, "used here");
    Some(diagnostic.help(format!("take {file} out, or leave it alone: remove use=\"{}\"", agent.profile)))
}

/// What the app's own `jvm` nodes load.
fn own(container: &Container) -> impl Iterator<Item = Foreign> {
    container.jvm.iter().filter_map(|option| match JvmOption::parse(&option.value) {
        JvmOption::JavaAgent { jar, .. } => {
            Some(Foreign { jar: jar.clone(), span: Some(option.origin.span) })
        }
        _ => None,
    })
}

/// What the manifest's container loads, its image with it.
fn of_manifest(plan: &Plan, container: &Container) -> Vec<Foreign> {
    let image = container.image_config.clone();
    let manifest = plan.workload.as_ref().and_then(|workload| workload.manifest.as_ref());
    let pod = manifest.and_then(|m| m.document.pointer(&m.pod_spec));
    let base = match pod {
        Some(pod) => read::pod::container(pod, &container.name, &|_| None, image),
        None => Some(launch::Container { image, ..launch::Container::default() }),
    };
    let start = Start {
        launcher: container.launcher,
        variable: Some(container.variable.clone()),
        jdk: container.jdk,
        tomcat: None,
    };
    let launched = base.map(|base| launch::launch(&base, &start)).unwrap_or_default();
    let foreign = |agent: launch::Agent| Foreign {
        span: manifest.and_then(|manifest| place(manifest, container, &agent.from, &agent.jar)),
        jar: agent.jar,
    };
    launched.agents.into_iter().map(foreign).collect()
}

/// Where the manifest names the jar.
fn place(manifest: &Manifest, container: &Container, from: &Origin, jar: &Text) -> Option<Span> {
    let pod = manifest.tree.root.at(&manifest.pod_spec)?;
    let lists = ["containers", "initContainers"].into_iter().filter_map(|key| pod.get(key));
    let named = |node: &&yaml::Node, name: &str| node.get("name").and_then(yaml::Node::as_str) == Some(name);
    let mut all = lists.flat_map(yaml::Node::items);
    let json = all.find(|node| named(node, &container.name))?;
    let words = |key: &str| {
        let items = json.get(key)?.items();
        let holds = |word: &&yaml::Node| {
            let tokens = word.as_str().unwrap_or_default().split_whitespace();
            let file = jar.to_string();
            let mut agents = tokens.filter_map(|token| token.strip_prefix("-javaagent:"));
            agents.any(|path| file.ends_with(path.split('=').next().unwrap_or_default()))
        };
        items.iter().find(holds).map(|word| word.span)
    };
    match from {
        Origin::Variable(name) => {
            let entry = json.get("env")?.items().iter().rfind(|entry| named(entry, name))?;
            entry.get("value").map(|value| value.span)
        }
        Origin::Entrypoint | Origin::Cmd => None,
        Origin::Command | Origin::Args | Origin::Script => words("command").or_else(|| words("args")),
    }
}
