//! The folders that an agent writes to, below its own.

use crate::jvms::{Loaded, Running};
use crate::launch::clean;

/// A folder that an agent writes to.
pub struct Folder {
    /// Its path in the container.
    pub path: String,
    /// The agent does not ship it.
    pub missing: bool,
}

/// Where one of the agents of a JVM writes below its own folder, as it is told.
pub fn folders(agents: &[Running], loaded: &Loaded) -> Vec<Folder> {
    let is_this = |agent: &&Running| agent.loaded.is_some_and(|own| own.profile == loaded.profile);
    let Some(agent) = agents.iter().find(is_this) else { return Vec::new() };
    let (Some(jar), Some(files)) = (loaded.agent.jar.known(), &agent.edition.facts.files) else {
        return Vec::new();
    };
    let home = agent.known.home(&clean(jar));
    let written = files.writable.iter().filter(|it| !it.unless.iter().any(|setting| is_said(agent, setting)));
    let folder = |path: &str, missing| Folder { path: clean(&format!("{home}/{path}")), missing };
    written.map(|writable| folder(&writable.path.value, writable.missing)).collect()
}

/// Whether a setting is given, as `NAME` with any value or as `NAME=VALUE`.
fn is_said(agent: &Running, setting: &str) -> bool {
    let (name, wanted) = setting.split_once('=').map_or((setting, None), |(name, value)| (name, Some(value)));
    let value = agent.setting(name).and_then(|setting| agent.given.effective(setting));
    value.is_some_and(|value| match wanted {
        Some(wanted) => value.known() == Some(wanted),
        None => !value.is_empty(),
    })
}
