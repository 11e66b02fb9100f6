//! What templates see: one JSON object per app and target. `targets/README.md` describes it.

mod agents;
mod config_map;
mod docker;
mod env;
mod jdk8;
mod names;
mod operated;
mod rights;
mod service_label;
mod split;
mod storage;

use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::launch::expand::expand;
use crate::plan::{Composed, Container, Manifest, Plan, container_of};
use crate::text::Text;

use super::merge::is_known;
use super::spec::Target;
use split::Split;

pub use config_map::key as config_map_key;
pub use env::HELPER_PREFIX;
pub use operated::{cause, model as operated_model, operated};
pub use service_label::profile_of as profile_with_label;
pub use split::splits;

/// Builds the object. `composed` has one entry per container of the plan.
pub fn model(
    plan: &Plan,
    composed: &[Composed],
    target: &Target,
    delivery: &str,
    sink: &Sink,
) -> Result<Json, Reported> {
    let splits = splits(plan, composed, target, delivery);
    let pods: Vec<Composed> = splits.iter().map(|split| split.pod.clone()).collect();
    let config_maps = config_map::config_maps(plan, &pods);
    let containers = containers(plan, composed, &splits, target, delivery, sink)?;
    let volumes = volumes(plan, target, delivery, &pods);
    let (sidecars, native_sidecars) = agents::sidecars(plan);
    let beside = [sidecars.as_slice(), &native_sidecars].concat();
    let files = docker::files(plan, composed);
    let (copies, agents) = (agents::copies(plan, target), agents::agents(plan, target));
    names::check(plan, &volumes, &[copies.as_slice(), &beside].concat(), sink)?;
    let names = image_names(&copies, &beside);
    let pull_secrets = pull_secrets(plan, &agents);
    let added = !(volumes.is_empty() && beside.is_empty() && pull_secrets.is_empty());
    let workload = workload(plan);
    let patched = added || is_filled(&containers, "env") || is_filled(&containers, "mounts");
    Ok(json!({
        "app": plan.app,
        "name": plan.name,
        "namespace": plan.namespace,
        "environment": plan.environment,
        "unbound": plan.unbound,
        "chooses": chooses(plan, target),
        "unpatchable": patched && workload["custom"] == json!(true),
        "workload": workload,
        "variant": plan.variant.as_ref().map(|variant| &variant.name),
        "manifest": manifest(plan),
        "delivery": deliveries(delivery),
        "agents": agents,
        "copies": copies,
        "in_pod": in_pod(plan, &containers),
        "containers": containers,
        "sidecars": sidecars,
        "native_sidecars": native_sidecars,
        "volumes": volumes,
        "storage": storage::storage(&volumes, &containers, &copies, &beside),
        "untagged": names.values().any(Json::is_null),
        "image_names": names,
        "several": plan.containers.len() > 1,
        "in_first": is_in_first(plan),
        "selector": own_selector(plan),
        "guarded": plan.unbound || (patched && own_manifest(plan).is_none()),
        "assumed": plan.containers.iter().any(|container| container.assumed),
        "placed": plan.unbound || plan.namespace.is_some(),
        "remainder": patched,
        "config_maps": config_maps,
        "operated": operated::model(plan, &splits, target),
        "pull_secrets": pull_secrets,
        "images": docker::images(plan, &splits, &files),
        "files": files,
        "builds": docker::builds(plan),
        "busybox": plan.project.images.resolve(docker::BUSYBOX),
    }))
}

fn containers(
    plan: &Plan,
    composed: &[Composed],
    splits: &[Split],
    target: &Target,
    delivery: &str,
    sink: &Sink,
) -> Result<Vec<Json>, Reported> {
    for (container, composed) in plan.containers.iter().zip(composed) {
        jdk8::check(container, composed, sink)?;
    }
    let part = |index| Part { plan, index, container: &plan.containers[index], target, delivery };
    splits.iter().enumerate().map(|(at, split)| part(at).model(split, sink)).collect()
}

