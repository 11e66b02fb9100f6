//! What rules look at.

use std::cell::OnceCell;
use std::ops::{Deref, Range};
use std::rc::Rc;

use serde_json::Value;

use crate::jvms::{Home, Jvm, Recogniser, Running};
use crate::launch::Container;
use crate::launch::shell::{Script, SimpleCommand, Word};
use crate::read::dockerfile::{Instruction, Reading};
use crate::read::manifest::{Pod, Workload, objects};
use crate::read::{Providers, pod};
use crate::source::{Source, SourceId, Span};
use crate::yaml::{Document, Node};

use super::rules::{Carried, carried};
use super::run::Run;
use super::search::Searches;

/// A Kubernetes object, or a fragment of one.
pub struct ObjectScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// The document.
    pub document: &'a Document,
    /// The same as JSON.
    pub json: &'a Value,
    /// The pods that it describes.
    pub pods: &'a [PodScope<'a>],
    /// What the files of the run tell each other, and where this one stands.
    pub around: (&'a Run<'a>, &'a Home),
    /// The agents that are known.
    pub recogniser: &'a Recogniser,
}

/// A pod template.
pub struct PodScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// The object that runs the pods; `None` for a fragment.
    pub workload: Option<&'a Workload>,
    /// That object, or the fragment's document.
    pub object: &'a Node,
    /// The template's `metadata`.
    pub metadata: Option<&'a Node>,
    /// The `PodSpec`.
    pub spec: &'a Node,
    /// The same as JSON.
    pub json: &'a Value,
    /// The JVMs in it.
    pub jvms: &'a [Jvm],
    /// The agents that are known.
    pub recogniser: &'a Recogniser,
    /// What containers are given, once a rule has asked.
    pub given: Given,
    /// Who brings what to where it is looked for.
    pub providers: Providers<'a>,
    /// The known agents of each of its JVMs.
    agents: Vec<Agents<'a>>,
    /// The volumes that hold agents.
    pub carried: Vec<Carried<'a>>,
    containers: Vec<ContainerScope<'a>>,
}

/// What the containers of a pod are given, init containers first.
pub type Given = OnceCell<Vec<Container>>;

/// A container of a pod.
#[derive(Clone, Copy)]
pub struct ContainerScope<'a> {
    /// Its name, empty where it has none.
    pub name: &'a str,
    /// Where it is written.
    pub node: &'a Node,
    /// The same as JSON.
    pub json: &'a Value,
    /// Whether it is an init container.
    pub init: bool,
}

/// An image that is pulled.
pub struct ImageScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its name, a Dockerfile's variables expanded.
    pub reference: &'a str,
    /// Where that is written.
    pub place: Span,
    /// The container that it is of; `None` for a volume and in a Dockerfile.
    pub container: Option<ContainerScope<'a>>,
    /// Where images may come from; none means anywhere.
    pub registries: &'a [String],
}

/// A JVM and where it was found.
pub struct JvmScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// The JVM.
    pub jvm: &'a Jvm,
    /// The pod it runs in; `None` for a Dockerfile or a script.
    pub pod: Option<&'a PodScope<'a>>,
    /// The agents that are known.
    pub recogniser: &'a Recogniser,
    /// Those of them that the JVM runs, with what they are given.
    pub agents: Agents<'a>,
    pub(super) searches: Searches,
}

/// The known agents of a JVM with what they are given: several rules look at them.
#[derive(Clone)]
pub struct Agents<'a>(Rc<[Running<'a>]>);

impl<'a> Agents<'a> {
    fn of(jvm: &'a Jvm, recogniser: &'a Recogniser) -> Self {
        Agents(recogniser.running(jvm).into())
    }
}

