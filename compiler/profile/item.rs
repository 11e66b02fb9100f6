//! The nodes of a profile, one type each.

use std::collections::BTreeMap;

use crate::source::{Span, Spanned};

use super::condition::Condition;
use super::detect::Detect;
use super::setting::{CarrierKind, Setting};

/// What kind of agent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Traces requests.
    Apm,
    /// Marks and routes load-test traffic.
    LoadTest,
    /// Helps to look into a JVM: dumps, debugger.
    Diagnostics,
    /// A gateway's own plugin; no JVM.
    Gateway,
}

impl Role {
    /// The words a profile may use.
    pub const NAMES: [(&'static str, Role); 4] = [
        ("apm", Role::Apm),
        ("load-test", Role::LoadTest),
        ("diagnostics", Role::Diagnostics),
        ("gateway", Role::Gateway),
    ];

    /// The role of this name.
    pub fn parse(name: &str) -> Option<Role> {
        Self::NAMES.into_iter().find(|(n, _)| *n == name).map(|(_, role)| role)
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, role)| *role == self).map_or("", |(name, _)| name)
    }
}

/// Where an agent stands among the agents of one JVM.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Before all others; one per JVM.
    First,
    /// In the order of use.
    #[default]
    Early,
    /// After the early ones.
    Late,
    /// After all others; one per JVM.
    Last,
}

impl Order {
    /// The words a profile may use.
    pub const NAMES: [(&'static str, Order); 4] =
        [("first", Order::First), ("early", Order::Early), ("late", Order::Late), ("last", Order::Last)];

    /// The order of this name.
    pub fn parse(name: &str) -> Option<Order> {
        Self::NAMES.into_iter().find(|(n, _)| *n == name).map(|(_, order)| order)
    }
}

/// A folder inside the agent's own that the agent writes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Writable {
    /// Below the agent's folder.
    pub path: Spanned<String>,
    /// `sizeLimit` of its volume.
    pub size: Option<String>,
    /// The agent does not ship the folder: it must be made before a volume can be mounted on it.
    pub missing: bool,
    /// Settings with which the agent does not write there: `NAME`, or `NAME=VALUE`.
    pub unless: Vec<String>,
}

/// The agent's files.
#[derive(Clone, Debug, PartialEq)]
pub struct Files {
    /// Where they stand in the application's container.
    pub mount: Spanned<String>,
    /// Their folder in the image.
    pub from: Option<Spanned<String>>,
    /// Jars that must be there, below the folder.
    pub jars: Vec<Spanned<String>>,
    /// The whole folder is needed, not the jars alone.
    pub whole: bool,
    /// What the files of any release have at least, a Kubernetes quantity.
    pub least: Option<String>,
    /// Folders the agent writes to.
    pub writable: Vec<Writable>,
}

/// One `-javaagent`.
#[derive(Clone, Debug, PartialEq)]
pub struct JavaAgent {
    /// Below the agent's folder.
    pub jar: Spanned<String>,
    /// Among the agents of the JVM.
    pub order: Order,
    /// It works best as the first one, and does without.
    pub prefers_first: bool,
    /// A setting whose value, other than 0, lets it bear any place.
    pub unless: Option<String>,
    /// The name that some folder above it has to have.
    pub below: Option<String>,
    /// What its file has to be called: a regular expression for the whole name.
    pub called: Option<String>,
}

/// A volume that a companion needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// Name, unique in the profile.
    pub name: Spanned<String>,
    /// Where the application's container sees it.
    pub mount: Spanned<String>,
    /// `sizeLimit`; a template.
    pub size: Option<Spanned<String>>,
    /// A `PersistentVolumeClaim` in place of an `emptyDir`; a template.
    pub claim: Option<Spanned<String>>,
}

