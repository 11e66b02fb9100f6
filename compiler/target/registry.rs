//! Targets by name: the shipped ones and those of the tree; which plans a target accepts.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, Reported, Sink, codes, nearest_help};
use crate::plan::{AgentFiles, Plan, TargetUse};
use crate::profile::Role;
use crate::resolve::{Loader, Shipped};
use crate::source::{Sources, Span};
use crate::syntax::{Fields, Node};
use crate::world::{Overlay, VirtualPath, World};

use super::spec::{self, Target};

/// Why a target does not take a plan.
#[derive(Debug)]
pub struct Refusal {
    /// Its kind.
    pub code: &'static Code,
    /// What follows "target `x`".
    pub why: String,
    /// Where the cause stands, if it is not the `target` node.
    pub span: Option<Span>,
    /// The way out.
    pub help: Option<String>,
}

impl Refusal {
    /// A refusal for what the target is.
    pub fn target(why: String) -> Self {
        Refusal { code: &codes::TARGET_REFUSED, why, span: None, help: None }
    }
}

/// All targets. A folder `targets/<name>/` of the tree adds one, or replaces a shipped one of its name.
pub fn targets(
    world: &dyn World,
    sources: &Sources,
    sink: &Sink,
) -> Result<BTreeMap<String, Target>, Reported> {
    let both = Overlay { upper: world, lower: &Shipped };
    let loader = Loader { world: &both, sources, sink };
    let (mut all, mut result) = (BTreeMap::new(), Ok(()));
    for path in descriptions(&both, sink)? {
        for node in loader.tree(std::slice::from_ref(&path))?.iter().flat_map(|file| &file.nodes) {
            match described(node, &path, sink) {
                Ok(target) => drop(all.insert(target.name.clone(), target)),
                Err(reported) => result = Err(reported),
            }
        }
    }
    for path in dialects(&both, sink)? {
        let Some(target) = all.get_mut(path.parent().parent().file_name()) else { continue };
        for node in loader.tree(std::slice::from_ref(&path))?.iter().flat_map(|file| &file.nodes) {
            match described_dialect(target, node, &path, sink) {
                Ok(dialect) => drop(target.dialects.insert(path.parent().file_name().to_owned(), dialect)),
                Err(reported) => result = Err(reported),
            }
        }
    }
    result.map(|()| all)
}

/// Every `targets/<name>/<dialect>/dialect.kdl`.
fn dialects(world: &dyn World, sink: &Sink) -> Result<Vec<VirtualPath>, Reported> {
    let describes =
        |path: &VirtualPath| path.file_name() == "dialect.kdl" && path.parent().parent().parent() == folder();
    Ok(files(world, sink)?.into_iter().filter(describes).collect())
}

/// A dialect is found by its folder, so it is called like it.
fn described_dialect(
    target: &Target,
    node: &Node,
    path: &VirtualPath,
    sink: &Sink,
) -> Result<Target, Reported> {
    let fields = Fields::of(node, sink);
    if fields.name() != "dialect" {
        let message = format!("unknown node `{}`", fields.name());
        let help = Some("a dialect.kdl holds one `dialect \"name\" { … }`".to_owned());
        return Err(fields.error(&codes::UNKNOWN_NAME, node.name.span, message, help));
    }
    let (name, folder) = (fields.text(0)?, path.parent());
    if name.value == folder.file_name() {
        return spec::read_dialect(target, node, sink);
    }
    let message = format!("dialect `{}` in a folder that is called `{}`", name.value, folder.file_name());
    Err(fields.error(&codes::TARGET_INVALID, name.span, message, Some("give both one name".to_owned())))
}

fn files(world: &dyn World, sink: &Sink) -> Result<Vec<VirtualPath>, Reported> {
    world.files(&folder()).map_err(|error| {
        let message = format!("cannot read {}: {error}", world.display(&folder()));
        sink.error(Diagnostic::without_span(&codes::UNREADABLE, message))
    })
}

/// Every `targets/<name>/target.kdl`.
fn descriptions(world: &dyn World, sink: &Sink) -> Result<Vec<VirtualPath>, Reported> {
    let describes =
        |path: &VirtualPath| path.file_name() == "target.kdl" && path.parent().parent() == folder();
    Ok(files(world, sink)?.into_iter().filter(describes).collect())
}

fn folder() -> VirtualPath {
    VirtualPath::root().join("targets").unwrap_or_default()
}

/// A target is found by its folder, so it is called like it.
fn described(node: &Node, path: &VirtualPath, sink: &Sink) -> Result<Target, Reported> {
    let fields = Fields::of(node, sink);
    if fields.name() != "target" {
        let message = format!("unknown node `{}`", fields.name());
        let help = Some("a target.kdl holds one `target \"name\" { … }`".to_owned());
        return Err(fields.error(&codes::UNKNOWN_NAME, node.name.span, message, help));
    }
    let name = fields.text(0)?;
    let folder = path.parent();
    if name.value == folder.file_name() {
        return spec::read(node, sink);
    }
    let message = format!("target `{}` in a folder that is called `{}`", name.value, folder.file_name());
    Err(fields.error(&codes::TARGET_INVALID, name.span, message, Some("give both one name".to_owned())))
}

