//! The JVMs of a Kubernetes document.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Container, ImageConfig, clean};
use crate::read::manifest::{MOST_CONTAINERS, Pod, is_env_list, loose, parted};
use crate::read::pod::{self, ConfigMap};
use crate::read::{Provider, Providers, barred, filled, why_nothing};
use crate::source::Span;
use crate::yaml::{Document, Node};

use super::injected::Asking;
use super::near::{Home, Near};
use super::release::Source;
use super::{Arrives, Candidate, Injected, Jvm, Loaded, Places, Recogniser};

/// The configuration of an image; `None` for one that is not known.
pub type Images<'a> = &'a (dyn Fn(&str) -> Option<ImageConfig> + Sync);

/// What is known besides the document itself.
pub struct Cluster<'a> {
    /// `ConfigMap`s by namespace, empty where none is written, and name.
    config_maps: BTreeMap<String, BTreeMap<String, Near<ConfigMap>>>,
    images: Images<'a>,
}

/// A `ConfigMap` that a document holds.
#[derive(Debug)]
pub struct Told {
    namespace: String,
    name: String,
    data: ConfigMap,
}

impl<'a> Cluster<'a> {
    /// Nothing but what `images` says of an image.
    pub fn new(images: Images<'a>) -> Self {
        Cluster { config_maps: BTreeMap::new(), images }
    }

    /// The configuration of an image, where it is known.
    pub fn image(&self, image: &str) -> Option<ImageConfig> {
        (self.images)(image)
    }

    /// Takes what a file tells.
    pub fn learn(&mut self, home: &Home, told: Told) {
        let named = self.config_maps.entry(told.namespace).or_default();
        named.entry(told.name).or_default().add(home, told.data);
    }

    fn config_map(&self, home: &Home, namespace: &str, name: &str) -> Option<Arc<ConfigMap>> {
        self.config_maps.get(namespace)?.get(name)?.get(home).cloned()
    }
}

/// The `ConfigMap`s that a document holds: itself, or those of a `List`.
pub fn config_maps(document: &Node) -> Vec<Told> {
    let items = document.get("items").map_or(&[][..], Node::items);
    let mut all: Vec<Told> = items.iter().flat_map(config_maps).collect();
    let text = |key: &str| document.get("metadata")?.get(key)?.as_str().map(str::to_owned);
    let is_config_map = document.get("kind").and_then(Node::as_str) == Some("ConfigMap");
    if let Some(name) = text("name").filter(|_| is_config_map) {
        let data = document.get("data").map_or(&[][..], Node::entries).iter();
        let data = data.filter_map(|(key, value)| Some((key.key()?, value.as_str()?.to_owned())));
        all.push(Told { namespace: text("namespace").unwrap_or_default(), name, data: data.collect() });
    }
    all
}

/// What is read of a document.
pub struct InDocument {
    /// Its pods.
    pub pods: Vec<Pod>,
    /// Those that have too many containers to be read.
    pub crowded: Vec<Pod>,
    /// For each of them what its containers are given, init containers first; `None` where other documents decide.
    pub given: Vec<Option<Vec<Container>>>,
    /// The JVMs, in the order of the containers: first those that end, or stay, before the others start.
    pub jvms: Vec<Jvm>,
}

/// The JVMs of a document, and what its pods are given.
///
/// `json` is the same document; `around` is what is known besides, and where the document stands.
pub fn in_document(
    document: &Document,
    json: &Value,
    around: (&Cluster, &Home),
    recogniser: &Recogniser,
) -> InDocument {
    let (pods, crowded) = parted(json);
    let (mut found, mut all) = (Vec::new(), Vec::new());
    for pod in &pods {
        let (jvms, given) = in_pod(pod, json, document, around, recogniser);
        found.extend(jvms);
        all.push(given);
    }
    let (cluster, home) = around;
    if pods.is_empty() {
        for place in loose(json) {
            let (Some(container), Some(node)) = (json.pointer(&place), document.root.at(&place)) else {
                continue;
            };
            found.extend(alone(container, node, (cluster, home), recogniser));
        }
        if is_env_list(json) {
            let container = serde_json::json!({ "name": "", "env": json });
            found.extend(alone(&container, &document.root, (cluster, home), recogniser));
        }
    }
    InDocument { pods, crowded, given: all, jvms: found }
}