fn is_filled(containers: &[Json], list: &str) -> bool {
    containers.iter().any(|container| container[list].as_array().is_some_and(|list| !list.is_empty()))
}

fn own_manifest(plan: &Plan) -> Option<&Manifest> {
    plan.workload.as_ref()?.manifest.as_ref()
}

fn manifest(plan: &Plan) -> Option<Json> {
    let manifest = own_manifest(plan)?;
    Some(json!({ "file": manifest.file, "others": manifest.others }))
}

/// The registry's pull secret, where an image comes from there.
fn pull_secrets<'p>(plan: &'p Plan, agents: &[Json]) -> Vec<&'p String> {
    let secret = plan.project.registry.as_ref().and_then(|registry| registry.pull_secret.as_ref());
    let built = agents.iter().any(|agent| agent["built"] == json!(true));
    secret.filter(|_| built).map(|secret| &secret.value).into_iter().collect()
}

/// What agents stand on, what configures them, and what they wait for.
fn volumes(plan: &Plan, target: &Target, delivery: &str, pods: &[Composed]) -> Vec<Json> {
    let mut all = agents::volumes(plan, target, delivery);
    all.extend(config_map::volumes(plan, pods));
    all.extend(service_label::volumes(plan, delivery));
    all
}

/// JVMs in their place among the pod's containers, as far as one stands behind: what a patch names comes first.
fn in_pod(plan: &Plan, containers: &[Json]) -> Vec<Json> {
    let manifest = plan.workload.as_ref().and_then(|w| w.manifest.as_ref());
    let own = manifest.and_then(|m| m.document.pointer(&m.pod_spec)?.get("containers")?.as_array());
    let own: Vec<&Json> = own.into_iter().flatten().map(|container| &container["name"]).collect();
    let planned = |name: &Json| containers.iter().find(|c| c["name"] == *name).cloned();
    let upto = own.iter().rposition(|name| planned(name).is_some()).map_or(0, |at| at + 1);
    let ordered = own.iter().take(upto).map(|name| planned(name).unwrap_or_else(|| json!({ "name": name })));
    let others = containers.iter().filter(|c| !own.contains(&&c["name"])).cloned();
    ordered.chain(others).collect()
}

/// Name and tag of every image, for consumers that want them apart.
fn image_names(copies: &[Json], sidecars: &[Json]) -> serde_json::Map<String, Json> {
    let images = copies.iter().chain(sidecars).filter_map(|container| container["image"].as_str());
    images.map(|image| (image.to_owned(), agents::named(image))).collect()
}

/// Whether the JVM runs in the pod's first container, as far as the manifest says.
fn is_in_first(plan: &Plan) -> bool {
    let manifest = plan.workload.as_ref().and_then(|w| w.manifest.as_ref());
    let first = manifest.and_then(|m| m.document.pointer(&m.pod_spec)?.pointer("/containers/0/name"));
    first.is_none_or(|first| plan.containers.first().is_some_and(|c| *first == json!(c.name)))
}

/// The selector of the app's workload; nothing without an app.
fn own_selector(plan: &Plan) -> Option<Json> {
    selector(&super::prove::base_document(plan)).filter(|_| !plan.unbound).cloned()
}

/// Labels by which a workload's pods are known.
pub fn selector(document: &Json) -> Option<&Json> {
    let places = ["/spec/selector/matchLabels", "/spec/template/metadata/labels", "/metadata/labels"];
    places.iter().find_map(|place| document.pointer(place).filter(|labels| labels.is_object()))
}

