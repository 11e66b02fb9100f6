//! Without an app the pod's label gives the service its name, and a label may be empty.
//!
//! The kubelet starts no container with a `subPathExpr` that refers to an empty variable ("missing value for …":
//! `ExpandContainerVolumeMounts`), so that one more mount keeps an agent from starting without a name.

use serde_json::{Value as Json, json};

use crate::plan::{Plan, SERVICE_LABEL};
use crate::text::Opaque;

use super::env::Entries;
use super::names;

/// Where the mount stands: nothing is ever there.
const PLACE: &str = "/agentc/service-name";

/// The first profile in the container whose settings hold the label.
pub fn profile_of(plan: &Plan, index: usize) -> Option<&str> {
    let label = |opaque: &Opaque| matches!(opaque, Opaque::Field(path) if path == SERVICE_LABEL);
    let agents = plan.containers.get(index).filter(|_| plan.unbound)?.agents.iter();
    let mut named =
        agents.filter(|agent| agent.settings.iter().any(|setting| setting.value.value.opaques().any(label)));
    named.next().map(|agent| agent.profile.as_str())
}

/// The volumes behind the mounts.
pub fn volumes(plan: &Plan, delivery: &str) -> Vec<Json> {
    let volume =
        |index| Some(json!({ "name": name(plan, index, delivery)?, "emptyDir": { "sizeLimit": "1Mi" } }));
    (0..plan.containers.len()).filter_map(volume).collect()
}

/// The mount, with the variable that it refers to.
pub fn mount(plan: &Plan, index: usize, delivery: &str, entries: &mut Entries) -> Option<Json> {
    let name = name(plan, index, delivery)?;
    let helper = entries.helper(&Opaque::Field(SERVICE_LABEL.to_owned()));
    Some(json!({ "name": name, "mountPath": PLACE, "subPathExpr": format!("$({helper})"), "readOnly": true }))
}

/// A consumer that sees the pod looks at the label itself.
fn name(plan: &Plan, index: usize, delivery: &str) -> Option<String> {
    let profile = profile_of(plan, index).filter(|_| delivery != "admission-policy")?;
    Some(names::object(plan, index, profile, Some("service-name")))
}