/// The JVMs of a container that somebody cut out of its pod.
fn alone(
    container: &Value,
    node: &Node,
    (cluster, home): (&Cluster, &Home),
    recogniser: &Recogniser,
) -> Vec<Jvm> {
    let name = container["name"].as_str().unwrap_or_default();
    let spec = named(&serde_json::json!({ "containers": [container] }));
    let (image, providers) = (container["image"].as_str(), Providers::new(&spec));
    let it = Place { spec: &spec, name, image, node, init: false, providers: &providers };
    let given = pod::containers(&spec, &|name| cluster.config_map(home, "", name)).into_iter().next();
    given.map(|given| in_container(&it, &given, Vec::new(), cluster, recogniser)).unwrap_or_default()
}

/// The same with a name for the container that has none: Knative and people who cut something out leave it away.
fn named(spec: &Value) -> Value {
    let mut spec = spec.clone();
    for container in spec["containers"].as_array_mut().into_iter().flatten() {
        if let Some(fields) = container.as_object_mut().filter(|fields| !fields.contains_key("name")) {
            fields.insert("name".to_owned(), "".into());
        }
    }
    spec
}

/// A container and where it is written.
struct Place<'a> {
    spec: &'a Value,
    name: &'a str,
    image: Option<&'a str>,
    node: &'a Node,
    init: bool,
    providers: &'a Providers<'a>,
}

/// The image of the container that fills a volume.
fn image_of(spec: &Value, provider: &Provider) -> Option<String> {
    let (Provider::InitContainer(name) | Provider::Sidecar(name) | Provider::Container(name)) = provider
    else {
        return None;
    };
    let lists = ["initContainers", "containers"].into_iter().filter_map(|list| spec[list].as_array());
    let own = lists.flatten().find(|container| container["name"] == name.as_str())?;
    own["image"].as_str().map(str::to_owned)
}

fn in_container(
    it: &Place,
    given: &Container,
    injected: Vec<Injected>,
    cluster: &Cluster,
    recogniser: &Recogniser,
) -> Vec<Jvm> {
    let image = it.image.unwrap_or_default();
    let config = cluster.image(image).or_else(|| recogniser.config_in(image, given, it.init));
    let given = match config {
        Some(config) => Cow::Owned(Container { image: Some(config), ..given.clone() }),
        None => Cow::Borrowed(given),
    };
    let candidate = Candidate {
        given: &given,
        image,
        provider: &|path| it.providers.of(it.name, path),
        launcher: None,
        injected,
        source: &|provider, _| image_of(it.spec, provider).map(Source::Image),
        may_change: &|own| own == image,
    };
    let container = Some(it.name.to_owned()).filter(|name| !name.is_empty());
    let jvms = recogniser.jvms(&candidate, it.node.span).into_iter();
    jvms.map(|jvm| Jvm { container: container.clone(), places: places(it.node), ..jvm }).collect()
}

/// The pods of a document that are not read.
pub fn crowded(document: &Document, pods: &[Pod]) -> Vec<Diagnostic> {
    let finding = |pod: &Pod| {
        let span = document.root.at(&pod.spec).map_or(document.span, |spec| spec.span);
        let message = format!("a pod of more than {MOST_CONTAINERS} containers");
        Diagnostic::new(&codes::MANIFEST, span, message).label("its containers are not looked at")
    };
    pods.iter().map(finding).collect()
}

