//! An OCI image configuration, as `crane config` or `docker inspect` print it.

use serde_json::Value;

use super::json::{strings, text};
use crate::launch::ImageConfig;

/// Reads the configuration; the error says what the text is instead.
pub fn image_config(json: &str) -> Result<ImageConfig, String> {
    let json: Value = serde_json::from_str(json).map_err(|error| format!("no JSON: {error}"))?;
    // `docker inspect` wraps the object in a list and says `Config`, the OCI file says `config`.
    let object = json.get(0).unwrap_or(&json);
    let config = ["config", "Config"].into_iter().find_map(|key| object.get(key));
    let config = config.ok_or("no image configuration: it has no `config`")?;
    let list = |key: &str| strings(config, key).unwrap_or_default();
    let pair = |entry: String| entry.split_once('=').map(|(name, value)| (name.to_owned(), value.into()));
    Ok(ImageConfig {
        env: list("Env").into_iter().filter_map(pair).collect(),
        entrypoint: list("Entrypoint"),
        cmd: list("Cmd"),
        user: text(config, &["User"]).and_then(|user| user.split(':').next()?.parse().ok()),
        working_dir: text(config, &["WorkingDir"]).map(str::to_owned),
    })
}
