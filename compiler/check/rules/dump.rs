//! Where a JVM writes the dump of its heap.

use super::delivery;
use crate::check::{ContainerScope, JvmScope, PodScope};
use crate::launch::{self, Dump, Files, Lookup, Sourced, clean};
use crate::source::Span;
use crate::text::{Text, Unit};
use crate::yaml::Node;

/// A dump in a pod.
pub struct Target<'a> {
    /// What the JVM is told.
    pub dump: Dump<'a>,
    /// The pod.
    pub pod: &'a PodScope<'a>,
    /// The JVM's container.
    pub container: ContainerScope<'a>,
    /// What the container sees.
    pub files: &'a Files,
    /// The absolute path of the file or folder; `None` where only the image says it.
    pub path: Option<String>,
    /// Whether that is a folder, which the JVM puts a file of its own name into.
    pub is_folder: Option<bool>,
}

impl<'a> Target<'a> {
    /// The dump of a JVM that runs in a pod.
    pub fn of(scope: &JvmScope<'a>) -> Option<Self> {
        let dump = launch::dump(&scope.jvm.launch)?;
        let pod = scope.pod?;
        let container = pod.container_of(scope.jvm)?;
        let files = &scope.jvm.launch.files;
        let written = dump.path.as_ref().map(|(_, path)| path.to_string());
        let path = absolute(written.as_deref().unwrap_or("."), scope.jvm.cwd.as_deref());
        let is_folder = match (&dump.path, &path) {
            (None, _) => Some(true),
            (Some((_, written)), _) if ends_with_slash(written) => Some(true),
            (Some((_, written)), Some(path)) => is_folder(path, written, files),
            (Some(_), None) => None,
        };
        Some(Target { dump, pod, container, files, path, is_folder })
    }

    /// The option that decides about the place.
    pub fn option(&self) -> &'a Sourced {
        self.dump.path.as_ref().map_or(self.dump.switch, |(option, _)| option)
    }

    /// Where that is written.
    pub fn place(&self, scope: &JvmScope) -> Span {
        scope.option(self.option())
    }

    /// The mount that the path is below.
    pub fn mount(&self) -> Option<&'a Node> {
        delivery::mount_at(&self.container, self.path.as_deref()?)
    }

    /// The volume of that mount.
    pub fn volume(&self) -> Option<&'a Node> {
        let name = self.mount()?.get("name")?.as_str()?;
        let mut volumes = self.pod.spec.get("volumes")?.items().iter();
        volumes.rfind(|volume| volume.get("name").and_then(Node::as_str) == Some(name))
    }

    /// Why not even one dump is written; `None` where nothing is seen to prevent it.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let folder = self.folder()?;
        let exists =
            self.files.is_folder(folder) == Some(true) || self.files.lookup(folder) != Lookup::Absent;
        match (self.is_writable(), exists || !runs_java_alone(self.container.node)) {
            (false, _) => Some(Obstacle::ReadOnly),
            (true, false) => Some(Obstacle::Missing),
            (true, true) => None,
        }
    }

    /// Whether the container can write there.
    pub fn is_writable(&self) -> bool {
        let mounted = self.mount().and_then(|mount| mount.get("mountPath")?.as_str()).map(clean);
        self.files.trees.get(mounted.as_deref().unwrap_or("/")).is_none_or(|tree| tree.writable)
    }

    /// The folder that the file is made in.
    pub fn folder(&self) -> Option<&str> {
        let path = self.path.as_deref()?;
        let above = || path.rsplit_once('/').map(|(above, _)| if above.is_empty() { "/" } else { above });
        if self.is_folder? { Some(path) } else { above() }
    }
}

/// What prevents a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its folder cannot be written.
    ReadOnly,
    /// Nothing makes its folder.
    Missing,
}

/// Whether no other program, which may make folders, is seen to run before the JVM.
fn runs_java_alone(container: &Node) -> bool {
    let command = container.get("command").and_then(|command| command.items().first());
    command.and_then(Node::as_str).is_none_or(|program| program.rsplit('/').next() == Some("java"))
}

/// A path as the process sees it; `None` for one below a working directory that is not known.
fn absolute(path: &str, cwd: Option<&str>) -> Option<String> {
    if path.starts_with('/') {
        return Some(clean(path));
    }
    Some(clean(&format!("{}/{path}", cwd?)))
}

fn ends_with_slash(path: &Text) -> bool {
    path.to_string().ends_with('/')
}

/// What is not there the JVM takes for the name of a file, as it does a name with a dot. What the running pod alone
/// knows may be either.
fn is_folder(path: &str, written: &Text, files: &Files) -> Option<bool> {
    if files.is_folder(path) == Some(true) {
        return Some(true);
    }
    let name = written.split('/').pop().unwrap_or_default();
    let named_like_a_file = name.units().any(|unit| unit == Unit::Char('.'));
    (named_like_a_file || files.lookup(path) == Lookup::Absent).then_some(false)
}
