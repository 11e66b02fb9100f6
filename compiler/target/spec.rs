//! `target.kdl`: what a target emits, what it needs, and how its output is proved.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::profile::CarrierKind;
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};

use super::condition::{Guard, Note, Refuse, read_guard, read_note, read_refuse};
use super::consumer::{self, Addition, OwnVariable, ResourceField, Rights, WrittenOption};

/// Where an artifact stands below the output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `[env/]<app>/<target>/`.
    App,
    /// `[env/]_namespaces/<ns>/<target>/`.
    Namespace,
    /// `<profile>/<target>/<release>/`.
    Profile,
    /// `[env/]_cluster/<target>/`.
    Cluster,
}

impl Place {
    const NAMES: [(&'static str, Place); 4] = [
        ("app", Place::App),
        ("namespace", Place::Namespace),
        ("profile", Place::Profile),
        ("cluster", Place::Cluster),
    ];
}

/// One file of a target.
#[derive(Clone, Debug)]
pub struct ArtifactSpec {
    /// Its name; a template over the model.
    pub name: String,
    /// The folder below `targets/` that its template stands in.
    pub folder: String,
    /// The template that prints it.
    pub template: Option<String>,
    /// In place of a template: the team's manifest with this artifact, or what this template prints, merged into it.
    pub merge: Option<String>,
    /// The schema of every document in it, by kind where it ends in `#kind`.
    pub schema: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// What it depends on.
    pub guard: Guard,
    /// A list of the model: one file for each element, which the template sees as `item`.
    pub each: Option<String>,
    /// Lines for the header.
    pub notes: Vec<Note>,
    /// Whether its strings run through Helm's `tpl`.
    pub tpl: bool,
    /// Where it is declared.
    pub span: Span,
}

/// One step of a proof: what happens to the pod on its way to the kubelet.
#[derive(Clone, Debug)]
pub enum Step {
    /// The artifact is the workload.
    Use(String),
    /// Strategic merge of the artifact into the workload.
    Merge(String),
    /// Kustomize with the artifact as a component.
    Kustomize(String),
    /// The application's image is built from this Dockerfile.
    Image(String),
    /// An agent's own image is built from this Dockerfile.
    Carrier(String),
    /// ConfigMaps hold the agents' files.
    Data(String),
    /// Somebody else renders: the template says what becomes of the pod, or what is handed on.
    Consume {
        /// What it reads.
        artifact: String,
        /// What it is filled in with, where it is lines of a Helm template.
        values: Option<String>,
        /// The folder below `targets/` that its model stands in.
        folder: String,
        /// What the artifact has to be, in all that the model does not look at; a template over the same.
        known: Option<String>,
        /// Template over the parsed artifact and the pod.
        model: String,
        /// Who renders.
        consumer: String,
        /// Which version of it the model was written for.
        version: String,
        /// What it makes for the next consumer; without, it makes the pod.
        gives: Option<String>,
    },
}

/// One way to the kubelet.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Steps in order.
    pub steps: Vec<Step>,
    /// What it depends on.
    pub guard: Guard,
    /// Whether, without an app, it must leave alone every pod that it is not for.
    pub guarded: bool,
}

/// A way in which the agent's files reach the JVM.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its name.
    pub name: String,
    /// Oldest Kubernetes that has what it needs.
    pub kubernetes: Option<(u32, u32)>,
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its folder.
    pub name: String,
    /// One line.
    pub summary: String,
    /// Deliveries it can make, the default first.
    pub deliveries: Vec<Delivery>,
    /// Carriers it has.
    pub carriers: Vec<CarrierKind>,
    /// Whether a value known only to the pod can be carried.
    pub pod_values: bool,
    /// What profiles must offer.
    pub needs: Vec<String>,
    /// At most one agent with files.
    pub single: bool,
    /// Whether it can be built without an app.
    pub unbound: bool,
    /// Oldest Kubernetes that has what it emits.
    pub kubernetes: Option<(u32, u32)>,
    /// Dialects by name: folders below the target's own. Each is a whole target.
    pub dialects: BTreeMap<String, Target>,
    /// The dialect taken where none is asked for.
    pub dialect: Option<String>,
    /// Where its templates stand, below `targets/`.
    pub folder: String,
    /// Variables that the consumer sets by itself.
    pub adds: Vec<Addition>,
    /// Options that the consumer writes by itself.
    pub options: Vec<WrittenOption>,
    /// What its custom resource has fields for.
    pub fields: Vec<ResourceField>,
    /// Annotations and labels by which pods ask the consumer: map of the metadata, key, template of the value.
    pub asks: Vec<(&'static str, String, String)>,
    /// Its files.
    pub artifacts: Vec<ArtifactSpec>,
    /// Its proofs; an artifact that is in none is read by no JVM.
    pub proofs: Vec<Proof>,
    /// The variable that the consumer loads the agent with.
    pub variable: Option<OwnVariable>,
    /// The agent's home, where the consumer chooses it; a template over the container.
    pub home: Option<Spanned<String>>,
    /// The security context that the consumer copies the agent with.
    pub rights: Rights,
    /// The annotation by which a pod says its container, where nobody names one; without it, it is the first.
    pub chooses: Option<String>,
    /// Plans it refuses, and why.
    pub refuses: Vec<Refuse>,
}

