//! A limit that the agent does not fit into.

use super::agent_size::{ENOUGH, least, room};
use super::quantity::{self, mebibytes};
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::edit;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_VOLUME_SMALL,
    page: include_str!("agent-volume-small.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    for volume in &pod.carried {
        let limit = volume.node.get("emptyDir").and_then(|source| source.get("sizeLimit"));
        let (Some(limit), Some(least)) = (limit, least(pod, volume)) else { continue };
        let Some(bytes) = quantity::of(limit).filter(|bytes| *bytes < least) else { continue };
        let has = quantity::shown(bytes);
        let known = room(pod, volume).map(mebibytes);
        let are = known.clone().unwrap_or_else(|| format!("at least {}", mebibytes(least)));
        let size = known.unwrap_or_else(|| ENOUGH.to_owned());
        let message = format!("the volume {} takes {has}, the agents in it are {are}", volume.name);
        found.push(
            Diagnostic::new(RULE.code, limit.span, message)
                .help(if limit.key().is_some_and(|text| text.ends_with('m')) {
                    "`m` is a thousandth, `Mi` are mebibytes: the kubelet evicts the pod as soon as the copy outgrows the limit"
                } else {
                    "the kubelet evicts the pod as soon as the copy outgrows the limit"
                })
                .fix(format!("make room for {size}"), edit::replace(limit, &size).into_iter().collect()),
        );
    }
}
