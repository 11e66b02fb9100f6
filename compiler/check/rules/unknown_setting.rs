//! A setting that the agent does not know.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes, nearest};
use crate::jvms::{Running, Said, kinds};
use crate::profile::CarrierKind;
use crate::source::Span;

use super::lookalike::{self, Meant};
use super::neighbours::neighbours;
use super::written;

pub const RULE: Rule = Rule {
    code: &codes::UNKNOWN_SETTING,
    page: include_str!("unknown-setting.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    // What a build writes was judged there, and what somebody named by hand is as it is meant.
    if scope.source.is_generated() {
        return;
    }
    for agent in &scope.agents {
        let concerned = agent.given.all().filter(|said| concerns(scope, agent, said));
        found.extend(concerned.filter_map(|said| judged(scope, agent, said)).take(MOST));
    }
}

/// Findings for an agent: each is compared with all names that the agent knows, and nobody reads more.
const MOST: usize = 100;

fn judged(scope: &JvmScope, agent: &Running, said: &Said) -> Option<Diagnostic> {
    match agent.setting_of(said) {
        Some(setting) if !setting.known_to(agent.release()) => {
            unknown_yet(scope, agent, said, setting.note.as_deref())
        }
        Some(setting) => setting.inert.as_ref().map(|why| {
            let message = format!("{} has no effect: {why}", said.name);
            let place = written::of(scope, said).name;
            Diagnostic::new(RULE.code, place, message).severity(Severity::Warning)
        }),
        None if written::is_used(scope, &said.name) => None,
        None if is_known(agent, said) => unknown_yet(scope, agent, said, None),
        None => unknown(scope, agent, said),
    }
}

/// Whether something is meant for this agent, and may be said in this way.
fn concerns(scope: &JvmScope, agent: &Running, said: &Said) -> bool {
    let has = |kind: CarrierKind| agent.edition.names(kind).next().is_some();
    let ours = match said.kind {
        CarrierKind::Option => kinds(&agent.edition.reading(), CarrierKind::Option).any(has),
        _ => agent.known.owns(&said.name),
    };
    let assigned = || scope.agents.iter().any(|other| other.known.assigns(said.kind, &said.name));
    ours && !agent.known.detect.foreign.contains(&said.name) && !assigned()
}

/// Whether another release that is listed knows it.
fn is_known(agent: &Running, said: &Said) -> bool {
    agent.known.editions().iter().any(|edition| {
        kinds(&edition.reading(), said.kind).any(|kind| edition.written(kind, &said.name).is_some())
    })
}

/// One of another release. Where the release is a guess, nothing is said.
fn unknown_yet(scope: &JvmScope, agent: &Running, said: &Said, note: Option<&str>) -> Option<Diagnostic> {
    let release = agent.release?;
    let message = format!("{} is a setting of other releases, {release} does not know it", said.name);
    let place = written::of(scope, said).name;
    Some(
        Diagnostic::new(RULE.code, place, message)
            .severity(Severity::Info)
            .help(note.unwrap_or("take it out, or change the release")),
    )
}

fn unknown(scope: &JvmScope, agent: &Running, said: &Said) -> Option<Diagnostic> {
    let place = written::of(scope, said).name;
    let message = format!("{} is no setting of {}", said.name, agent.known.name);
    let finding = Diagnostic::new(RULE.code, place, message);
    let renamed = |finding: Diagnostic, name: &str| {
        finding.unsafe_fix(format!("call it {name}"), rename(scope, said, place, name))
    };
    if let Some(other) = lookalike::of_another_kind(agent, said) {
        return Some(match other {
            Meant::Name(name) => renamed(finding.help(format!("it is called {name}")), &name),
            Meant::Elsewhere(help) => finding.help(help),
        });
    }
    let names = kinds(&agent.edition.reading(), said.kind).flat_map(|kind| agent.edition.names(kind));
    let names = names.filter(|(_, setting)| setting.known_to(agent.release())).map(|(name, _)| name);
    let names: Vec<&str> = names.collect();
    let near = nearest(&said.name, names.iter().copied());
    let distance = near.map_or(usize::MAX, |near| lookalike::distance(&said.name, near));
    // What was added to the agent has names of its own, some of them like the agent's.
    if agent.is_extended() && distance > 1 {
        return None;
    }
    Some(match near {
        Some(meant) if distance <= 2 => renamed(finding.help(format!("did you mean {meant}?")), meant),
        _ => finding.severity(Severity::Info).help(others(agent, said, &names)),
    })
}

/// What to write instead; of names that only share letters none was meant.
fn others(agent: &Running, said: &Said, names: &[&str]) -> String {
    let own = |name: &str| {
        let prefixes = agent.known.detect.prefixes.iter().filter(|prefix| name.starts_with(prefix.as_str()));
        prefixes.map(String::len).max().unwrap_or(0)
    };
    let near = neighbours(&said.name, names.iter().copied(), own);
    match near.split_last() {
        Some((only, [])) => format!("the agent knows {only}"),
        Some((last, rest)) if near.len() <= 4 => format!("the agent knows {} and {last}", rest.join(", ")),
        _ => "it has no effect on the agent".to_owned(),
    }
}

fn rename(scope: &JvmScope, said: &Said, place: Span, name: &str) -> Vec<(Span, String)> {
    let shared = written::entry(scope, &said.name)
        .is_some_and(|entry| entry.shared || entry.get("name").is_some_and(|name| name.shared));
    let exact = scope.text_at(place).trim_matches(['"', '\'']) == said.name;
    // One of that name is there already: two would fight.
    let taken = written::entry(scope, name).is_some();
    if shared || !exact || taken { Vec::new() } else { vec![(place, name.to_owned())] }
}