fn workload(plan: &Plan) -> Json {
    let (api_version, kind, name) = plan.workload.as_ref().map_or_else(
        || ("apps/v1", "Deployment", plan.app.as_str()),
        |w| (w.api_version.as_str(), w.kind.as_str(), w.name.as_str()),
    );
    let name = match &plan.variant {
        Some(variant) => format!("{name}-{}", variant.name),
        None => name.to_owned(),
    };
    let object = json!({ "apiVersion": api_version, "kind": kind, "name": name });
    let keys = crate::read::manifest::workload(&object).map_or(&["spec", "template"][..], |w| w.pod_path);
    let pod: String = keys.iter().chain(&["spec"]).map(|key| format!("/{key}")).collect();
    // No base has the variant of a manifest.
    let new = plan.variant.is_some() && plan.workload.as_ref().is_some_and(|w| w.manifest.is_some());
    // Where the pod's `spec` stands: a Pod is one, a CronJob has a job template around it.
    let (bare, nested) = (keys.is_empty(), keys.len() > 2);
    // A patch replaces every list of a kind that is not Kubernetes' own, `containers` among them.
    let custom = !is_known(api_version) && !new;
    json!({
        "apiVersion": api_version,
        "kind": kind,
        "name": name,
        "bare": bare,
        "nested": nested,
        "pod": pod,
        "new": new,
        "custom": custom,
        "whole": new || custom,
    })
}

/// The annotation by which pods choose the container; empty where it is fixed.
fn chooses<'t>(plan: &Plan, target: &'t Target) -> &'t str {
    let open = plan.containers.iter().any(|container| !container.named);
    target.chooses.as_deref().filter(|_| open).unwrap_or_default()
}

/// One boolean per delivery, so that templates branch on booleans only.
fn deliveries(chosen: &str) -> Json {
    let known = ["image", "init-container", "sidecar", "image-volume", "operator", "admission-policy"];
    known.into_iter().map(|name| (name.replace('-', "_"), json!(name == chosen))).collect()
}

/// One container on its way into the model.
struct Part<'a> {
    plan: &'a Plan,
    index: usize,
    container: &'a Container,
    target: &'a Target,
    delivery: &'a str,
}

impl Part<'_> {
    fn model(&self, split: &Split, sink: &Sink) -> Result<Json, Reported> {
        let container = self.container;
        let mut entries = env::Entries::default();
        split.pod.env.iter().for_each(|variable| entries.push(&variable.name, &variable.value));
        let options =
            if split.sets_options() { self.options(split, &mut entries, sink)? } else { String::new() };
        let mut mounts = agents::mounts(self.plan, self.index, self.target, self.delivery, &mut entries);
        mounts.extend(config_map::mounts(self.plan, self.index, &split.pod));
        mounts.extend(service_label::mount(self.plan, self.index, self.delivery, &mut entries));
        let base = base_container(self.plan, container);
        let added = self.added(split, &mut entries);
        let mut list = entries.into_json();
        let variables = list.clone();
        null_other_source(&mut list, base);
        if !options.is_empty() {
            let named: Vec<Json> = list.iter().map(|entry| entry["name"].clone()).collect();
            let own = env::referred(base, &container.variable, &options).into_iter();
            list.extend(own.filter(|entry| !named.contains(&entry["name"])));
            list.push(json!({ "name": container.variable, "value": options }));
        }
        list.extend(self.hidden_by_consumer(split, &list));
        Ok(json!({
            "name": container.name,
            "variable": container.variable,
            "options": options,
            "variables": variables,
            "entries": ordered(&variables, &container.variable, &options, base),
            "added": added,
            "env": list,
            "mounts": mounts,
            "agents": agents::volume_names(self.plan, self.index),
        }))
    }

    /// The options alone, for consumers that add them to whatever the pod has: before the application's own, after
    /// them, and what stands for those where the pod does not set the variable.
    fn added(&self, split: &Split, entries: &mut env::Entries) -> Json {
        if !split.sets_options() {
            return Json::Null;
        }
        let bare = Container { own_options: None, ..self.container.clone() };
        let mut text = |leading: &[Text], options: &[Text]| {
            let part =
                Composed { leading: leading.to_vec(), options: options.to_vec(), ..Composed::default() };
            let value = env::options_value(&bare, &part, &bare.variable).unwrap_or_default();
            entries.referring(&value)
        };
        let (before, after) = (text(&split.pod.leading, &[]), text(&[], &split.pod.options));
        let own = self.container.own_options.as_ref().filter(|own| !own.in_manifest);
        json!({ "before": before, "after": after, "absent": own.map(|own| own.text.trim()).unwrap_or_default() })
    }

    /// A consumer that adds to a variable of the pod does not see the image's, and would hide it.
    fn hidden_by_consumer(&self, split: &Split, list: &[Json]) -> Option<Json> {
        let variable = &self.target.variable.as_ref().filter(|_| split.operated)?.name;
        let base = base_container(self.plan, self.container).and_then(|c| c.get("env")?.as_array());
        let mut set = list.iter().chain(base.into_iter().flatten());
        let image = self.container.image_config.as_ref()?;
        let (_, value) = image.env.iter().rfind(|(name, _)| name == variable)?;
        let hidden = !set.any(|entry| entry["name"] == *variable);
        let value = crate::launch::expand::escape_reference(value.known()?);
        hidden.then(|| json!({ "name": variable, "value": value }))
    }

    /// The whole value of the carrying variable.
    fn options(&self, split: &Split, entries: &mut env::Entries, sink: &Sink) -> Result<String, Reported> {
        let (container, variable) = (self.container, &self.container.variable);
        let options = env::options_value(container, &split.pod, variable).map_err(|problem| {
            let message = format!("`{}` cannot be written into {variable}: {}", problem.option, problem.why);
            sink.error(Diagnostic::new(&codes::OPTION_QUOTING, container.span, message))
        })?;
        let own = container.own_options.as_ref().map(|own| own.text.trim()).unwrap_or_default();
        Ok(escape_but_own(entries, &options, own))
    }
}