const NODES: [&str; 19] = [
    "summary",
    "delivery",
    "carries",
    "needs",
    "single",
    "unbound",
    "kubernetes",
    "dialect",
    "adds",
    "option",
    "field",
    "annotation",
    "label",
    "artifact",
    "proof",
    "variable",
    "home",
    "chooses",
    "refuse",
];

/// Reads `target "name" { … }`, whose templates stand in a folder of its name.
pub fn read(node: &Node, sink: &Sink) -> Result<Target, Reported> {
    let mut target = empty(Fields::of(node, sink).text(0)?.value);
    fill(&mut target, node, sink).map(|()| target)
}

/// Reads `dialect "name" { … }`: the target with the dialect's nodes over its own. Artifacts, proofs and refusals
/// are added; what else the dialect says replaces.
pub fn read_dialect(target: &Target, node: &Node, sink: &Sink) -> Result<Target, Reported> {
    let name = Fields::of(node, sink).text(0)?.value;
    let mut dialect = target.clone();
    dialect.folder = format!("{}/{name}", target.folder);
    dialect.dialects.clear();
    if node.children().iter().any(|child| child.name.value == "delivery") {
        dialect.deliveries.clear();
    }
    fill(&mut dialect, node, sink).map(|()| dialect)
}

fn empty(name: String) -> Target {
    Target {
        folder: name.clone(),
        name,
        summary: String::new(),
        deliveries: Vec::new(),
        carriers: CarrierKind::NAMES.iter().map(|(_, kind)| *kind).collect(),
        pod_values: true,
        needs: Vec::new(),
        single: false,
        unbound: false,
        kubernetes: None,
        dialects: BTreeMap::new(),
        dialect: None,
        adds: Vec::new(),
        options: Vec::new(),
        fields: Vec::new(),
        asks: Vec::new(),
        artifacts: Vec::new(),
        proofs: Vec::new(),
        variable: None,
        home: None,
        rights: Rights::None,
        chooses: None,
        refuses: Vec::new(),
    }
}

fn fill(target: &mut Target, node: &Node, sink: &Sink) -> Result<(), Reported> {
    let fields = Fields::of(node, sink);
    let mut result = Ok(());
    for child in node.children() {
        result = read_child(target, fields, child, sink).and(result);
    }
    result
}

fn read_child(target: &mut Target, parent: Fields, child: &Node, sink: &Sink) -> Result<(), Reported> {
    let fields = Fields::of(child, sink);
    match fields.name() {
        "summary" => target.summary = fields.text(0)?.value,
        "delivery" => {
            let kubernetes = fields.prop_text("kubernetes")?.and_then(|min| version(&min.value));
            let names = fields.texts()?.into_iter().map(|name| name.value);
            target.deliveries.extend(names.map(|name| Delivery { name, kubernetes }));
        }
        "carries" => {
            fields.takes(CarrierKind::NAMES.len(), &["pod-values"], false)?;
            target.carriers = fields
                .texts()?
                .iter()
                .map(|word| choose(word, &CarrierKind::NAMES, sink))
                .collect::<Result<_, _>>()?;
            target.pod_values = child.prop("pod-values").is_none() || fields.flag("pod-values")?;
        }
        "needs" => target.needs.extend(fields.prop_text("capability")?.map(|c| c.value)),
        "single" => target.single = true,
        "unbound" => target.unbound = true,
        "kubernetes" => target.kubernetes = version(&fields.need_text("min")?.value),
        "dialect" => target.dialect = Some(fields.text(0)?.value),
        "adds" => target.adds.extend(consumer::read_additions(fields)?),
        "option" => target.options.push(consumer::read_option(fields)?),
        "field" => target.fields.push(consumer::read_field(fields, sink)?),
        "annotation" | "label" => {
            let map = if fields.name() == "label" { "labels" } else { "annotations" };
            fields.takes(2, &[], false)?;
            target.asks.push((map, fields.text(0)?.value, fields.text(1)?.value));
        }
        "variable" => target.variable = Some(consumer::read_variable(fields)?),
        "home" => {
            fields.takes(1, &["rights"], false)?;
            target.home = Some(fields.text(0)?);
            let word = fields.prop_text("rights")?;
            target.rights = word.map_or(Ok(Rights::None), |word| choose(&word, &Rights::NAMES, sink))?;
        }
        "chooses" => {
            fields.takes(1, &[], false)?;
            target.chooses = Some(fields.text(0)?.value);
        }
        "refuse" => target.refuses.push(read_refuse(fields)?),
        "artifact" => target.artifacts.push(read_artifact(fields, &target.folder, sink)?),
        "proof" => target.proofs.push(read_proof(fields, &target.folder, sink)?),
        _ => return Err(parent.unknown_child(child, &NODES)),
    }
    Ok(())
}

