//! ConfigMaps for files that are written whole.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::plan::{Agent, Composed, Plan, cluster_map};

use super::names;

/// A ConfigMap is immutable, so its name changes with its content: eight hex digits of the content's SHA-256.
pub fn config_map_name(app: &str, profile: &str, data: &Map<String, Json>) -> String {
    let digest = Sha256::digest(Json::Object(data.clone()).to_string().as_bytes());
    let hex: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{app}-{profile}-{hex}")
}

/// A key holds no `/`.
pub fn key(path: &str) -> String {
    path.replace('/', ".")
}

fn data(composed: &Composed, agent: &Agent) -> Map<String, Json> {
    let own = composed.files.iter().filter(|file| file.profile == agent.profile);
    own.filter_map(|file| Some((key(&file.path), json!(file.text.as_ref()?)))).collect()
}

fn of<'p>(plan: &'p Plan, composed: &'p [Composed]) -> impl Iterator<Item = (&'p Agent, Map<String, Json>)> {
    let per_container = plan.containers.iter().zip(composed);
    per_container.flat_map(|(container, composed)| {
        container.agents.iter().map(move |agent| (agent, data(composed, agent)))
    })
}

/// One ConfigMap per agent that has such files; JVMs with the same files share one.
pub fn config_maps(plan: &Plan, composed: &[Composed]) -> Vec<Json> {
    let mut all: Vec<Json> = Vec::new();
    for (agent, data) in of(plan, composed).filter(|(_, data)| !data.is_empty()) {
        let name = config_map_name(&plan.name, &agent.profile, &data);
        let map = json!({ "name": name, "profile": agent.profile, "data": data });
        if !all.iter().any(|known| known["name"] == map["name"]) {
            all.push(map);
        }
    }
    all
}

fn volume_name(plan: &Plan, index: usize, profile: &str, part: &str) -> String {
    names::shortened(&match plan.containers.as_slice() {
        [_] => format!("agentc-{profile}-{part}"),
        all => format!("agentc-{profile}-{part}-{}", all[index].name),
    })
}

/// The volume of files that this build writes, and that of files which the cluster gives.
const WRITTEN: &str = "config";
const GIVEN: &str = "cluster-config";

/// A cluster's own ConfigMap names the file, not its path.
fn given_key(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Volumes that bring the ConfigMaps into the pod.
pub fn volumes(plan: &Plan, composed: &[Composed]) -> Vec<Json> {
    let mut all = Vec::new();
    for (index, (container, composed)) in plan.containers.iter().zip(composed).enumerate() {
        for agent in &container.agents {
            let data = data(composed, agent);
            if !data.is_empty() {
                let name = volume_name(plan, index, &agent.profile, WRITTEN);
                let map = config_map_name(&plan.name, &agent.profile, &data);
                all.push(json!({ "name": name, "configMap": { "name": map } }));
            }
            let given = composed.files.iter().filter(|f| f.profile == agent.profile && f.text.is_none());
            // With `items`, a key that is missing keeps the pod from starting.
            let items: Vec<Json> =
                given.map(|f| json!({ "key": given_key(&f.path), "path": given_key(&f.path) })).collect();
            if !items.is_empty() {
                let name = volume_name(plan, index, &agent.profile, GIVEN);
                let map = json!({ "name": cluster_map(&agent.profile), "items": items });
                all.push(json!({ "name": name, "configMap": map }));
            }
        }
    }
    all
}

/// One mount per file, over the one that the agent ships.
pub fn mounts(plan: &Plan, index: usize, composed: &Composed) -> Vec<Json> {
    let mut all = Vec::new();
    for agent in &plan.containers[index].agents {
        let Some(files) = &agent.files else { continue };
        for file in composed.files.iter().filter(|file| file.profile == agent.profile) {
            let (part, key) = match file.text {
                Some(_) => (WRITTEN, key(&file.path)),
                None => (GIVEN, given_key(&file.path).to_owned()),
            };
            all.push(json!({
                "name": volume_name(plan, index, &agent.profile, part),
                "mountPath": format!("{}/{}", files.mount.trim_end_matches('/'), file.path),
                "subPath": key,
                "readOnly": true,
            }));
        }
    }
    all
}
