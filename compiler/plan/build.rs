//! App drafts into plans.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::profile::{NameForm, check_name};
use crate::resolve::{AppDraft, Loader, Profiles, Program, Project, Traced};
use crate::source::Spanned;
use crate::syntax::{Fields, Node};

use super::image::ImageNames;
use super::{
    Container, Manifest, Plan, ProjectPlan, TargetUse, Variant, Workload, attached, check, container,
    workload,
};

/// What a run asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `--env`.
    pub environment: Option<String>,
    /// `--set container=NAME`: the container of an unbound build.
    pub container: Option<String>,
    /// How the files reach the JVM, for `when delivery=`.
    pub delivery: String,
    /// Whether the consumer chooses the container where nobody names one.
    pub chooses: bool,
    /// Where a consumer puts the agents that have one of its capabilities.
    pub home: Option<Home>,
}

/// A folder that a consumer chooses.
#[derive(Clone, Debug)]
pub struct Home {
    /// Capabilities of the agents that it loads.
    pub capabilities: Vec<String>,
    /// The folder; a template over the container.
    pub folder: Spanned<String>,
}

/// Plans one app for one delivery, or reports all that is wrong with it.
pub fn build(
    draft: &AppDraft,
    program: &Program,
    request: &Request,
    profiles: &Profiles,
    loader: Loader,
) -> Result<Plan, Reported> {
    let project = project(program, request, loader.sink)?;
    let name = folder_name(draft);
    if !draft.unbound {
        check_name(&draft.name, "an app's name", NameForm::Subdomain, loader.sink)?;
    }
    let own = draft.namespace.as_ref();
    let workload = draft.workload.as_ref();
    let workload = workload.map(|node| workload::read(node, &draft.name.value, own, loader)).transpose()?;
    let manifest = workload.as_ref().and_then(|workload| workload.manifest.as_ref());
    let namespace = namespace(draft, manifest, loader.sink)?;
    let variant = variant(draft, loader.sink)?;
    check_length(draft, &name, workload.as_ref(), loader.sink)?;
    let plan_container = |index: usize| -> Result<Container, Reported> {
        let container_draft = &draft.containers[index];
        let name = container_name(draft, index, workload.as_ref(), request, loader.sink)?;
        let pod = manifest.and_then(|m| m.document.pointer(&m.pod_spec));
        let setting = container::Setting {
            draft: container_draft,
            name,
            named: !draft.unbound || container_draft.name.is_some() || request.container.is_some(),
            assumed: !draft.unbound && container_draft.name.is_none() && manifest.is_none(),
            app: &draft.name.value,
            namespace: namespace.as_deref(),
            pod,
            request,
            project: &project,
            profiles,
            loader,
            span: container_draft.name.as_ref().map_or(draft.name.span, |n| n.span),
            unbound: draft.unbound,
        };
        setting.plan()
    };
    let containers: Vec<_> = (0..draft.containers.len()).map(plan_container).collect();
    let containers: Result<Vec<Container>, Reported> = containers.into_iter().collect();
    let plan = Plan {
        app: draft.name.value.clone(),
        name,
        namespace,
        environment: request.environment.clone(),
        variant,
        unbound: draft.unbound,
        workload,
        containers: containers?,
        targets: targets(draft, loader.sink)?,
        project,
        span: draft.name.span,
        sources: Vec::new(),
    };
    let attached = attached::check(&plan, profiles, loader.sink);
    check::run(&plan, loader.sink).and(attached)?;
    Ok(Plan { sources: sources(draft, loader), ..plan })
}

fn project(program: &Program, request: &Request, sink: &Sink) -> Result<ProjectPlan, Reported> {
    let environment = request.environment.as_ref().and_then(|name| program.environments.get(name));
    let layers: Vec<&Project> =
        [Some(&program.project), environment.map(|e| &e.project)].into_iter().flatten().collect();
    let mut prefixes = layers.iter().flat_map(|p| {
        p.registry.iter().map(|r| &r.prefix).chain(p.mirrors.iter().flat_map(|(from, to)| [from, to]))
    });
    let odd = |prefix: &&Spanned<String>| !crate::image::is_reference(&format!("{}/image", prefix.value));
    if let Some(prefix) = prefixes.find(odd) {
        let message = format!("\"{}\" cannot stand before an image's name", prefix.value.escape_debug());
        let diagnostic = Diagnostic::new(&codes::TYPE, prefix.span, message);
        let help = "write host and path without scheme: \"harbor.example.com/agents\"";
        return Err(sink.error(diagnostic.help(help)));
    }
    let mirrors =
        layers.iter().flat_map(|p| &p.mirrors).map(|(from, to)| (from.value.clone(), to.value.clone()));
    Ok(ProjectPlan {
        registry: layers.iter().rev().find_map(|p| p.registry.clone()),
        kubernetes: layers.iter().rev().find_map(|p| p.kubernetes.clone()),
        images: ImageNames { mirrors: mirrors.collect() },
    })
}

/// The folder of an app below the output folder, or below its environment's.
pub fn folder_name(draft: &AppDraft) -> String {
    let name = match &draft.variant {
        Some(variant) => format!("{}-{}", draft.name.value, variant.value),
        None => draft.name.value.clone(),
    };
    match &draft.namespace {
        Some(namespace) if draft.qualified => format!("{}.{name}", namespace.value),
        _ => name,
    }
}

/// The app's own, or else its manifest's.
fn namespace(draft: &AppDraft, manifest: Option<&Manifest>, sink: &Sink) -> Result<Option<String>, Reported> {
    let Some(namespace) = draft.namespace.clone().or_else(|| manifest?.namespace()) else { return Ok(None) };
    check_name(&namespace, "a namespace", NameForm::Label, sink)?;
    Ok(Some(namespace.value))
}

