//! What the custom resource of a consumer says that loads an agent by itself: one for all containers of the pod.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::plan::{Agent, AgentFiles, Container, Plan, Plugin, Variable};
use crate::source::Span;

use super::super::consumer::{FieldValue, ResourceField};
use super::super::spec::Target;
use super::agents::{copy_resources, security_context};
use super::env::Entries;
use super::rights::refuses_root;
use super::split::Split;

/// The containers whose agent the consumer loads, with that agent and its files.
pub fn operated<'p>(
    plan: &'p Plan,
    target: &Target,
) -> impl Iterator<Item = (usize, &'p Container, &'p Agent, &'p AgentFiles)> {
    plan.containers.iter().enumerate().filter_map(|(index, container)| {
        let agent = target.operated(container)?;
        Some((index, container, agent, agent.files.as_ref()?))
    })
}

/// The object that templates see; null where the consumer loads no agent.
pub fn model(plan: &Plan, splits: &[Split], target: &Target) -> Json {
    let Some((index, _, agent, files)) = operated(plan, target).next() else { return Json::Null };
    let all = || operated(plan, target);
    let names: Vec<&str> = all().map(|(_, container, ..)| container.name.as_str()).collect();
    let (fields, env) = shared(plan, &splits[index].resource, target);
    json!({
        "profile": agent.profile,
        "release": agent.release,
        "image": files.image,
        "names": names.join(","),
        "matcher": format!("^({})$", names.join("|")),
        "fields": fields,
        "env": env,
        "folders": folders(files),
        "bare_plugins": folders(files).iter().any(|folder| folder["dir"] == ""),
        "bundled": bundled(files),
        "rootless": rootless(plan, target).is_some(),
        "security": security_context(plan, index, files.runs_as_root),
        "resources": copy_resources(),
    })
}

/// Variables of the resource: those that it has fields for, and the rest.
fn shared(plan: &Plan, variables: &[Variable], target: &Target) -> (Map<String, Json>, Vec<Json>) {
    let mut fields = Map::new();
    let mut entries = Entries::default();
    let taken = |field: &ResourceField| {
        let variable = variables.iter().find(|variable| variable.name == field.env)?;
        let needed = field.needs.as_ref().map(|name| target.fields.iter().find(|f| f.name == *name));
        let heard = needed.is_none_or(|f| f.is_some_and(|f| fits(f, variables)));
        let alone = field.with.as_ref().is_none_or(|name| !in_pod(plan, target, name));
        field.value(variable).filter(|_| heard && alone)
    };
    for field in &target.fields {
        match taken(field) {
            Some(FieldValue::One(text)) => drop(fields.insert(field.name.clone(), json!(text))),
            Some(FieldValue::Many(list)) => drop(fields.insert(field.name.clone(), json!(list))),
            None => {}
        }
    }
    for variable in variables {
        let field = target.fields.iter().find(|field| field.env == variable.name);
        if field.is_none_or(|field| !fields.contains_key(&field.name)) {
            entries.push(&variable.name, &variable.value);
        }
    }
    (fields, entries.into_json())
}

fn fits(field: &ResourceField, variables: &[Variable]) -> bool {
    variables.iter().any(|variable| variable.name == field.env && field.value(variable).is_some())
}

/// Whether the manifest sets the variable in a container that the consumer changes.
fn in_pod(plan: &Plan, target: &Target, name: &str) -> bool {
    let containers = operated(plan, target).filter_map(|(_, c, ..)| super::base_container(plan, c));
    let env = containers.filter_map(|c| c.get("env")?.as_array()).flatten();
    env.into_iter().any(|entry| entry["name"] == *name)
}

/// Folders of images with plugins, each once; `dir` is empty where it is the whole image.
fn folders(files: &AgentFiles) -> Vec<Json> {
    let mut all: Vec<Json> = Vec::new();
    for plugin in &files.plugins {
        let folder = plugin.source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let one = json!({ "image": plugin.image, "dir": folder });
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// Plugins of the agent's own image by the folder they lie in there; `elsewhere` those of other images.
fn bundled(files: &AgentFiles) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for plugin in &files.plugins {
        let folder = bundle(files, plugin).unwrap_or("elsewhere");
        all.entry(folder.to_owned()).or_default().push(plugin.jar.clone());
    }
    all
}

/// The folder of the agent's own image that a plugin lies in.
fn bundle<'p>(files: &AgentFiles, plugin: &'p Plugin) -> Option<&'p str> {
    let path = plugin.source.strip_prefix(files.from.trim_end_matches('/'))?.strip_prefix('/')?;
    let (folder, jar) = path.split_once('/')?;
    (plugin.image == files.image && jar == plugin.jar).then_some(folder)
}

/// Where the pod refuses the user that the consumer would copy the agent as.
fn rootless(plan: &Plan, target: &Target) -> Option<Span> {
    let (_, container, ..) = operated(plan, target).find(|(_, _, _, files)| files.runs_as_root)?;
    refuses_root(plan, &container.name, target.rights)
}

/// Where the cause stands of what [`model`] says under `operated.…`; nothing where no one value is the cause.
pub fn cause(path: &str, plan: &Plan, target: &Target) -> Option<Span> {
    let first = |is_cause: fn(&AgentFiles, &Plugin) -> bool| {
        let mut all =
            operated(plan, target).flat_map(|(_, _, _, files)| files.plugins.iter().map(move |p| (files, p)));
        all.find(|(files, plugin)| is_cause(files, plugin)).map(|(_, plugin)| plugin.span)
    };
    match path.strip_prefix("operated.")? {
        "rootless" => rootless(plan, target),
        "folders" => first(|_, _| true),
        "bare_plugins" => first(|_, plugin| plugin.source.rfind('/') == Some(0)),
        "bundled.elsewhere" => first(|files, plugin| bundle(files, plugin).is_none()),
        _ => None,
    }
}
