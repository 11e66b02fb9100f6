//! What one JVM gets: agents in load order, options in effective order, environment, files.
//!
//! [`Container`] is what a container is given; [`launch`] says what the JVM in it sees.

mod budget;
mod buildpack;
mod command;
mod compute;
mod debugger;
mod dump;
mod env;
pub mod expand;
mod files;
mod identity;
mod invocation;
mod launcher;
mod lost;
mod malformed;
mod misspelt;
mod no_program;
mod option;
mod refused;
mod script;
pub mod shell;
mod size;
pub mod tokenize;
mod tomcat;
mod variable;
mod wrapper;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::text::{Opaque, Text};

pub(crate) use budget::Budget;
pub use buildpack::PREFIX as BUILDPACK_PREFIX;
pub use command::{Process, environment, process, script_at};
pub use compute::launch;
pub use debugger::{Door, door, door_port};
pub use dump::{Dump, dump, largest_heap};
pub use env::is_variable;
pub use files::{Lookup, clean, cleaned};
pub(crate) use files::{bound, joined};
pub use identity::option_key;
pub use invocation::{java_at, starts};
pub use launcher::{Expansion, Launcher, Reader, Row, Variable, holds_options};
pub use lost::{Lost, Reason};
pub use malformed::{crossed_heap, malformed};
pub use misspelt::misspelt;
pub use option::{JvmOption, Size, is_jvm_option, long_form};
pub use refused::{Bound, Refused, collectors, refused};
pub(crate) use script::passes;
pub use size::bytes;
pub use variable::{JDK8_BYTES, JDK8_OPTIONS};

/// What a container is given, before any kubelet, shell or launcher looked at it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// What is known of `envFrom`, then `env` in list order. Duplicates are kept: the last one wins.
    pub env: Vec<EnvVar>,
    /// `envFrom` has sources whose keys are unknown here.
    pub env_from: bool,
    /// `command`, which replaces the image's ENTRYPOINT.
    pub command: Option<Vec<String>>,
    /// `args`, which replaces the image's CMD.
    pub args: Option<Vec<String>>,
    /// What a container engine is given in their place, where no kubelet starts the container.
    pub engine: Option<Engine>,
    /// `workingDir`, which replaces the image's WORKDIR.
    pub working_dir: Option<String>,
    /// The image's own configuration, where it is known.
    pub image: Option<ImageConfig>,
    /// It is an image by itself: whoever runs it may give it more variables.
    pub alone: bool,
    /// The script that the command runs, or that the launcher reads first (`setenv.sh`), where its text is known.
    pub script: Option<String>,
    /// Which of the JVMs that the script starts is meant, counted from 0.
    pub start: usize,
    /// Files of the image and below the mounts.
    pub files: Files,
}

/// What replaces an image's ENTRYPOINT and CMD as it is: an engine expands nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engine {
    /// Replaces ENTRYPOINT; the image's CMD goes with it.
    pub entrypoint: Option<Vec<Text>>,
    /// Replaces CMD.
    pub cmd: Option<Vec<Text>>,
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
    /// The value of a `ConfigMap`'s key that is known here, which the kubelet does not expand.
    Verbatim(String),
    /// A value that is put together before the container is made, and that nobody expands any more.
    Given(Text),
    /// `valueFrom:` whose value is not known here, and not expanded either.
    From(Opaque),
}

