//! A JDK that the agent's release does not support.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Edition, Running};

pub const RULE: Rule = Rule {
    code: &codes::JDK_RANGE,
    page: include_str!("jdk-range.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(jdk) = scope.jvm.jdk else { return };
    for agent in &scope.agents {
        let Some(loaded) = agent.loaded else { continue };
        let Some(range) = refused(agent, u64::from(jdk)) else { continue };
        let release = agent.release.map(|release| format!(" {release}")).unwrap_or_default();
        let message = format!("{}{release} supports JDK {range}, this JVM is of JDK {jdk}", agent.known.name);
        let fitting = agent.known.editions().iter().filter(|edition| supports(edition, u64::from(jdk)));
        let releases: Vec<&str> = fitting.map(|edition| edition.release.as_str()).collect();
        let help = match releases[..] {
            [] => "choose another JDK".to_owned(),
            _ => format!("choose another JDK, or a release that supports it: {}", releases.join(", ")),
        };
        found.push(Diagnostic::new(RULE.code, scope.place_of_agent(&loaded.agent), message).help(help));
    }
}

/// The JDKs that the agent supports, where this one is not among them. Of a release that is not listed only the
/// oldest JDK is known: no release goes back.
fn refused(agent: &Running, jdk: u64) -> Option<String> {
    let listed = agent.release == Some(agent.edition.release.as_str());
    if listed {
        let (_, min, max) = agent.edition.facts.jdk.filter(|_| !supports(agent.edition, jdk))?;
        return Some(match (min, max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("{min} and later"),
            (None, max) => format!("up to {}", max?),
        });
    }
    let oldest = |edition: &Edition| edition.facts.jdk.and_then(|(_, min, _)| min);
    let oldest = agent.known.editions().iter().map(oldest).min()??;
    (jdk < oldest).then(|| format!("{oldest} and later"))
}

fn supports(edition: &Edition, jdk: u64) -> bool {
    let Some((_, min, max)) = edition.facts.jdk else { return true };
    min.is_none_or(|min| jdk >= min) && max.is_none_or(|max| jdk <= max)
}
