//! The volumes that bring agents to a pod's JVMs, and the init containers that fill them.

use crate::check::{ContainerScope, PodScope};
use crate::jvms::{Jvm, Loaded};
use crate::launch::{Content, clean, cleaned};
use crate::read::Provider;
use crate::text::Text;
use crate::yaml::Node;

use super::commands::{Command, commands};

/// A volume with agents in it.
pub struct Carried<'a> {
    /// Its entry in `volumes`.
    pub node: &'a Node,
    /// Its name.
    pub name: &'a str,
    /// The agents that JVMs load from it; none where the image that fills it is all that tells.
    pub agents: Vec<&'a Loaded>,
    /// The init containers that can write it, those with an agent in their own JVM apart.
    pub carriers: Vec<ContainerScope<'a>>,
}

impl Carried<'_> {
    /// Whether it lives as long as the pod: what has no source becomes an `emptyDir`.
    pub fn is_empty_dir(&self) -> bool {
        self.node.entries().iter().all(|(key, _)| matches!(key.as_str(), Some("name" | "emptyDir")))
    }
}

/// The volumes of a pod that hold agents.
pub fn carried<'a>(pod: &PodScope<'a>) -> Vec<Carried<'a>> {
    let volumes = pod.spec.get("volumes").filter(|_| !pod.jvms.is_empty()).map_or(&[][..], Node::items);
    volumes.iter().filter_map(|node| one(pod, node)).collect()
}

fn one<'a>(pod: &PodScope<'a>, node: &'a Node) -> Option<Carried<'a>> {
    let name = node.get("name")?.as_str()?;
    let here = |loaded: &&Loaded| {
        let path = loaded.agent.jar.known().map(clean);
        path.is_some_and(|path| pod.containers().any(|c| mount_at(&c, &path).is_some_and(|m| is_of(m, name))))
    };
    let agents: Vec<&Loaded> = pod.jvms.iter().flat_map(|jvm| &jvm.agents).filter(here).collect();
    let mut it = Carried { node, name, agents, carriers: writers(pod, name) };
    if it.agents.is_empty() {
        it.carriers.retain(|c| pod.recogniser.of_image(image(c)).is_some());
    }
    let brings = !it.agents.is_empty() || it.is_empty_dir() && !it.carriers.is_empty();
    brings.then_some(it)
}

fn writers<'a>(pod: &PodScope<'a>, volume: &str) -> Vec<ContainerScope<'a>> {
    let loads = |container: &ContainerScope| {
        pod.jvms.iter().any(|jvm| jvm.place == container.node.span && !jvm.agents.is_empty())
    };
    let writes = |c: &ContainerScope| mounts(c).iter().any(|m| is_of(m, volume) && !is_read_only(m));
    pod.containers().filter(|c| c.init && writes(c) && !loads(c)).collect()
}

/// The init containers that bring agents, each once.
pub fn carriers<'a>(pod: &PodScope<'a>) -> Vec<ContainerScope<'a>> {
    let all = pod.carried.iter().flat_map(|volume| &volume.carriers);
    let is = |c: &ContainerScope| all.clone().any(|carrier| carrier.node.span == c.node.span);
    pod.containers().filter(|c| c.init && is(c)).collect()
}

/// The container that fills the volume with a jar, where it runs after the init container that looks for it.
pub fn filled_later<'a>(
    pod: &PodScope<'a>,
    container: &ContainerScope,
    jar: &str,
) -> Option<ContainerScope<'a>> {
    let mount = mount_at(container, &clean(jar)).filter(|_| container.init)?;
    let volume = mount.get("name").and_then(Node::as_str)?;
    let root = mount.get("mountPath").and_then(Node::as_str)?;
    // A folder that somebody made is still empty.
    let before = pod.given(container)?.files.subtree(root);
    if before.iter().any(|layer| layer.content != Content::Empty) {
        return None;
    }
    let is_later = |other: &ContainerScope| other.init && other.node.span.start > container.node.span.start;
    let init = writers(pod, volume).into_iter().find(is_later);
    init.or_else(|| pod.containers().find(|other| !other.init && copies_into(pod, other, volume)))
}

/// Whether a container copies something to where it mounts a volume.
fn copies_into(pod: &PodScope, container: &ContainerScope, volume: &str) -> bool {
    let own = mounts(container).iter().filter(|mount| is_of(mount, volume) && !is_read_only(mount));
    let roots: Vec<String> =
        own.filter_map(|mount| mount.get("mountPath").and_then(Node::as_str)).map(clean).collect();
    let into = |word: &str| roots.iter().any(|root| clean(word).starts_with(root.as_str()));
    let copies = |command: &Command| {
        let target = command.words.last().and_then(Text::known);
        matches!(command.program(), "cp" | "mv" | "install" | "rsync") && target.is_some_and(into)
    };
    commands(pod, container).iter().any(copies)
}

/// The container that copies an agent for another one, which has the jar at this path, and that other one: the JVM
/// that was seen is neither.
pub fn copied_for_another(pod: &PodScope, jvm: &Jvm, loaded: &Loaded) -> Option<(String, String)> {
    let jar = loaded.agent.jar.known().filter(|_| loaded.arrival.provider == Some(Provider::Image))?;
    let others = pod.containers().filter(|other| !other.init && Some(other.name) != jvm.container.as_deref());
    let mut copied = others.filter_map(|other| match pod.providers.of(other.name, jar) {
        Provider::Container(name) => Some((name, other.name.to_owned())),
        _ => None,
    });
    copied.next()
}

/// The image of a container, as written.
pub fn image<'a>(container: &ContainerScope<'a>) -> &'a str {
    container.json["image"].as_str().unwrap_or_default()
}

/// The mounts of a container.
pub fn mounts<'a>(container: &ContainerScope<'a>) -> &'a [Node] {
    container.node.get("volumeMounts").map_or(&[], Node::items)
}

/// The mount that decides what stands at a path: the deepest one that holds it.
pub fn mount_at<'a>(container: &ContainerScope<'a>, path: &str) -> Option<&'a Node> {
    let holding = |mount: &'a Node| {
        let root = cleaned(mount.get("mountPath")?.as_str()?);
        let rest = path.strip_prefix(root.as_ref())?;
        let holds = rest.is_empty() || rest.starts_with('/') || root == "/";
        holds.then_some((root.len(), mount))
    };
    let deepest = mounts(container).iter().filter_map(holding).max_by_key(|(depth, _)| *depth);
    deepest.map(|(_, mount)| mount)
}

/// Whether a mount is one of that volume.
pub fn is_of(mount: &Node, volume: &str) -> bool {
    mount.get("name").and_then(Node::as_str) == Some(volume)
}

/// Whether a mount cannot be written.
pub fn is_read_only(mount: &Node) -> bool {
    is_true(mount.get("readOnly"))
}

/// Whether a flag is set.
pub fn is_true(flag: Option<&Node>) -> bool {
    flag.is_some_and(|flag| flag.kind == crate::yaml::Kind::Bool(true))
}

/// Sources that the kubelet mounts read-only, whatever the mount says.
const READ_ONLY: [&str; 5] = ["configMap", "secret", "projected", "downwardAPI", "image"];

/// Whether a mount is of such a source.
pub fn is_never_written(pod: &PodScope, mount: &Node) -> bool {
    let name = mount.get("name").and_then(Node::as_str);
    let mut volumes = pod.spec.get("volumes").map_or(&[][..], Node::items).iter();
    let volume = volumes.find(|volume| volume.get("name").and_then(Node::as_str) == name);
    volume.is_some_and(|volume| READ_ONLY.iter().any(|source| volume.get(source).is_some()))
}
