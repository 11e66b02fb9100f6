//! Values that an agent does not take as they are.

use std::borrow::Cow;

use crate::check::{Findings, JvmScope};
use crate::diagnostic::{Code, Diagnostic};
use crate::jvms::{Running, Said, field};
use crate::plan::{Excess, excess};
use crate::profile::{Limit, Setting};
use crate::text::{Opaque, Piece, Text};

use super::written;

/// Tells the values that break a limit of this kind: one with `then` says what the agent does instead.
pub fn check(code: &'static Code, truncated: bool, scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for (setting, said) in agent.settings() {
            let mut limits = setting.limits.iter().filter(|limit| limit.then.is_some() == truncated);
            let broken = |limit| {
                let limit = in_force(agent, limit)?;
                let excess = broken(scope, &setting, &limit, said)?;
                Some((limit, excess))
            };
            let Some((limit, excess)) = limits.find_map(broken) else {
                continue;
            };
            let then = match limit.then.as_deref() {
                Some(then) if limit.chars.is_some() || limit.pattern.is_some() => {
                    format!(": it will be {then}")
                }
                Some(then) => format!(": {then}"),
                None => String::new(),
            };
            let what = if said.value.is_empty() { "is empty" } else { &excess.said };
            let message = format!("{} {what}{then}", said.name);
            let finding = Diagnostic::new(code, written::of(scope, said).value, message);
            let meant = excess.meant.map(|meant| format!("write {meant}"));
            found.push(
                finding.maybe_help(meant.or_else(|| limit.why.clone()).or_else(|| setting.note.clone())),
            );
        }
    }
}

/// The limit with the number of characters that another setting says; `None` where what it says is not known.
fn in_force<'l>(agent: &Running, limit: &'l Limit) -> Option<Cow<'l, Limit>> {
    let raising = limit.raised_by.as_ref().and_then(|name| agent.setting(name));
    let raising = raising.filter(|setting| setting.known_to(agent.release()));
    let Some(number) = raising.and_then(|setting| agent.given.effective(setting)) else {
        return Some(Cow::Borrowed(limit));
    };
    let chars = number.known()?.trim().parse().ok()?;
    Some(Cow::Owned(Limit { chars: Some(chars), ..limit.clone() }))
}

fn broken(scope: &JvmScope, setting: &Setting, limit: &Limit, said: &Said) -> Option<Excess> {
    if let Some(known) = said.value.known() {
        // `${VAR}` that stays as it is: what it was meant to be is not known.
        let meant =
            scope.jvm.launch.lost.iter().any(|lost| known.contains(&lost.what) || lost.what.contains(known));
        return excess(limit, known).filter(|_| !known.contains("${") || !meant);
    }
    let refused = |limit: &Limit| {
        limit.clusters.is_none()
            && limit.source_not.as_deref().is_some_and(|path| field(&said.value) == Some(path))
    };
    let least = least(scope, &said.value);
    let chars = limit.chars.filter(|&chars| least > chars)?;
    // Another rule says that the field does not fit at all.
    (!setting.limits.iter().any(refused))
        .then(|| Excess::new(format!("has {least} characters at least, the agent takes {chars}")))
}

/// The fewest characters that a value can have.
fn least(scope: &JvmScope, value: &Text) -> u64 {
    let piece = |piece: &Piece| match piece {
        Piece::Known(text) => text.chars().count() as u64,
        Piece::Opaque(Opaque::Field(path)) if path == "metadata.name" => pod_name(scope),
        Piece::Opaque(_) => 0,
    };
    value.pieces().iter().map(piece).sum()
}

/// The most characters of the name that a controller gives its pods, where that is known.
pub fn longest_pod_name(scope: &JvmScope) -> Option<u64> {
    let workload = scope.jvm.workload.as_ref()?;
    let name = workload.name.chars().count() as u64;
    match workload.kind.as_str() {
        // `-`, a hash of ten characters, `-`, five characters.
        "Deployment" | "Rollout" => Some(name + 17),
        "ReplicaSet" | "DaemonSet" | "Job" => Some(name + 6),
        // `-` and a number; three digits are more pods than anybody has.
        "StatefulSet" => Some(name + 4),
        "Pod" => Some(name),
        _ => None,
    }
}

/// The fewest characters of the name that a controller gives its pods.
fn pod_name(scope: &JvmScope) -> u64 {
    let Some(workload) = &scope.jvm.workload else { return 0 };
    let name = workload.name.chars().count() as u64;
    match workload.kind.as_str() {
        // `-`, a hash of eight characters and more, `-`, five characters; a long name is cut before them.
        "Deployment" | "Rollout" => name.min(47) + 15,
        "ReplicaSet" | "DaemonSet" | "Job" => name.min(57) + 6,
        "StatefulSet" => name + 2,
        _ => name,
    }
}
