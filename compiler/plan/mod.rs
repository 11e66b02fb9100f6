//! The fully resolved, typed result for one app in one environment: every value with its origin.

mod agent;
mod attached;
mod build;
mod check;
mod compose;
mod config_file;
mod container;
mod forced;
mod image;
mod interpolate;
mod jdk;
mod limit;
mod misfit;
mod own_options;
mod pod_name;
mod questions;
mod settings;
mod typed;
mod unexpanded;
mod value;
mod workload;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::launch::{ImageConfig, Launcher};
use crate::profile::{CarrierKind, JavaAgent, Require, Role, Setting};
use crate::resolve::{Registry, Traced};
use crate::source::{Span, Spanned};
use crate::text::Text;
use crate::yaml;

pub use build::{Home, Request, build, folder_name};
pub use check::{User, user};
pub use compose::{Composed, FileText, Variable, carrier_of, cluster_map, compose};
pub use container::{container_of, is_env_name};
pub use image::ImageNames;
pub use limit::{Excess, excess};
pub use misfit::misfit;
pub use settings::SERVICE_LABEL;
pub use typed::Problem;

/// One app in one environment.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The app's name; a variant has its app's.
    pub app: String,
    /// Folder and workload name: the app's, with the variant's behind it.
    pub name: String,
    /// Its namespace, or else that of its manifest: what belongs to the pods has to be where they are.
    pub namespace: Option<String>,
    /// The environment built for.
    pub environment: Option<String>,
    /// What a variant changes of its workload.
    pub variant: Option<Variant>,
    /// No app: a profile or the unnamed `defaults` alone.
    pub unbound: bool,
    /// The team's workload.
    pub workload: Option<Workload>,
    /// One entry per JVM.
    pub containers: Vec<Container>,
    /// Targets to build, in order of declaration.
    pub targets: Vec<TargetUse>,
    /// What holds for the whole tree.
    pub project: ProjectPlan,
    /// Where the app is declared.
    pub span: Span,
    /// Files the plan was read from, as the header names them.
    pub sources: Vec<String>,
}

/// What a variant changes of its workload.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The variant's name.
    pub name: String,
    /// Number of pods.
    pub replicas: Option<u64>,
    /// Labels of workload, selector and pods.
    pub labels: BTreeMap<String, String>,
}

/// The workload that runs the app.
#[derive(Clone, Debug)]
pub struct Workload {
    /// `apps/v1`.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// The team's own manifest.
    pub manifest: Option<Manifest>,
}

/// A document of the team's manifest.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// File name, without folders.
    pub file: String,
    /// The whole document, in the app's namespace where it names none itself.
    pub document: Json,
    /// Whether the file holds other documents, which no output repeats.
    pub others: bool,
    /// The same with places.
    pub tree: Arc<yaml::Document>,
    /// JSON pointer to the pod spec.
    pub pod_spec: String,
    /// Where `from=` stands.
    pub span: Span,
}

impl Manifest {
    /// The container of that name, with the JSON pointer to it.
    pub fn container(&self, name: &str) -> Option<(String, &Json)> {
        ["containers", "initContainers"].into_iter().find_map(|list| {
            let list = format!("{}/{list}", self.pod_spec);
            let containers = self.document.pointer(&list)?.as_array()?;
            let at = containers.iter().position(|c| c.get("name").and_then(Json::as_str) == Some(name))?;
            Some((format!("{list}/{at}"), containers.get(at)?))
        })
    }

    /// The namespace that it is applied to, if it says so.
    pub fn namespace(&self) -> Option<Spanned<String>> {
        let namespace = self.document.pointer("/metadata/namespace")?.as_str()?;
        Some(Spanned::new(namespace.to_owned(), self.span))
    }
}

/// A target to build.
#[derive(Clone, Debug)]
pub struct TargetUse {
    /// The folder under `targets/`.
    pub name: Spanned<String>,
    /// A folder under the target's own.
    pub dialect: Option<Spanned<String>>,
    /// How files reach the JVM, where the target leaves a choice.
    pub delivery: Option<Spanned<String>>,
}

impl TargetUse {
    /// The target with its dialect, as its folder is called.
    pub fn shown(&self) -> String {
        let dialect = self.dialect.as_ref().map(|dialect| format!("/{}", dialect.value)).unwrap_or_default();
        format!("{}{dialect}", self.name.value)
    }
}

/// What holds for the whole tree.
#[derive(Clone, Debug, Default)]
pub struct ProjectPlan {
    /// Where images that agentc's Dockerfiles build are named.
    pub registry: Option<Registry>,
    /// Oldest Kubernetes of the clusters.
    pub kubernetes: Option<Spanned<(u32, u32)>>,
    /// Names of images after mirrors.
    pub images: ImageNames,
}

/// One JVM.
#[derive(Clone, Debug)]
pub struct Container {
    /// The container's name.
    pub name: String,
    /// Whether somebody names it. Without an app and a name it is called `app`, unless the consumer chooses.
    pub named: bool,
    /// Whether it is called like its app because nobody says more.
    pub assumed: bool,
    /// How the JVM is started.
    pub launcher: Launcher,
    /// Where that is said.
    pub launcher_span: Option<Span>,
    /// The variable that carries options.
    pub variable: String,
    /// JDK feature release.
    pub jdk: Option<u32>,
    /// Nobody named that JDK: it is the newest that all agents support.
    pub jdk_assumed: bool,
    /// `{{jdk.home}}`.
    pub jdk_home: Option<String>,
    /// The application's image, where KDL or the manifest names it.
    pub image: Option<String>,
    /// Its configuration, where it is known.
    pub image_config: Option<ImageConfig>,
    /// Options that the application's own manifest or image gives in the carrying variable.
    pub own_options: Option<OwnOptions>,
    /// The application's JVM options from KDL.
    pub jvm: Vec<Traced<Text>>,
    /// The application's variables from KDL.
    pub env: Vec<(String, Traced<Text>)>,
    /// Agents and companions, in the order of use.
    pub agents: Vec<Agent>,
    /// Where the container is declared, or its app.
    pub span: Span,
}