/// The parts of an OCI image configuration that matter to a launch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageConfig {
    /// `Env`, in order; not expanded by the kubelet. What only the image's builder was told is not known.
    pub env: Vec<(String, Text)>,
    /// `Entrypoint`.
    pub entrypoint: Vec<String>,
    /// `Cmd`.
    pub cmd: Vec<String>,
    /// `User`, if numeric.
    pub user: Option<i64>,
    /// `WorkingDir`.
    pub working_dir: Option<String>,
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
    /// Tomcat's release: 8.5, 9.0 …
    pub tomcat: Option<(u32, u32)>,
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
    /// A file or folder of an unpacked archive.
    Archive {
        /// The archive.
        download: Download,
        /// How many leading folders of each entry were dropped.
        strip: u32,
        /// Absolute path in the unpacked tree, after stripping; `/` is all of it.
        path: String,
    },
    /// A file as it was downloaded.
    Download(Download),
    /// A file of the folder that an image is built from, by its path in there: without it no image is built.
    Context(String),
    /// A file with this text.
    Text(String),
    /// An empty folder.
    Empty,
    /// A link that is followed in the container that looks: to this absolute path.
    Link(String),
    /// Nothing any more: what is beneath was removed.
    Gone,
    /// A claim, a host path, a script's doing: not known here.
    Unknown(String),
}

/// A file of the network.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Download {
    /// Where from.
    pub url: String,
    /// `sha256:…`, where the download is checked.
    pub checksum: Option<String>,
}

/// What one JVM gets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Launch {
    /// How the JVM is started: as the command shows it, else as it was stated.
    pub launcher: Launcher,
    /// Agents in load order.
    pub agents: Vec<Agent>,
    /// JVM options in effective order, agents included. Where one key is given twice, the last one holds.
    pub options: Vec<Sourced>,
    /// Main class or `-jar FILE`, and the application's arguments; empty where the command is not known.
    pub application: Vec<Text>,
    /// Variables after expansion.
    pub env: BTreeMap<String, Text>,
    /// Those that a branch of a script sets which may not be taken.
    pub maybe: BTreeSet<String>,
    /// Files the JVM can read and write.
    pub files: Files,
    /// Files that a script waits for before it starts the JVM, and whether it does so at any price.
    pub awaited: BTreeMap<String, bool>,
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
    pub from: Origin,
    /// A branch of a script adds it that may not be taken.
    pub maybe: bool,
}

/// An option and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced {
    /// The option as the JVM sees it: quotes removed, one token.
    pub text: Text,
    /// How it is written, where the `java` launcher makes one token of two: `-cp DIR`.
    pub written: Option<Text>,
    /// Which variable or command it comes from.
    pub from: Origin,
    /// A branch of a script adds it that may not be taken.
    pub maybe: bool,
}

impl Sourced {
    /// An option that is given as it is.
    pub fn new(text: Text, from: Origin) -> Self {
        Sourced { text, written: None, from, maybe: false }
    }

    /// The option as people know it.
    pub fn shown(&self) -> &Text {
        self.written.as_ref().unwrap_or(&self.text)
    }

    /// Whether both may be of branches of which one is taken.
    pub fn may_exclude(&self, other: &Self) -> bool {
        self.maybe && other.maybe
    }
}

/// Where an option was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An environment variable.
    Variable(String),
    /// The container's `command`.
    Command,
    /// The container's `args`.
    Args,
    /// The image's `ENTRYPOINT`.
    Entrypoint,
    /// The image's `CMD`.
    Cmd,
    /// The file of a script.
    #[default]
    Script,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Variable(name) => name,
            Origin::Command => "command",
            Origin::Args => "args",
            Origin::Entrypoint => "ENTRYPOINT",
            Origin::Cmd => "CMD",
            Origin::Script => "script",
        })
    }
}

impl Container {
    /// The folder that its process starts in, where it is known.
    pub fn cwd(&self) -> Option<&str> {
        let of_image = self.image.as_ref().and_then(|image| image.working_dir.as_deref());
        self.working_dir.as_deref().or(of_image)
    }
}

impl Launch {
    /// Whether the script that starts the JVM waits for a file, or for another one of the same volume.
    pub fn awaits(&self, path: &str) -> bool {
        let volume = self.files.volume(path);
        self.awaited.contains_key(path)
            || volume.is_some() && self.awaited.keys().any(|file| self.files.volume(file) == volume)
    }

    /// Whether the JVM comes up at all, as far as its options decide that.
    pub fn starts(&self) -> bool {
        !self.lost.iter().any(|lost| lost.why.is_fatal())
    }
}
