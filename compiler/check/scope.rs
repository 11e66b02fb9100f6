//! What rules look at.

use std::cell::OnceCell;

use serde_json::Value;

use crate::jvms::{Jvm, Recogniser, Running};
use crate::launch::{Agent, Container, Origin, Sourced};
use crate::read::dockerfile::{Instruction, Reading};
use crate::read::manifest::Workload;
use crate::read::pod;
use crate::source::{Source, SourceId, Span};
use crate::yaml::{Document, Node};

/// The objects of a file.
pub struct StreamScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// The documents, in order.
    pub documents: &'a [Document],
}

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
    pub agents: Vec<Running<'a>>,
}

/// A Dockerfile.
pub struct DockerfileScope<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its id.
    pub id: SourceId,
    /// Its instructions, and what the last stage becomes.
    pub reading: &'a Reading,
}

impl<'a> StreamScope<'a> {
    /// The objects, those of a `List` each for itself.
    pub fn objects(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        self.documents.iter().flat_map(|document| objects(&document.root))
    }
}

impl<'a> ObjectScope<'a> {
    /// The objects in the document: itself, or those of a `List`.
    pub fn objects(&self) -> &'a [Node] {
        objects(&self.document.root)
    }
}

fn objects(root: &Node) -> &[Node] {
    let is_list = root.get("kind").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("List"));
    if is_list { root.get("items").map_or(&[], Node::items) } else { std::slice::from_ref(root) }
}

impl<'a> PodScope<'a> {
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
    pub fn containers(&self) -> impl Iterator<Item = ContainerScope<'a>> + use<'a> {
        let (spec, json) = (self.spec, self.json);
        ["initContainers", "containers"].into_iter().flat_map(move |list| {
            let nodes = spec.get(list).map_or(&[][..], Node::items);
            let jsons = json.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            nodes.iter().zip(jsons).map(move |(node, json)| ContainerScope {
                name: json["name"].as_str().unwrap_or_default(),
                node,
                json,
                init: list == "initContainers",
            })
        })
    }

    /// Whether it is a patch: a container has no image, so what it runs with stands elsewhere too.
    pub fn is_patch(&self) -> bool {
        self.containers().any(|container| !container.init && container.node.get("image").is_none())
    }

    /// Whether init containers are named that are written elsewhere: what they copy is not known here.
    pub fn is_patch_of_init_containers(&self) -> bool {
        self.containers().any(|container| container.init && container.node.get("image").is_none())
    }

    /// What a container is given, as far as the pod tells.
    pub fn given(&self, container: &ContainerScope) -> Option<&Container> {
        let at = self.containers().position(|own| own.node.span == container.node.span)?;
        self.given.get_or_init(|| pod::containers(self.json, &|_| None)).get(at)
    }

    /// The container of a JVM.
    pub fn container_of(&self, jvm: &Jvm) -> Option<ContainerScope<'a>> {
        self.containers().find(|container| container.node.span == jvm.place)
    }
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
        JvmScope { jvm, pod, recogniser, agents: recogniser.running(jvm), source }
    }

    /// Where something is written: the variable, the command, else the JVM's container or file.
    pub fn place(&self, origin: &Origin) -> Span {
        self.jvm.place_of(origin)
    }

    /// Where an option is written.
    pub fn option(&self, option: &Sourced) -> Span {
        self.place_of(&option.from, &option.text.to_string())
    }

    /// Where a word of an origin is written; the origin itself where the text does not show it.
    pub fn place_of(&self, origin: &Origin, word: &str) -> Span {
        self.words(origin, word).first().copied().unwrap_or_else(|| self.place(origin))
    }

    /// Where an agent is written.
    pub fn place_of_agent(&self, agent: &Agent) -> Span {
        self.place_of(&agent.from, &format!("-javaagent:{}", agent.jar))
    }

    /// The places in the text of an origin that show these characters.
    pub fn words(&self, origin: &Origin, text: &str) -> Vec<Span> {
        let place = match (self.jvm.written_at(origin), &self.jvm.container) {
            (Some(place), _) => place,
            (None, Some(_)) => return Vec::new(),
            // A script is known by its first line.
            (None, None) => Span { start: 0, end: u32::MAX, ..self.jvm.place },
        };
        let start = place.start as usize;
        let end = self.source.text.len().min(place.end as usize);
        let inside = self.source.text.get(start..end).unwrap_or_default();
        let at = |at| Span::new(place.source, start + at, start + at + text.len());
        inside.match_indices(text).filter(|_| !text.is_empty()).map(|(found, _)| at(found)).collect()
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

    /// Where an instruction stands, from its keyword to the end of its last line.
    pub fn place(&self, instruction: &Instruction) -> Span {
        Span::new(self.id, instruction.range.start, instruction.range.end)
    }
}