/// `1.35`.
fn version(text: &str) -> Option<(u32, u32)> {
    text.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)))
}

fn choose<T: Copy>(word: &Spanned<String>, words: &[(&str, T)], sink: &Sink) -> Result<T, Reported> {
    words.iter().find(|(name, _)| *name == word.value).map(|(_, value)| *value).ok_or_else(|| {
        let message = format!("unknown word `{}`", word.value);
        let help = nearest_help(&word.value, words.iter().map(|(name, _)| *name));
        sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, word.span, message).maybe_help(help))
    })
}

fn read_artifact(fields: Fields, folder: &str, sink: &Sink) -> Result<ArtifactSpec, Reported> {
    fields.takes(1, &["template", "merge", "schema", "scope", "when", "unless", "each", "tpl"], true)?;
    let text = |key: &str| Ok::<_, Reported>(fields.prop_text(key)?.map(|t| t.value));
    let place = fields.prop_text("scope")?;
    let notes = fields.node.children().iter().filter(|n| n.name.value == "note");
    let notes: Result<_, Reported> = notes.map(|note| read_note(Fields::of(note, sink))).collect();
    Ok(ArtifactSpec {
        name: fields.text(0)?.value,
        folder: folder.to_owned(),
        template: text("template")?,
        merge: text("merge")?,
        schema: text("schema")?,
        place: place.map_or(Ok(Place::App), |word| choose(&word, &Place::NAMES, sink))?,
        guard: read_guard(fields)?,
        each: text("each")?,
        notes: notes?,
        tpl: fields.flag("tpl")?,
        span: fields.span(),
    })
}

const STEPS: [&str; 7] = ["use", "merge", "kustomize", "image", "carrier", "data", "consume"];

fn read_proof(fields: Fields, folder: &str, sink: &Sink) -> Result<Proof, Reported> {
    fields.takes(0, &["when", "unless", "guarded"], true)?;
    let mut steps = Vec::new();
    for child in fields.node.children() {
        let one = Fields::of(child, sink);
        let artifact = one.text(0)?.value;
        steps.push(match one.name() {
            "use" => Step::Use(artifact),
            "merge" => Step::Merge(artifact),
            "kustomize" => Step::Kustomize(artifact),
            "image" => Step::Image(artifact),
            "carrier" => Step::Carrier(artifact),
            "data" => Step::Data(artifact),
            "consume" => Step::Consume {
                artifact,
                values: one.prop_text("values")?.map(|values| values.value),
                folder: folder.to_owned(),
                known: one.prop_text("known")?.map(|known| known.value),
                model: one.need_text("model")?.value,
                consumer: one.need_text("consumer")?.value,
                version: one.need_text("version")?.value,
                gives: one.prop_text("gives")?.map(|name| name.value),
            },
            _ => return Err(fields.unknown_child(child, &STEPS)),
        });
    }
    Ok(Proof { steps, guard: read_guard(fields)?, guarded: fields.flag("guarded")? })
}

impl Target {
    /// Whether some form of it is rendered by somebody else, whose model the proof relies on.
    pub fn is_modelled(&self) -> bool {
        let consumes = |step: &Step| matches!(step, Step::Consume { .. });
        let own = self.proofs.iter().any(|proof| proof.steps.iter().any(consumes));
        own || self.dialects.values().any(Target::is_modelled)
    }
}
