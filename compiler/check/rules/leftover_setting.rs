//! Settings of an agent that the JVM does not load, while it loads another one of that kind.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Known, Running, Said};
use crate::profile::{CarrierKind, Role};
use crate::yaml::edit::{self, Edit};

use super::written;

pub const RULE: Rule = Rule {
    code: &codes::LEFTOVER_SETTING,
    page: include_str!("leftover-setting.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let is_apm = |agent: &&Running| agent.known.role() == Some(Role::Apm) && agent.loaded.is_some();
    let Some(present) = scope.agents.iter().find(is_apm) else { return };
    let loaded = |known: &&Known| scope.agents.iter().any(|agent| agent.known.name == known.name);
    let absent = scope.recogniser.known().iter().filter(|known| known.role() == Some(Role::Apm));
    for known in absent.filter(|known| !loaded(known) && !is_made_of(scope, known)) {
        let said: Vec<&Said> = present.given.all().filter(|said| is_left(scope, known, said)).collect();
        let Some((first, others)) = said.split_first() else { continue };
        let names: Vec<&str> = said.iter().map(|said| said.name.as_str()).collect();
        let verb = if others.is_empty() { "is" } else { "are" };
        let message = format!("{} {verb} for an agent that is not loaded: {}", names.join(", "), known.name);
        let mut finding = Diagnostic::new(RULE.code, written::of(scope, first).name, message);
        for other in others {
            finding = finding.related(written::of(scope, other).name, "and this one");
        }
        let edits = removal(scope, &said);
        found.push(finding.help("take them out").fix("take them out", edits));
    }
}

/// Whether an agent that no profile knows is named for that one: it reads the same settings.
fn is_made_of(scope: &JvmScope, known: &Known) -> bool {
    let foreign = scope.jvm.agents.iter().filter(|loaded| loaded.profile.is_none());
    foreign.into_iter().any(|loaded| {
        let jar = loaded.agent.jar.to_string();
        let words: Vec<&str> = jar.rsplit('/').next().unwrap_or(&jar).split(['-', '_', '.']).collect();
        known.names.iter().any(|name| words.contains(&name.as_str()))
    })
}

/// Whether a setting is that agent's, and nobody else's.
fn is_left(scope: &JvmScope, known: &Known, said: &Said) -> bool {
    let is_theirs = |edition: &crate::jvms::Edition| edition.written(said.kind, &said.name).is_some();
    let is_ours = |agent: &Running| agent.known.owns(&said.name) || agent.setting_of(said).is_some();
    said.kind != CarrierKind::Option
        && known.owns(&said.name)
        && known.editions().iter().any(is_theirs)
        && !scope.agents.iter().any(is_ours)
        && !written::is_used(scope, &said.name)
}

/// Takes all of them out, or none.
fn removal(scope: &JvmScope, said: &[&Said]) -> Vec<Edit> {
    let Some(list) = scope.pod.and_then(|pod| pod.container_of(scope.jvm)?.node.get("env")) else {
        return Vec::new();
    };
    let entry = |said: &&Said| {
        let entry = written::entry(scope, &said.name).filter(|_| said.word.is_none())?;
        edit::remove(list, list.items().iter().position(|own| own.span == entry.span)?, scope.source)
    };
    let edits: Option<Vec<Edit>> = said.iter().map(entry).collect();
    let overlap = list.style == crate::yaml::Style::Flow && said.len() > 1;
    edits.filter(|_| !overlap && said.len() < list.items().len()).unwrap_or_default()
}