/// What the carrying variable holds without us.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnOptions {
    /// As Kubernetes reads it: `$(VAR)` is a reference.
    pub text: String,
    /// Whether the manifest gives it; otherwise the image does.
    pub in_manifest: bool,
}

/// One profile used in one JVM.
#[derive(Clone, Debug)]
pub struct Agent {
    /// The profile's name.
    pub profile: String,
    /// What kind it is.
    pub role: Option<Role>,
    /// Its release; empty for a companion without releases.
    pub release: String,
    /// Where it is used.
    pub span: Span,
    /// Where its files come from and stand; a companion has none.
    pub files: Option<AgentFiles>,
    /// `-javaagent`s in the profile's order.
    pub javaagents: Vec<JavaAgent>,
    /// Between options, and between key and value.
    pub option_syntax: (String, String),
    /// Which carrier wins when a setting is given twice, strongest first.
    pub precedence: Vec<CarrierKind>,
    /// JVM options the agent needs.
    pub jvm: Vec<Traced<Text>>,
    /// Variables, properties and options that no setting declares.
    pub assigned: Vec<Assigned>,
    /// Settings with a value.
    pub settings: Vec<SettingPlan>,
    /// All settings this release declares, for reading manifests back.
    pub known: Vec<Setting>,
    /// Files written whole: path below the folder, and format.
    pub config_files: Vec<ConfigFile>,
    /// JVM options that must be there or big enough.
    pub requires: Vec<Require>,
    /// Why it must not be used here; a plan that has any is never emitted.
    pub refusals: Vec<Spanned<String>>,
    /// Volumes of a companion.
    pub volumes: Vec<VolumePlan>,
    /// Containers beside the application's.
    pub sidecars: Vec<SidecarPlan>,
    /// What targets may need.
    pub capabilities: Vec<String>,
}

/// Where an agent's files come from and where they stand.
#[derive(Clone, Debug)]
pub struct AgentFiles {
    /// The image they come in: published, or built by `agent.Dockerfile`.
    pub image: String,
    /// Whether agentc's `agent.Dockerfile` builds that image.
    pub built: bool,
    /// The folder in the image.
    pub from: String,
    /// The folder in the application's container.
    pub mount: String,
    /// What `agent.Dockerfile` unpacks.
    pub archive: Option<ArchivePlan>,
    /// Size of the unpacked files, a Kubernetes quantity.
    pub size: String,
    /// Jars that must be there, below the folder.
    pub jars: Vec<String>,
    /// The whole folder is needed.
    pub whole: bool,
    /// The image has no numeric user.
    pub runs_as_root: bool,
    /// Folders the agent writes to.
    pub writable: Vec<WritableFolder>,
    /// Plugin jars to add.
    pub plugins: Vec<Plugin>,
}

/// A folder the agent writes to: an emptyDir of its own is mounted there.
#[derive(Clone, Debug, PartialEq)]
pub struct WritableFolder {
    /// Below the agent's folder.
    pub path: String,
    /// `sizeLimit`.
    pub size: String,
    /// The agent does not ship the folder.
    pub missing: bool,
}

/// What `agent.Dockerfile` unpacks.
#[derive(Clone, Debug, PartialEq)]
pub struct ArchivePlan {
    /// Where it is.
    pub url: String,
    /// Leading folders dropped.
    pub strip: u64,
    /// Checksum, lower-case hex.
    pub sha256: Option<String>,
}

/// One plugin jar.
#[derive(Clone, Debug)]
pub struct Plugin {
    /// File name.
    pub jar: String,
    /// Image it comes from.
    pub image: String,
    /// Absolute path in that image.
    pub source: String,
    /// Where it goes, below the agent's folder.
    pub target: String,
    /// Where it was asked for.
    pub span: Span,
}

/// A value with its carrier.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// Which way.
    pub kind: CarrierKind,
    /// Variable, property or option.
    pub name: String,
    /// The value.
    pub value: Traced<Text>,
    /// Whether the profile writes it by itself, and where.
    pub forced: Option<Forced>,
}

/// Where a profile writes a value by itself.
#[derive(Clone, Copy, Debug)]
pub struct Forced {
    /// The `when` that it stands in.
    pub condition: Option<Span>,
}

/// A setting and its value.
#[derive(Clone, Debug)]
pub struct SettingPlan {
    /// The declaration.
    pub setting: Setting,
    /// The value as the agent reads it.
    pub value: Traced<Text>,
}

/// A configuration file that is written whole.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// Below the agent's folder.
    pub path: String,
    /// `properties` or `yaml`.
    pub format: String,
}

/// A volume of a companion.
#[derive(Clone, Debug, PartialEq)]
pub struct VolumePlan {
    /// Name, unique in the profile.
    pub name: String,
    /// Where the application's container sees it.
    pub mount: String,
    /// `sizeLimit` of an emptyDir.
    pub size: Option<String>,
    /// A `PersistentVolumeClaim` in its place.
    pub claim: Option<String>,
}

/// A container beside the application's.
#[derive(Clone, Debug, PartialEq)]
pub struct SidecarPlan {
    /// Name, unique in the profile.
    pub name: String,
    /// Image.
    pub image: String,
    /// Exec-form command.
    pub command: Vec<String>,
    /// Environment.
    pub env: Vec<(String, Text)>,
    /// Volume of the profile, and mount path.
    pub mounts: Vec<(String, String)>,
    /// User id.
    pub user: Option<u64>,
}
