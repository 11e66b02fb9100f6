//! Names of what is added to a pod: DNS labels that nothing else in the pod has.

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::plan::Plan;

/// Characters of a DNS label (RFC 1123), which volumes and containers are called by.
const LABEL: usize = 63;

/// Name of a volume or init container of ours: `agentc-<profile>`, with the container's name where the pod has
/// several JVMs, so that two agents never overwrite each other's files.
pub fn object(plan: &Plan, index: usize, profile: &str, part: Option<&str>) -> String {
    let mut name = format!("agentc-{profile}");
    if let [_, _, ..] = plan.containers.as_slice() {
        name.push('-');
        name.push_str(&plan.containers[index].name);
    }
    for word in part.into_iter().flat_map(|part| part.split('/')) {
        name.push('-');
        name.push_str(&word.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    }
    shortened(name.trim_end_matches('-'))
}

/// A name that is too long gives its end for a digest of the whole, so that two of them stay two.
pub fn shortened(name: &str) -> String {
    if name.len() <= LABEL {
        return name.to_owned();
    }
    let digest = Sha256::digest(name.as_bytes());
    let hex: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let start: String = name.chars().take(LABEL - hex.len() - 1).collect();
    format!("{}-{hex}", start.trim_end_matches('-'))
}

/// Reports two things of one name: of ours, or one of ours and one of the team's manifest.
pub fn check(plan: &Plan, volumes: &[Json], added: &[Json], sink: &Sink) -> Result<(), Reported> {
    let manifest = plan.workload.as_ref().and_then(|w| w.manifest.as_ref());
    let pod = manifest.and_then(|m| m.document.pointer(&m.pod_spec));
    let own = |lists: &[&str]| -> Vec<&Json> {
        let lists = lists.iter().filter_map(|list| pod?.get(*list)?.as_array());
        lists.flatten().map(|element| &element["name"]).collect()
    };
    let mut result = Ok(());
    let kinds = [
        ("volume", volumes, own(&["volumes"])),
        ("container", added, own(&["containers", "initContainers"])),
    ];
    for (kind, ours, theirs) in kinds {
        for (at, name) in ours.iter().map(|element| &element["name"]).enumerate() {
            let twice = ours.iter().take(at).any(|earlier| earlier["name"] == *name);
            let (span, message, help) = if theirs.contains(&name) {
                let span = manifest.map_or(plan.span, |manifest| manifest.span);
                let message = format!("the manifest has a {kind} {name}, and so would the agent have");
                (span, message, "rename it; if an agent was put in by hand, take that out")
            } else if twice {
                (
                    plan.span,
                    format!("two {kind}s would be called {name}"),
                    "rename a profile, a container or a folder",
                )
            } else {
                continue;
            };
            result = Err(sink.error(Diagnostic::new(&codes::NAME_COLLISION, span, message).help(help)));
        }
    }
    result
}
