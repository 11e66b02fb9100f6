//! What the files of a run tell each other: `ConfigMap`s, and how many pods there are.

use std::collections::{BTreeMap, HashMap};

use crate::jvms::{Cluster, Home, Images, Near, Told, config_maps};
use crate::read::manifest::objects;
use crate::source::{Sources, Span};
use crate::yaml::{Document, Node};

/// Kinds that a budget counts pods of.
const KINDS: [&str; 4] = ["Deployment", "StatefulSet", "ReplicaSet", "Rollout"];

/// Members under which a container names a `ConfigMap`.
const REFERENCES: [&str; 3] = ["configMapRef", "configMapKeyRef", "configMap"];

/// Pods of one label that are compared with a selector; of more, nothing is said.
const COMPARED: usize = 1_000;

/// All files of a run together.
pub struct Run<'a> {
    /// `ConfigMap`s, and images.
    pub cluster: Cluster<'a>,
    workloads: Vec<(Home, Counted)>,
    /// Workloads by namespace and a label; all of a namespace under an empty one.
    labelled: HashMap<[String; 3], Vec<usize>>,
    /// By namespace, kind and name of what they scale.
    scalers: HashMap<[String; 3], Near<Option<u64>>>,
}

/// A workload, as others speak of it.
#[derive(Debug)]
pub struct Counted {
    /// `metadata.name`.
    pub name: String,
    namespace: String,
    kind: String,
    labels: BTreeMap<String, String>,
    replicas: Option<(Option<u64>, Span)>,
}

/// What a document tells the others.
#[derive(Debug, Default)]
pub struct Facts {
    config_maps: Vec<Told>,
    workloads: Vec<Counted>,
    scalers: Vec<([String; 3], Option<u64>)>,
}

impl Facts {
    /// What a document tells.
    pub fn of(document: &Document) -> Self {
        let mut facts = Facts { config_maps: config_maps(&document.root), ..Facts::default() };
        for object in objects(&document.root) {
            let text = |pointer: &str| word(object, pointer);
            let kind = text("/kind");
            if kind == "HorizontalPodAutoscaler" {
                let least = object.at("/spec/minReplicas").map_or(Some(1), number);
                let target =
                    ["/metadata/namespace", "/spec/scaleTargetRef/kind", "/spec/scaleTargetRef/name"];
                facts.scalers.push((target.map(text), least));
            } else if KINDS.contains(&kind.as_str()) {
                let labels = object.at("/spec/template/metadata/labels").map_or(&[][..], Node::entries);
                facts.workloads.push(Counted {
                    name: text("/metadata/name"),
                    namespace: text("/metadata/namespace"),
                    kind,
                    labels: labels
                        .iter()
                        .filter_map(|(key, value)| Some((key.key()?, value.key()?)))
                        .collect(),
                    replicas: object.at("/spec/replicas").map(|node| (number(node), node.span)),
                });
            }
        }
        facts
    }

    /// Adds those of another document.
    pub fn append(&mut self, mut other: Facts) {
        self.config_maps.append(&mut other.config_maps);
        self.workloads.append(&mut other.workloads);
        self.scalers.append(&mut other.scalers);
    }
}

fn word(object: &Node, pointer: &str) -> String {
    object.at(pointer).and_then(Node::as_str).unwrap_or_default().to_owned()
}

fn number(node: &Node) -> Option<u64> {
    node.key()?.parse().ok()
}

/// Whether what is said of a document depends on what others tell.
pub fn asks(node: &Node) -> bool {
    let is_budget = |key: &str, value: &Node| key == "kind" && value.as_str() == Some("PodDisruptionBudget");
    let asking = |(key, value): &(Node, Node)| {
        let key = key.as_str().unwrap_or_default();
        REFERENCES.contains(&key) || is_budget(key, value) || asks(value)
    };
    node.entries().iter().any(asking) || node.items().iter().any(asks)
}

impl<'a> Run<'a> {
    /// Nothing but what `images` says of an image.
    pub fn new(images: Images<'a>) -> Self {
        let (workloads, labelled, scalers) = (Vec::new(), HashMap::new(), HashMap::new());
        Run { cluster: Cluster::new(images), workloads, labelled, scalers }
    }

    /// Takes what a document tells that is put together from several files.
    pub fn learn_assembled(&mut self, document: &Document, sources: &Sources) {
        let file = document.span.source;
        self.learn(&Home::of(file, &sources.get(file)), Facts::of(document));
    }

    /// Takes what a file tells.
    pub fn learn(&mut self, home: &Home, facts: Facts) {
        for told in facts.config_maps {
            self.cluster.learn(home, told);
        }
        for (target, least) in facts.scalers {
            self.scalers.entry(target).or_default().add(home, least);
        }
        for workload in facts.workloads {
            let labels = workload.labels.iter().map(|(key, value)| [key.clone(), value.clone()]);
            for [key, value] in labels.chain([[String::new(), String::new()]]) {
                let pods = self.labelled.entry([workload.namespace.clone(), key, value]).or_default();
                pods.push(self.workloads.len());
            }
            self.workloads.push((home.clone(), workload));
        }
    }

    /// The only workload in the same file, folder or run, the nearest of them, whose pods fit.
    ///
    /// `wanted` are labels that all of them have, `fits` decides about the others.
    pub fn workload(
        &self,
        home: &Home,
        namespace: &str,
        wanted: &[(String, String)],
        fits: impl Fn(&BTreeMap<String, String>) -> bool,
    ) -> Option<&Counted> {
        let labels = wanted.iter().map(|(key, value)| [key.clone(), value.clone()]);
        let of = |[key, value]: [String; 2]| {
            self.labelled.get(&[namespace.to_owned(), key, value]).map_or(&[][..], Vec::as_slice)
        };
        let fewest = labels.chain([[String::new(), String::new()]]).map(of).min_by_key(|all| all.len())?;
        let all = fewest.iter().filter_map(|at| self.workloads.get(*at)).filter(|(_, it)| fits(&it.labels));
        let all: Vec<&(Home, Counted)> = if fewest.len() > COMPARED { Vec::new() } else { all.collect() };
        let levels: [&dyn Fn(&Home) -> bool; 3] =
            [&|own| own.file == home.file, &|own| own.folder == home.folder, &|_| true];
        let near =
            levels.into_iter().map(|level| all.iter().filter(|(own, _)| level(own)).collect::<Vec<_>>());
        match near.into_iter().find(|found| !found.is_empty())?.as_slice() {
            [(_, only)] => Some(only),
            _ => None,
        }
    }

    /// The fewest pods that a workload has, and where its manifest says it; what scales it decides first.
    pub fn pods(&self, home: &Home, workload: &Counted) -> Option<(u64, Option<Span>)> {
        let target = [&workload.namespace, &workload.kind, &workload.name].map(String::clone);
        let written = workload.replicas.map(|(_, place)| place);
        let own = || workload.replicas.map_or(Some(1), |(count, _)| count);
        match self.scalers.get(&target) {
            Some(scalers) => Some(((**scalers.get(home)?)?, written)),
            None => Some((own()?, written)),
        }
    }
}
