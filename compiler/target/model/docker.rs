//! What Dockerfiles need: instructions whose strings are finished.

use serde_json::{Value as Json, json};

use crate::plan::{Composed, Container, Plan};
use crate::text::Text;

use super::config_map::key;
use super::env;
use super::split::Split;

/// Unpacks archives. The newest tag of the stable series when this was written (docker-library/busybox).
pub const BUSYBOX: &str = "busybox:1.37.0";

/// One application image per JVM that has something to bake: base, variables as finished `ENV` operands, copies.
pub fn images(plan: &Plan, splits: &[Split], files: &[Json]) -> Vec<Json> {
    let one = |(container, split): (&Container, &Split)| {
        let known = split.image.iter().filter_map(|v| Some(operand(&v.name, v.value.known()?)));
        let mut env: Vec<Json> = known.collect();
        if let Some(options) = &split.image_options {
            let value = env::options_value(container, options, &container.variable).ok();
            let value =
                value.as_ref().and_then(Text::known).filter(|text| !text.is_empty()).map(str::to_owned);
            env.extend(value.map(|value| operand(&container.variable, &value)));
        }
        let agents = container.agents.iter().filter_map(|agent| Some((agent, agent.files.as_ref()?)));
        let copies: Vec<Json> = agents
            .flat_map(|(_, files)| {
                let from = files.from.trim_end_matches('/');
                let mount = files.mount.trim_end_matches('/');
                let whole =
                    files.whole.then(|| (files.image.clone(), format!("{from}/"), format!("{mount}/")));
                let jars = files.jars.iter().filter(|_| !files.whole);
                let jars = jars
                    .map(move |jar| (files.image.clone(), format!("{from}/{jar}"), format!("{mount}/{jar}")));
                let plugins = files.plugins.iter().map(move |plugin| {
                    (plugin.image.clone(), plugin.source.clone(), format!("{mount}/{}", plugin.target))
                });
                whole.into_iter().chain(jars).chain(plugins).collect::<Vec<_>>()
            })
            .map(|(image, from, to)| json!({ "image": image, "from": from, "to": to }))
            .collect();
        let user = container.image_config.as_ref().and_then(|config| config.user);
        let files: Vec<&Json> = files.iter().filter(|file| file["container"] == container.name).collect();
        let idle = env.is_empty() && copies.is_empty() && files.is_empty();
        let image = json!({
            "container": container.name,
            "prefix": prefix(plan, container),
            "base": container.image,
            "env": env,
            "copies": copies,
            "files": files,
            "user": user,
        });
        (!idle || plan.containers.len() == 1).then_some(image)
    };
    plan.containers.iter().zip(splits).filter_map(one).collect()
}

/// What the files of a JVM's image begin with: nothing where there is one JVM.
fn prefix(plan: &Plan, container: &Container) -> String {
    if plan.containers.len() > 1 { format!("{}.", container.name) } else { String::new() }
}

/// Files that stand beside the Dockerfile and are copied into the agent's folder.
pub fn files(plan: &Plan, composed: &[Composed]) -> Vec<Json> {
    let mut all = Vec::new();
    for (container, composed) in plan.containers.iter().zip(composed) {
        for file in &composed.files {
            let agent = container.agents.iter().find(|agent| agent.profile == file.profile);
            let mount = agent.and_then(|a| a.files.as_ref()).map(|f| f.mount.trim_end_matches('/'));
            let (Some(text), mount) = (&file.text, mount.unwrap_or_default()) else { continue };
            all.push(json!({
                "file": format!("{}{}", prefix(plan, container), key(&file.path)),
                "text": text,
                "to": format!("{mount}/{}", file.path),
                "container": container.name,
            }));
        }
    }
    all
}

/// Images that nobody publishes: one `agent.Dockerfile` each.
pub fn builds(plan: &Plan) -> Vec<Json> {
    let mut all: Vec<Json> = Vec::new();
    for agent in plan.containers.iter().flat_map(|c| &c.agents) {
        let Some(files) = agent.files.as_ref().filter(|files| files.built) else { continue };
        let Some(archive) = &files.archive else { continue };
        let build = json!({
            "profile": agent.profile,
            "release": agent.release,
            "image": files.image,
            "url": archive.url,
            "file": archive.url.rsplit('/').next().unwrap_or_default(),
            "strip": archive.strip,
            "sha256": archive.sha256,
            "from": files.from,
        });
        if !all.contains(&build) {
            all.push(build);
        }
    }
    all
}

fn operand(name: &str, value: &str) -> Json {
    json!({ "operand": format!("{name}={}", quote(value)) })
}

/// The value of `ENV k="v"`: `\`, `"` and `$` are escaped, so that the builder expands nothing
/// (Dockerfile reference, "Environment replacement").
pub fn quote(value: &str) -> String {
    let escaped = value.chars().fold(String::from("\""), |mut out, c| {
        if matches!(c, '\\' | '"' | '$') {
            out.push('\\');
        }
        out.push(c);
        out
    });
    escaped + "\""
}