/// Schemas of the tree's targets, by file name.
pub fn schemas(world: &dyn World, sink: &Sink) -> Result<HashMap<String, Json>, Reported> {
    // A tree without targets has no such folder.
    let files = world.files(&folder()).unwrap_or_default();
    let schemas = files.iter().filter(|path| path.file_name().ends_with(".schema.json"));
    schemas
        .map(|path| {
            let bytes = world.read(path).map_err(|error| error.to_string());
            let schema = bytes.and_then(|b| serde_json::from_slice(&b).map_err(|error| error.to_string()));
            schema.map(|schema| (path.file_name().to_owned(), schema)).map_err(|problem| {
                let message = format!("{}: {problem}", world.display(path));
                sink.error(Diagnostic::without_span(&codes::TARGET_INVALID, message))
            })
        })
        .collect()
}

impl Target {
    /// The dialect asked for, or the target's default; the target itself where it has none.
    pub fn dialect(&self, used: &TargetUse, sink: &Sink) -> Result<&Target, Reported> {
        let Some(asked) = &used.dialect else {
            let default = self.dialect.as_ref().and_then(|name| self.dialects.get(name));
            return Ok(default.unwrap_or(self));
        };
        self.dialects.get(&asked.value).ok_or_else(|| {
            let message = format!("target `{}` has no dialect `{}`", self.name, asked.value);
            let names: Vec<&str> = self.dialects.keys().map(String::as_str).collect();
            let help = match nearest_help(&asked.value, names.iter().copied()) {
                Some(help) if help.starts_with("did") => help,
                _ if names.is_empty() => format!("remove `dialect`: `{}` has none", self.name),
                _ => format!(
                    "it has {}; a chart that takes no agent values needs a folder targets/{}/{}/ of its own",
                    names.join(", "),
                    self.name,
                    asked.value
                ),
            };
            sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, asked.span, message).help(help))
        })
    }

    /// The delivery asked for, or the target's default.
    pub fn delivery(&self, used: &TargetUse, sink: &Sink) -> Result<String, Reported> {
        let mut names = self.deliveries.iter().map(|delivery| delivery.name.as_str());
        let Some(asked) = &used.delivery else { return Ok(names.next().unwrap_or_default().to_owned()) };
        if names.any(|name| name == asked.value) {
            return Ok(asked.value.clone());
        }
        let message = format!("target `{}` has no delivery `{}`", self.name, asked.value);
        let help = nearest_help(&asked.value, self.deliveries.iter().map(|delivery| delivery.name.as_str()));
        Err(sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, asked.span, message).maybe_help(help)))
    }

    /// Whether the target can carry the plan.
    pub fn accepts(&self, plan: &Plan, delivery: &str) -> Result<(), Refusal> {
        self.accepts_kubernetes(plan, delivery)?;
        let refuse = |why: String| Err(Refusal::target(why));
        if plan.unbound && !self.unbound {
            return refuse(
                "needs an app: it changes an image or names of a workload that only an app has".to_owned(),
            );
        }
        let agents: Vec<_> = plan.containers.iter().flat_map(|c| &c.agents).collect();
        let gateway = agents.iter().find(|agent| agent.role == Some(Role::Gateway));
        if let Some(agent) = gateway.filter(|_| !self.config_only()) {
            return refuse(format!("starts a JVM, and `{}` is configured by files alone", agent.profile));
        }
        if self.config_only() && agents.iter().all(|agent| agent.config_files.is_empty()) {
            return refuse("emits configuration files, and no profile here writes any".to_owned());
        }
        for capability in &self.needs {
            if !agents.iter().any(|agent| agent.capabilities.contains(capability)) {
                let names: Vec<_> = agents.iter().map(|agent| agent.profile.as_str()).collect();
                return refuse(format!(
                    "needs the capability `{capability}`, which {} lacks",
                    names.join(" and ")
                ));
            }
        }
        let with_files: Vec<_> = agents.iter().filter(|agent| agent.files.is_some()).collect();
        if let ([_, second, ..], true) = (with_files.as_slice(), self.single) {
            return refuse(format!("loads one agent; `{}` would be the second", second.profile));
        }
        if delivery == "image-volume" {
            let missing =
                |f: &AgentFiles| f.writable.iter().find(|folder| folder.missing).map(|f| f.path.clone());
            let unmountable = with_files.iter().find_map(|a| Some((a, missing(a.files.as_ref()?)?)));
            if let Some((agent, path)) = unmountable {
                return refuse(format!(
                    "mounts the image read-only: `{}` writes to {path}/, which the image does not have to mount on",
                    agent.profile
                ));
            }
            let plugin =
                with_files.iter().find(|agent| agent.files.as_ref().is_some_and(|f| !f.plugins.is_empty()));
            if let Some(agent) = plugin {
                return refuse(format!(
                    "mounts the image read-only: no plugin can be added to `{}`",
                    agent.profile
                ));
            }
        }
        Ok(())
    }

    /// Whether it emits configuration files and nothing that starts a JVM.
    fn config_only(&self) -> bool {
        self.deliveries.is_empty()
    }

    fn accepts_kubernetes(&self, plan: &Plan, delivery: &str) -> Result<(), Refusal> {
        let delivered = self.deliveries.iter().find(|d| d.name == delivery).and_then(|d| d.kubernetes);
        let needed = self.kubernetes.max(delivered);
        let (Some(needed), Some(have)) = (needed, &plan.project.kubernetes) else { return Ok(()) };
        if have.value >= needed {
            return Ok(());
        }
        let ((major, minor), (own_major, own_minor)) = (needed, have.value);
        Err(Refusal {
            code: &codes::KUBERNETES_VERSION,
            why: format!("needs Kubernetes {major}.{minor}, the clusters have {own_major}.{own_minor}"),
            span: Some(have.span),
            help: Some(
                "raise `kubernetes min=` when all clusters are there, or choose another target".to_owned(),
            ),
        })
    }
}