/// A container that runs beside the application's.
#[derive(Clone, Debug, PartialEq)]
pub struct Sidecar {
    /// Name, unique in the profile.
    pub name: Spanned<String>,
    /// Image; a template.
    pub image: Spanned<String>,
    /// Exec-form command; templates.
    pub command: Vec<Spanned<String>>,
    /// Environment: assignments, read like those of a `use` block.
    pub env: Vec<crate::syntax::Node>,
    /// Volume name and mount path.
    pub mounts: Vec<(Spanned<String>, Spanned<String>)>,
    /// The sidecar's user id.
    pub user: Option<u64>,
}

/// A JVM option that must be there or big enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Require {
    /// Where it stands.
    pub span: Span,
    /// The option's key, such as `-XX:MaxMetaspaceSize`.
    pub jvm: Spanned<String>,
    /// Smallest size, checked where the option is given; without `min` the option must be given.
    pub min: Option<Spanned<String>>,
    /// Why.
    pub why: String,
}

/// One node of a profile.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // profiles are read once; settings are most of them
pub enum Item {
    /// `summary "…"`.
    Summary(String),
    /// `alias "…"`.
    Alias(Spanned<String>),
    /// `role "…"`.
    Role(Role),
    /// `precedence …`, strongest first.
    Precedence {
        /// Strongest first.
        kinds: Vec<CarrierKind>,
        /// A system property that is called like the variable stands in for it.
        env_as_property: bool,
    },
    /// `image "…"`; a template.
    Image(Spanned<String>),
    /// `archive "url" strip= sha256=`.
    Archive {
        /// Where the archive is.
        url: Spanned<String>,
        /// Leading folders dropped when unpacking.
        strip: u64,
        /// Checksum, lower-case hex.
        sha256: Option<Spanned<String>>,
    },
    /// `jdk min= max=`.
    Jdk {
        /// Where it stands.
        span: Span,
        /// Oldest JDK.
        min: Option<u64>,
        /// Newest JDK.
        max: Option<u64>,
    },
    /// `files …`.
    Files(Files),
    /// `javaagent "…"`.
    JavaAgent(JavaAgent),
    /// `options separator= assign= quotes=`.
    OptionSyntax {
        /// Between options.
        separator: String,
        /// Between key and value.
        assign: String,
        /// The keys are names of system properties.
        properties: bool,
        /// Between two of these both are text; they are dropped.
        quotes: String,
    },
    /// `jvm "…"`; a template.
    Jvm(Spanned<String>),
    /// `env "NAME" …`, `property "key" …`, `option "key" …`: an assignment.
    Assign(CarrierKind, crate::syntax::Node),
    /// `setting …`.
    Setting(Setting),
    /// `file "path"`: written whole.
    File {
        /// Below the agent's folder.
        path: Spanned<String>,
        /// `properties` or `yaml`.
        format: String,
    },
    /// `volume …`.
    Volume(Volume),
    /// `sidecar …`.
    Sidecar(Sidecar),
    /// `plugins "dir" bundled="dir"`.
    Plugins(Plugins),
    /// `capability "…"`.
    Capability(String),
    /// `runs-as "root"`.
    RunsAsRoot,
    /// `detect { … }`: kept for reading manifests.
    Detect(Detect),
    /// `require …`.
    Require(Require),
    /// `refuse "why"`.
    Refuse(Spanned<String>),
    /// `when … { … }`.
    When(Condition, Vec<Item>),
}

/// Where plugin jars go, and where the agent keeps those that it ships switched off.
#[derive(Clone, Debug)]
pub struct Plugins {
    /// Below the agent's folder: jars in it are loaded.
    pub dir: String,
    /// Folders of jars that are switched off, the usual one first.
    pub bundled: Vec<String>,
    /// Names of the jars of a folder, without release, where they are known.
    pub listed: BTreeMap<String, Vec<String>>,
}

impl Plugins {
    /// The folder that holds the plugin of that name, as far as the lists go.
    pub fn folder_of(&self, name: &str) -> Option<&str> {
        let holds = |(_, names): &(&String, &Vec<String>)| names.iter().any(|known| known == name);
        self.listed.iter().find(holds).map(|(folder, _)| folder.as_str())
    }

    /// Every name that a list has.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.listed.values().flatten().map(String::as_str)
    }
}