impl<'a> Deref for Agents<'a> {
    type Target = [Running<'a>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'s, 'a> IntoIterator for &'s Agents<'a> {
    type Item = &'s Running<'a>;
    type IntoIter = std::slice::Iter<'s, Running<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A Dockerfile.
pub struct DockerfileScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its id.
    pub id: SourceId,
    /// Its instructions, and what the last stage becomes.
    pub reading: &'a Reading,
    /// The JVM that its last stage starts.
    pub jvm: Option<&'a JvmScope<'a>>,
    /// The agents that are known.
    pub recogniser: &'a Recogniser,
}

/// A start script.
pub struct ScriptScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its id.
    pub id: SourceId,
    /// Its commands, as far as it can be read.
    pub script: &'a Script,
    /// The JVMs that it starts.
    pub jvms: &'a [JvmScope<'a>],
    /// The agents that are known.
    pub recogniser: &'a Recogniser,
}

impl<'a> ObjectScope<'a> {
    /// The objects in the document: itself, or those of a `List`.
    pub fn objects(&self) -> Vec<&'a Node> {
        objects(&self.document.root)
    }
}

impl<'a> PodScope<'a> {
    /// A pod of a document; `jvms` are all that stand in it.
    pub fn of(
        pod: &'a Pod,
        document: &'a Document,
        source: &'a Source,
        json: &'a Value,
        jvms: &'a [Jvm],
        recogniser: &'a Recogniser,
    ) -> Option<Self> {
        let root = &document.root;
        let spec = root.at(&pod.spec)?;
        let template = root.at(pod.spec.strip_suffix("/spec").unwrap_or_default());
        // In a list each object stands for itself.
        let parts: Vec<&str> = pod.spec.split('/').collect();
        let lists =
            parts.get(1..).unwrap_or_default().chunks(2).take_while(|pair| pair[0] == "items").count();
        let object = parts.get(..=lists * 2).unwrap_or_default();
        // A list has several pods: each with the JVMs that stand in it.
        let inside = |jvm: &Jvm| jvm.pod == pod.spec;
        let first = jvms.iter().position(inside).unwrap_or(0);
        let workload = pod.workload.as_ref();
        let count = jvms.iter().skip(first).take_while(|jvm| inside(jvm)).count();
        let pod_json = json.pointer(&pod.spec)?;
        let mut scope = PodScope {
            source,
            workload,
            object: root.at(&object.join("/")).unwrap_or(root),
            metadata: template.and_then(|template| template.get("metadata")),
            spec,
            json: pod_json,
            jvms: jvms.get(first..first + count).unwrap_or_default(),
            recogniser,
            given: Given::default(),
            providers: Providers::new(pod_json),
            agents: Vec::new(),
            carried: Vec::new(),
            containers: containers(spec, pod_json),
        };
        scope.agents = scope.jvms.iter().map(|jvm| Agents::of(jvm, recogniser)).collect();
        scope.carried = carried(&scope);
        Some(scope)
    }

    /// The images of its containers and volumes.
    pub fn images(&self, registries: &'a [String]) -> Vec<ImageScope<'a>> {
        let image = |node: &'a Node, container| {
            let (reference, place) = (node.as_str()?, node.span);
            Some(ImageScope { source: self.source, reference, place, container, registries })
        };
        let own = self.containers().filter_map(|it| image(it.node.get("image")?, Some(it)));
        let volumes = self.spec.get("volumes").map_or(&[][..], Node::items);
        let mounted = volumes.iter().filter_map(|volume| image(volume.at("/image/reference")?, None));
        own.chain(mounted).collect()
    }