/// The application's own options are Kubernetes text already; what is added is not.
fn escape_but_own(entries: &mut env::Entries, options: &crate::text::Text, own: &str) -> String {
    let written = entries.referring(options);
    let escaped = crate::launch::expand::escape_reference(own);
    if escaped == own { written } else { written.replacen(&escaped, own, 1) }
}

/// Variables that are appended to a list, each with the names of those that it refers to.
fn ordered(variables: &[Json], name: &str, options: &str, base: Option<&Json>) -> Vec<Json> {
    let mut list = variables.to_vec();
    if !options.is_empty() {
        list.push(json!({ "name": name, "value": options }));
    }
    let own = base.and_then(|c| c.get("env")).and_then(Json::as_array).into_iter().flatten();
    let known: Vec<&str> = list.iter().chain(own).filter_map(|entry| entry["name"].as_str()).collect();
    let one = |entry: &Json| {
        let references = expand(entry["value"].as_str().unwrap_or_default(), |_| None).unresolved;
        let after: Vec<&String> = references.iter().filter(|name| known.contains(&name.as_str())).collect();
        json!({ "entry": entry, "after": after })
    };
    list.iter().map(one).collect()
}

fn base_container<'p>(plan: &'p Plan, container: &Container) -> Option<&'p Json> {
    let manifest = plan.workload.as_ref().and_then(|w| w.manifest.as_ref())?;
    container_of(manifest.document.pointer(&manifest.pod_spec)?, &container.name)
}

/// A strategic merge keeps what a patch does not name: a variable that changes from `valueFrom` to `value`
/// would have both.
fn null_other_source(list: &mut [Json], base: Option<&Json>) {
    let entries = base.and_then(|c| c.get("env")).and_then(Json::as_array);
    for own in entries.into_iter().flatten() {
        for entry in list.iter_mut().filter(|entry| entry["name"] == own["name"]) {
            for (ours, theirs) in [("value", "valueFrom"), ("valueFrom", "value")] {
                if entry.get(ours).is_some_and(|v| !v.is_null()) && own.get(theirs).is_some() {
                    entry[theirs] = Json::Null;
                }
            }
        }
    }
}