fn in_pod(
    pod: &Pod,
    json: &Value,
    document: &Document,
    (cluster, home): (&Cluster, &Home),
    recogniser: &Recogniser,
) -> (Vec<Jvm>, Option<Vec<Container>>) {
    let Some(spec) = json.pointer(&pod.spec) else { return (Vec::new(), None) };
    let is_named = |container: &Value| container["name"].is_string();
    let all_named = spec["containers"].as_array().into_iter().flatten().all(is_named);
    let spec = if all_named { Cow::Borrowed(spec) } else { Cow::Owned(named(spec)) };
    let spec = spec.as_ref();
    let namespace =
        pod.workload.as_ref().and_then(|workload| workload.namespace.as_deref()).unwrap_or_default();
    let asking = asking(pod, spec, document);
    let is_alone = Cell::new(true);
    let config_maps = |name: &str| {
        let known = cluster.config_map(home, namespace, name);
        is_alone.set(is_alone.get() && known.is_none());
        known
    };
    let containers = pod::containers(spec, &config_maps);
    let (mut found, mut all) = (Vec::new(), containers.iter());
    let (has_inits, mut volumes) = (!asking.init.is_empty(), None);
    let (providers, mut reasons) = (Providers::new(spec), Reasons::of(spec, &containers));
    for list in ["initContainers", "containers"] {
        for (index, container) in spec[list].as_array().into_iter().flatten().enumerate() {
            let given = all.next();
            let node = document.root.at(&format!("{}/{list}/{index}", pod.spec));
            let (Some(name), Some(node), Some(given)) = (container["name"].as_str(), node, given) else {
                continue;
            };
            let init = list == "initContainers";
            let it =
                Place { spec, name, image: container["image"].as_str(), node, init, providers: &providers };
            let injected = if list == "containers" { asking.injected(name, recogniser) } else { Vec::new() };
            let mut jvms = in_container(&it, given, injected, cluster, recogniser);
            for loaded in jvms.iter_mut().flat_map(|jvm| &mut jvm.agents) {
                explain(loaded, name, spec, &mut reasons);
            }
            let lacks = |jvm: &Jvm| jvm.agents.iter().any(|it| it.arrival.provider == Some(Provider::Image));
            if let Some(image) = it.image.filter(|_| !init && has_inits && jvms.iter().any(lacks)) {
                let volumes = volumes.get_or_insert_with(|| filled(spec, &config_maps));
                for jvm in &mut jvms {
                    recogniser.find_misplaced(name, image, &mut jvm.agents, volumes);
                }
            }
            found.extend(jvms.into_iter().map(|jvm| Jvm {
                workload: pod.workload.clone(),
                pod: pod.spec.clone(),
                ..jvm
            }));
        }
    }
    (found, is_alone.get().then_some(containers))
}

/// What a pod asks operators for.
fn asking<'a>(pod: &Pod, spec: &'a Value, document: &'a Document) -> Asking<'a> {
    let names = |list: &str| spec[list].as_array().into_iter().flatten().filter_map(|it| it["name"].as_str());
    let metadata = pod.spec.strip_suffix("/spec").map(|template| format!("{template}/metadata"));
    Asking {
        metadata: metadata.and_then(|pointer| document.root.at(&pointer)),
        init: names("initContainers").collect(),
        first: names("containers").next(),
    }
}

/// Why the init containers of a pod copy nothing, each asked once.
struct Reasons<'a> {
    spec: &'a Value,
    given: BTreeMap<&'a str, &'a Container>,
    known: BTreeMap<String, Option<String>>,
}

impl<'a> Reasons<'a> {
    /// `given` is what the containers are given, init containers first.
    fn of(spec: &'a Value, given: &'a [Container]) -> Self {
        let lists = ["initContainers", "containers"].into_iter().filter_map(|key| spec[key].as_array());
        let named = lists.flatten().zip(given).filter_map(|(json, it)| Some((json["name"].as_str()?, it)));
        Reasons { spec, given: named.collect(), known: BTreeMap::new() }
    }

    fn why_nothing(&mut self, name: &str) -> Option<String> {
        let find = || why_nothing(self.spec, name, self.given.get(name)?);
        self.known.entry(name.to_owned()).or_insert_with(find).clone()
    }
}

/// Says why nothing is there, where a copy copies nothing.
fn explain(loaded: &mut Loaded, own: &str, spec: &Value, reasons: &mut Reasons) {
    let arrival = &mut loaded.arrival;
    if arrival.arrives != Arrives::No || arrival.content.is_some() {
        return;
    }
    let by = match &arrival.provider {
        Some(Provider::InitContainer(name) | Provider::Sidecar(name)) => Some(name.as_str()),
        Some(Provider::Nobody) => loaded.agent.jar.known().and_then(|jar| barred(spec, own, &clean(jar))),
        _ => None,
    };
    if let Some(why) = by.and_then(|name| reasons.why_nothing(name)) {
        arrival.why = why;
    }
}

fn places(container: &Node) -> Places {
    let at = |key: &str| container.get(key).map(|node| node.span);
    // A list that stands by itself is one of variables.
    let entries = container.get("env").unwrap_or(container).items();
    let variable = |entry: &Node| -> Option<(String, Span)> {
        let name = entry.get("name")?.as_str()?.to_owned();
        let value = entry.get("value").or_else(|| entry.get("valueFrom")).unwrap_or(entry);
        Some((name, value.span))
    };
    Places {
        variables: entries.iter().filter_map(variable).collect(),
        command: at("command"),
        args: at("args"),
    }
}