    /// Init containers, then containers.
    pub fn containers(&self) -> impl Iterator<Item = ContainerScope<'a>> {
        self.containers.iter().copied()
    }

    /// Whether it is a patch: a container has no image, so what it runs with stands elsewhere too.
    pub fn is_patch(&self) -> bool {
        self.containers().any(|container| !container.init && container.node.get("image").is_none())
    }

    /// Whether init containers are named that are written elsewhere: what they copy is not known here.
    pub fn is_patch_of_init_containers(&self) -> bool {
        self.containers().any(|container| container.init && container.node.get("image").is_none())
    }

    /// The same with what containers are given, where that is known already.
    #[must_use]
    pub fn with(mut self, given: Given) -> Self {
        self.given = given;
        self
    }

    /// What a container is given, as far as the pod tells.
    pub fn given(&self, container: &ContainerScope) -> Option<&Container> {
        let at = self.containers().position(|own| own.node.span == container.node.span)?;
        self.given.get_or_init(|| pod::containers(self.json, &|_| None)).get(at)
    }

    /// The known agents of one of its JVMs.
    pub fn agents_of(&self, jvm: &Jvm) -> Option<&Agents<'a>> {
        self.agents.get(self.jvms.iter().position(|own| std::ptr::eq(own, jvm))?)
    }

    /// The container of a JVM.
    pub fn container_of(&self, jvm: &Jvm) -> Option<ContainerScope<'a>> {
        self.containers().find(|container| container.node.span == jvm.place)
    }
}

fn containers<'a>(spec: &'a Node, json: &'a Value) -> Vec<ContainerScope<'a>> {
    let of = |list: &'static str| {
        let nodes = spec.get(list).map_or(&[][..], Node::items);
        let jsons = json.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        nodes.iter().zip(jsons).map(move |(node, json)| ContainerScope {
            name: json["name"].as_str().unwrap_or_default(),
            node,
            json,
            init: list == "initContainers",
        })
    };
    of("initContainers").chain(of("containers")).collect()
}

impl ContainerScope<'_> {
    /// Where a member is written; the container itself where it has none.
    pub fn place(&self, key: &str) -> Span {
        self.node.get(key).map_or(self.node.span, |node| node.span)
    }
}

impl<'a> JvmScope<'a> {
    /// A JVM that stands in a pod, or by itself.
    pub fn new(
        jvm: &'a Jvm,
        pod: Option<&'a PodScope<'a>>,
        recogniser: &'a Recogniser,
        source: &'a Source,
    ) -> Self {
        let agents = pod.and_then(|pod| pod.agents_of(jvm)).cloned();
        let agents = agents.unwrap_or_else(|| Agents::of(jvm, recogniser));
        JvmScope { source, jvm, pod, recogniser, agents, searches: Searches::default() }
    }
}

impl<'a> DockerfileScope<'a> {
    /// The images that it builds on or copies from, its own stages apart.
    pub fn images(&self, registries: &'a [String]) -> Vec<ImageScope<'a>> {
        let (source, reading) = (self.source, self.reading);
        let used = reading.images.iter();
        used.map(|used| {
            let place = Span::new(self.id, used.range.start, used.range.end);
            ImageScope { source, reference: &used.reference, place, container: None, registries }
        })
        .collect()
    }

    /// Its stages, each from its FROM on.
    pub fn stages(&self) -> impl Iterator<Item = &'a [Instruction]> + use<'a> {
        let begins = |it: &Instruction| it.keyword == "FROM";
        let all = self.reading.instructions.as_slice();
        let first = all.iter().position(begins).unwrap_or(all.len());
        let stages = all.get(first..).unwrap_or_default();
        stages.chunk_by(move |_, next| !begins(next))
    }

    /// The text at a place of the file.
    pub fn text(&self, range: &Range<usize>) -> &'a str {
        self.source.text.get(range.clone()).unwrap_or_default()
    }

    /// A place of the file.
    pub fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.id, range.start, range.end)
    }

    /// Where an instruction stands, from its keyword to the end of its last line.
    pub fn place(&self, instruction: &Instruction) -> Span {
        Span::new(self.id, instruction.range.start, instruction.range.end)
    }
}

impl ScriptScope<'_> {
    /// Where a command stands.
    pub fn place(&self, command: &SimpleCommand) -> Span {
        Span::new(self.id, command.range.start, command.range.end)
    }

    /// Where a word stands.
    pub fn word(&self, word: &Word) -> Span {
        Span::new(self.id, word.range.start, word.range.end)
    }
}