/// Names that are put together must still be names: they become objects, and values of labels.
fn check_length(
    draft: &AppDraft,
    name: &str,
    workload: Option<&Workload>,
    sink: &Sink,
) -> Result<(), Reported> {
    let object = workload.zip(draft.variant.as_ref()).map(|(w, variant)| {
        // The API server adds to these names and wants the whole to be a label's value.
        let limit = if matches!(w.kind.as_str(), "CronJob" | "StatefulSet") { 52 } else { 63 };
        (format!("{}-{}", w.name, variant.value), limit)
    });
    let all = std::iter::once((name.to_owned(), 63)).chain(object);
    let long = all.into_iter().find(|(name, limit)| name.len() > *limit);
    let Some((name, limit)) = long.filter(|_| !draft.unbound) else { return Ok(()) };
    let span = draft.variant.as_ref().map_or(draft.name.span, |variant| variant.span);
    let message = format!("`{name}` has {} characters, the name of such an object has {limit}", name.len());
    let help = "shorten one of the names that it is made of";
    Err(sink.error(Diagnostic::new(&codes::OUTPUT_NAME, span, message).help(help)))
}

fn container_name(
    draft: &AppDraft,
    index: usize,
    workload: Option<&Workload>,
    request: &Request,
    sink: &Sink,
) -> Result<String, Reported> {
    let manifest = workload.and_then(|w| w.manifest.as_ref());
    let pod = manifest.and_then(|m| m.document.pointer(&m.pod_spec));
    let names: Vec<&str> = ["containers", "initContainers"]
        .into_iter()
        .filter_map(|key| pod?.get(key)?.as_array())
        .flatten()
        .filter_map(|c| c.get("name")?.as_str())
        .collect();
    let main: Vec<&str> = pod
        .and_then(|p| p.get("containers")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("name")?.as_str())
        .collect();
    if let Some(name) = &draft.containers[index].name {
        if pod.is_some() && !names.contains(&name.value.as_str()) {
            let message = format!("the manifest has no container `{}`", name.value);
            let help = crate::diagnostic::nearest_help(&name.value, names);
            let diagnostic = Diagnostic::new(&codes::MANIFEST_CONTAINER, name.span, message);
            return Err(sink.error(diagnostic.maybe_help(help)));
        }
        check_name(name, "a container's name", NameForm::Label, sink)?;
        return Ok(name.value.clone());
    }
    if draft.unbound {
        return Ok(request.container.clone().unwrap_or_else(|| "app".to_owned()));
    }
    match main.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => app_as_container(&draft.name, sink),
        several => {
            let message =
                format!("the manifest has {} containers: say which one runs the JVM", several.len());
            let span = manifest.map_or(draft.name.span, |m| m.span);
            let diagnostic = Diagnostic::new(&codes::MANIFEST_CONTAINER, span, message);
            // One that is called like the app is likely meant; of others none is likelier.
            let meant = several.iter().find(|name| **name == draft.name.value).map_or("…", |name| name);
            let help = format!(
                "put what is about the JVM into container \"{meant}\" {{ … }}; the manifest has {}",
                several.join(", ")
            );
            Err(sink.error(diagnostic.help(help)))
        }
    }
}

/// Where nobody names the container, it is called like the app.
fn app_as_container(name: &Spanned<String>, sink: &Sink) -> Result<String, Reported> {
    if !name.value.contains('.') {
        return Ok(name.value.clone());
    }
    let message = format!("the container would be called \"{}\" like its app, which has dots", name.value);
    let diagnostic = Diagnostic::new(&codes::OUTPUT_NAME, name.span, message);
    Err(sink.error(diagnostic.help("name it: container \"…\" { … }, or give the manifest: workload … from=")))
}

fn variant(draft: &AppDraft, sink: &Sink) -> Result<Option<Variant>, Reported> {
    let Some(name) = &draft.variant else { return Ok(None) };
    check_name(name, "a variant's name", NameForm::Label, sink)?;
    let replicas = match &draft.replicas {
        None => None,
        Some(Traced { value, .. }) => {
            let node = crate::resolve::text_node("replicas", "", value.span);
            Some(Fields::of(&node, sink).as_number(value)?)
        }
    };
    let labels: BTreeMap<_, _> =
        draft.labels.iter().map(|(k, v)| (k.clone(), v.value.value.clone())).collect();
    Ok(Some(Variant { name: name.value.clone(), replicas, labels }))
}

fn targets(draft: &AppDraft, sink: &Sink) -> Result<Vec<TargetUse>, Reported> {
    let one = |node: &Traced<Node>| {
        let fields = Fields::of(&node.value, sink);
        fields.takes(1, &["dialect", "delivery"], false)?;
        Ok(TargetUse {
            name: fields.text(0)?,
            dialect: fields.prop_text("dialect")?,
            delivery: fields.prop_text("delivery")?,
        })
    };
    draft.targets.values().map(one).collect()
}

/// The file of the app itself, below the root: what a header names.
fn sources(draft: &AppDraft, loader: Loader) -> Vec<String> {
    let mut all: Vec<String> = loader.sources.path(draft.span.source).into_iter().collect();
    let used = draft.containers.iter().flat_map(|c| c.uses.values()).filter_map(|u| u.used.as_ref());
    all.extend(used.filter_map(|origin| loader.sources.path(origin.span.source)));
    all.sort();
    all.dedup();
    all
}
