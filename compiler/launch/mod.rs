//! What one JVM gets: agents in load order, options in effective order, environment, files.
//!
//! [`Container`] is what a container is given; [`launch`] says what the JVM in it sees.

mod identity;

use std::collections::BTreeMap;

use crate::text::{Opaque, Text};

pub use identity::option_key;

/// What a container is given, before any kubelet, shell or launcher looked at it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// `env` in list order. Duplicates are kept: the last one wins.
    pub env: Vec<EnvVar>,
    /// `envFrom` has sources whose keys are unknown here.
    pub env_from: bool,
    /// `command`, which replaces the image's ENTRYPOINT.
    pub command: Option<Vec<String>>,
    /// `args`, which replaces the image's CMD.
    pub args: Option<Vec<String>>,
    /// The image's own configuration, where it is known.
    pub image: Option<ImageConfig>,
    /// Files below the mounts.
    pub files: Files,
}

/// One entry of a container's `env`.
#[derive(Clone, Debug, PartialEq)]
pub struct EnvVar {
    /// The variable's name.
    pub name: String,
    /// Its value.
    pub value: EnvValue,
}

/// Where a variable has its value from.
#[derive(Clone, Debug, PartialEq)]
pub enum EnvValue {
    /// `value:`, which the kubelet still expands.
    Literal(String),
    /// `valueFrom:`, which it does not.
    From(Opaque),
}

/// The parts of an OCI image configuration that matter to a launch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageConfig {
    /// `Env`, in order; not expanded by the kubelet.
    pub env: Vec<(String, String)>,
    /// `Entrypoint`.
    pub entrypoint: Vec<String>,
    /// `Cmd`.
    pub cmd: Vec<String>,
    /// `User`, if numeric.
    pub user: Option<i64>,
}

/// How a container starts its JVM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Launcher {
    /// The exec form: `java …` is the process.
    Java,
    /// `sh -c 'java $JAVA_OPTS …'`, or a script that does the same.
    Shell,
    /// Tomcat's `catalina.sh`.
    Catalina,
    /// Jib's exec form.
    Jib,
    /// The launcher of Cloud Native Buildpacks.
    Paketo,
}

/// What is known of the JVM and the way it is started.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// How the JVM is started.
    pub launcher: Launcher,
    /// The variable that a `shell` launcher puts on the command line, if not the launcher's own.
    pub variable: Option<String>,
    /// JDK feature release: 8, 11, 17 …
    pub jdk: Option<u32>,
}

/// The file system of a container, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    /// What stands at each mount path or copied path, by absolute path; the longest prefix of a file decides.
    pub trees: BTreeMap<String, Tree>,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// What is there. Later copies overlay earlier ones.
    pub layers: Vec<Layer>,
    /// Whether the container may write there.
    pub writable: bool,
}

/// One copy into a [`Tree`].
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Where in the tree, relative, empty for its root.
    pub at: String,
    /// What was put there.
    pub content: Content,
}

/// Where bytes come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// A file or folder of an image.
    Image {
        /// Image reference as written.
        image: String,
        /// Absolute path in it.
        path: String,
    },
    /// A file or folder of an unpacked archive, or (empty path) a downloaded file.
    Archive {
        /// Where it is downloaded from.
        url: String,
        /// Path in the unpacked tree, after stripping.
        path: String,
    },
    /// A file with this text.
    Text(String),
    /// An empty folder.
    Empty,
    /// A claim, a host path, a script's doing: not known here.
    Unknown(String),
}

/// What one JVM gets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Launch {
    /// Agents in load order.
    pub agents: Vec<Agent>,
    /// JVM options in effective order, agents included.
    pub options: Vec<Sourced>,
    /// Variables after expansion.
    pub env: BTreeMap<String, Text>,
    /// Files the JVM can read and write.
    pub files: Files,
    /// Options and variables that never arrive, and why.
    pub lost: Vec<Lost>,
}

/// A `-javaagent`.
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// Path as the JVM resolves it.
    pub jar: Text,
    /// What follows the first `=`.
    pub options: Option<Text>,
    /// Which variable or command it comes from.
    pub from: String,
}

/// An option and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced {
    /// The option as the JVM sees it: quotes removed, one token.
    pub text: Text,
    /// The variable's name, or `command`, `args`, `ENTRYPOINT`, `CMD`, `script`.
    pub from: String,
}

/// Something that does not reach the JVM.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// What, as written.
    pub what: String,
    /// Where it was written.
    pub from: String,
    /// Why it does not arrive.
    pub why: String,
}
