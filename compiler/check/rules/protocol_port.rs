//! A port where the other side speaks another protocol.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::{Running, Said};
use crate::profile::{CarrierKind, Ports};
use crate::text::{Piece, Text};
use crate::yaml::{Node, edit};

use super::written;

pub const RULE: Rule = Rule {
    code: &codes::PROTOCOL_PORT,
    page: include_str!("protocol-port.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in scope.agents.iter().filter(|agent| !agent.is_off()) {
        for (setting, said) in agent.settings() {
            let Some(ports) = setting.ports.as_ref().filter(|ports| !is_idle(agent, ports)) else { continue };
            let Some(port) = port_of(&said.value) else { continue };
            let Some((spoken, by)) = spoken(agent, ports) else { continue };
            let fits = |(value, own): &&(String, String)| *own == port && *value != spoken;
            let Some((meant, _)) = ports.ports.iter().find(fits) else { continue };
            if ports.ports.iter().any(|(value, own)| *own == port && *value == spoken) {
                continue;
            }
            found.push(finding(scope, agent, said, &port, &spoken, meant, by));
        }
    }
}

/// Whether nothing is sent to the port.
fn is_idle(agent: &Running, ports: &Ports) -> bool {
    let holds = |(name, value): &(String, String)| {
        let Some(setting) = agent.setting(name) else { return false };
        match agent.given.effective(setting) {
            Some(given) => given.known().is_some_and(|given| given.trim() == value),
            None => setting.builtin.as_deref() == Some(value.as_str()),
        }
    };
    !ports.idle.is_empty() && ports.idle.iter().all(holds)
}

fn finding(
    scope: &JvmScope,
    agent: &Running,
    said: &Said,
    port: &str,
    spoken: &str,
    meant: &str,
    by: Option<&Said>,
) -> Diagnostic {
    let message = format!("port {port} is where collectors speak {meant}, the agent speaks {spoken}");
    let mut finding = Diagnostic::new(RULE.code, written::of(scope, said).value, message);
    let setting = by.map_or_else(|| variable(agent, said).unwrap_or_default(), |by| by.name.clone());
    finding = finding.help(format!("set {setting} to {meant}, or take the port of {spoken}"));
    match by {
        Some(by) => finding.related(written::of(scope, by).value, "the protocol"),
        None => {
            // Which release it is, and so its default, is a guess.
            let severity = if agent.release.is_some() { Severity::Error } else { Severity::Warning };
            let label =
                format!("{} of {} speaks {spoken} where nothing is said", agent.known.name, agent.release());
            let finding = finding.severity(severity).label(label);
            finding.fix(format!("set {setting}"), insertion(scope, said, &setting, meant))
        }
    }
}

/// The protocol, and who says it; by itself it is the release's own.
fn spoken<'a>(agent: &'a Running, ports: &Ports) -> Option<(String, Option<&'a Said>)> {
    let mut settings = ports.by.iter().filter_map(|name| agent.setting(name));
    let said = settings.clone().find_map(|setting| agent.given.said(setting));
    match said {
        Some(said) if !said.value.is_empty() => Some((said.value.known()?.to_owned(), Some(said))),
        _ => settings.find_map(|setting| setting.builtin.clone()).map(|builtin| (builtin, None)),
    }
}

/// The variable of the setting that decides.
fn variable(agent: &Running, said: &Said) -> Option<String> {
    let setting = agent.setting_of(said)?;
    let general = agent.setting(setting.ports.as_ref()?.by.last()?)?;
    general
        .carriers
        .iter()
        .find(|carrier| carrier.kind == CarrierKind::Env)
        .map(|carrier| carrier.name.clone())
}

/// A variable more, behind the one that names the port.
fn insertion(scope: &JvmScope, said: &Said, name: &str, value: &str) -> Vec<edit::Edit> {
    let Some(entry) = written::entry(scope, &said.name).filter(|_| said.word.is_none()) else {
        return Vec::new();
    };
    let list = scope.pod.and_then(|pod| pod.container_of(scope.jvm)?.node.get("env"));
    let after =
        |list: &Node| edit::insert_item(list, entry, &[("name", name), ("value", value)], scope.source);
    list.and_then(after).into_iter().collect()
}

/// The port of a URL that names one, whatever else of it is known.
fn port_of(url: &Text) -> Option<String> {
    let known = |piece: &Piece| match piece {
        Piece::Known(text) => text.clone(),
        Piece::Opaque(_) => "_".to_owned(),
    };
    let url: String = url.pieces().iter().map(known).collect();
    let authority = url.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let (_, port) = authority.rsplit_once(':').filter(|(_, port)| !port.contains(']'))?;
    Some(port.to_owned())
}
