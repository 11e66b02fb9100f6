//! Read-back: every artifact goes through its consumer's model and must launch as the plan says.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::diagnostic::codes;
use crate::launch::{Files, Launch, launch};
use crate::plan::{Composed, Container, Plan};
use crate::read::{dockerfile, manifest, pod};
use crate::yaml;

use super::build::parse_yaml;
use super::frame::{Frame, loose_mounts};
use super::helm;
use super::images::UNSTATED_IMAGE;
use super::judge::Fault;
use super::merge::strategic_merge;
use super::render::Templates;
use super::same::{Expected, differences};
use super::spec::{Proof, Step, Target};
use super::tpl;

/// A rendered file, parsed back.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// Its name in the folder of the target.
    pub name: String,
    /// What `target.kdl` calls it.
    pub declared: String,
    /// The element that it was made for, where there is a file for each.
    pub item: Json,
    /// Its text.
    pub text: String,
    /// Its documents, if it is YAML.
    pub documents: Vec<Json>,
    /// Whether its strings run through Helm's `tpl`.
    pub tpl: bool,
}

/// What a proof is about.
pub struct Case<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// One entry per container of the plan.
    pub composed: &'a [Composed],
    /// The target.
    pub target: &'a Target,
    /// What templates saw.
    pub model: &'a Json,
    /// What they made of it.
    pub emitted: &'a [Emitted],
    /// For consumers' models.
    pub templates: &'a Templates<'a>,
}

/// The workload on its way to the kubelet.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The whole object.
    pub document: Json,
    /// The application's images that the target builds, by container.
    pub images: BTreeMap<String, dockerfile::Image>,
    /// What consumers made for other consumers.
    made: Vec<Emitted>,
}

impl Delivered {
    pub(super) fn of(document: Json) -> Self {
        Delivered { document, images: BTreeMap::new(), made: Vec::new() }
    }
}

/// Runs every proof of the target. A fault names the last file of its proof.
pub fn prove(case: &Case) -> Vec<Fault> {
    let mut faults = Vec::new();
    for proof in case.proofs() {
        let problems = case.problems(proof);
        // What one consumer makes for the next is no file of ours.
        let mut files = proof.steps.iter().rev().filter_map(|step| case.files(step.artifact()).next());
        let file = files.next().map(|emitted| emitted.name.clone()).unwrap_or_default();
        faults.extend(problems.into_iter().map(|problem| Fault {
            code: &codes::READ_BACK,
            file: file.clone(),
            pointer: String::new(),
            message: format!("`{}` would not launch as planned: {problem}", case.target.name),
        }));
    }
    faults
}

impl Step {
    fn artifact(&self) -> &str {
        match self {
            Step::Use(name)
            | Step::Merge(name)
            | Step::Kustomize(name)
            | Step::Image(name)
            | Step::Carrier(name)
            | Step::Data(name) => name,
            Step::Consume { artifact, .. } => artifact,
        }
    }
}

impl Proof {
    /// Whether a JVM starts at the end of it.
    pub fn starts(&self) -> bool {
        self.steps.iter().any(|step| !matches!(step, Step::Carrier(_) | Step::Data(_)))
    }
}

impl Case<'_> {
    /// The files that a step is about: several where there is one for each element of a list.
    pub(super) fn files<'s>(&'s self, declared: &'s str) -> impl Iterator<Item = &'s Emitted> {
        self.emitted.iter().filter(move |emitted| emitted.declared == declared)
    }

    /// The proofs that hold for this plan.
    pub fn proofs(&self) -> impl Iterator<Item = &Proof> {
        self.target.proofs.iter().filter(|proof| proof.guard.holds(self.model))
    }

    /// The workload after all steps of a proof.
    pub fn deliver(&self, proof: &Proof) -> Result<Delivered, String> {
        self.after(base_document(self.plan), proof.steps.iter())
    }

    /// What becomes of a workload.
    pub(super) fn after<'s>(
        &self,
        document: Json,
        mut steps: impl Iterator<Item = &'s Step>,
    ) -> Result<Delivered, String> {
        let mut state = Delivered::of(document);
        steps.try_for_each(|step| self.step(step, &mut state))?;
        Ok(state)
    }

    /// What is wrong with a proof; each question is asked where the one before found nothing.
    fn problems(&self, proof: &Proof) -> Vec<String> {
        let own = self.known(proof).and_then(|()| self.run(proof)).unwrap_or_else(|problem| vec![problem]);
        if !own.is_empty() {
            return own;
        }
        self.unguarded(proof).into_iter().chain(self.nameless(proof)).collect()
    }

    /// Consumers find files that their models were written for.
    fn known(&self, proof: &Proof) -> Result<(), String> {
        let base = base_document(self.plan);
        proof.steps.iter().try_for_each(|step| {
            let Step::Consume { artifact, folder, values, known: Some(known), .. } = step else {
                return Ok(());
            };
            let Some(emitted) = self.files(artifact).next() else { return Ok(()) };
            let read = self.as_consumed(emitted, values.as_deref())?.unwrap_or_default();
            self.templates.knows(folder, known, emitted, &read, &base)
        })
    }

    fn run(&self, proof: &Proof) -> Result<Vec<String>, String> {
        let state = self.deliver(proof)?;
        let mut found = self.mutable_maps();
        if !proof.starts() {
            return Ok(found);
        }
        let base = Delivered::of(base_document(self.plan));
        for (container, composed) in self.plan.containers.iter().zip(self.composed) {
            let without = self.launch(&base, container)?;
            let got = self.launch(&state, container)?;
            let expected = Expected {
                container,
                composed,
                base: &without,
                adds: &self.target.adds,
                written: &self.target.written(container),
                writable_home: self.target.home.is_some() || state.images.contains_key(&container.name),
            };
            found.extend(differences(&expected, &got));
        }
        // What an operator adds is its own matter; what it is given is ours, and all that others render.
        let own = match self.target.home {
            Some(_) => {
                let is_own = |step: &&Step| !matches!(step, Step::Consume { .. });
                self.after(base.document.clone(), proof.steps.iter().take_while(is_own))?
            }
            None => state.clone(),
        };
        let frame = Frame { plan: self.plan, model: self.model };
        found.extend(frame.differences(&base.document, &own.document));
        found.extend(frame.pull_secrets(&state.document));
        found.extend(loose_mounts(&base.document, &state.document));
        found.extend(self.sidecars(&state));
        found.extend(frame.copies(&own.document, &state.document, self.target.rights));
        Ok(found)
    }

    fn step(&self, step: &Step, state: &mut Delivered) -> Result<(), String> {
        match step {
            Step::Image(declared) => return self.images(declared, state),
            Step::Carrier(declared) => return self.carriers(declared),
            _ => {}
        }
        let given = state.made.iter().find(|made| made.declared == step.artifact()).cloned();
        let Some(emitted) = given.as_ref().or_else(|| self.files(step.artifact()).next()) else {
            return Ok(());
        };
        match step {
            Step::Image(_) | Step::Carrier(_) => {}
            Step::Use(_) => {
                let one = emitted.documents.first().ok_or("the file is empty")?;
                state.document = one.clone();
            }
            Step::Merge(_) => {
                for patch in &emitted.documents {
                    state.document = strategic_merge(&state.document, patch);
                }
            }
            Step::Kustomize(_) => self.kustomize(emitted, state)?,
            Step::Data(_) => self.data(emitted)?,
            Step::Consume { model, folder, values, gives, .. } => {
                let Some(read) = self.as_consumed(emitted, values.as_deref())? else { return Ok(()) };
                match gives {
                    None => {
                        state.document = self.templates.consumed(folder, model, &read, &state.document)?;
                    }
                    Some(name) => {
                        let documents = self.templates.made(folder, model, &read, &state.document)?;
                        let text = yaml::print_documents(&documents);
                        let (name, declared) = (name.clone(), name.clone());
                        let item = Json::Null;
                        state.made.push(Emitted { name, declared, item, text, documents, tpl: false });
                    }
                }
            }
        }
        Ok(())
    }

    /// What a consumer reads: the artifact, its strings run as templates, or its lines filled in with values.
    fn as_consumed(&self, emitted: &Emitted, values: Option<&str>) -> Result<Option<Json>, String> {
        if let Some(values) = values {
            let values =
                self.files(values).find_map(|values| values.documents.first()).unwrap_or(&Json::Null);
            return Ok(parse_yaml(&helm::render(&emitted.text, values)?)?.into_iter().next());
        }
        let Some(artifact) = emitted.documents.first() else { return Ok(None) };
        if emitted.tpl { tpl::render(artifact).map(Some) } else { Ok(Some(artifact.clone())) }
    }

    pub(super) fn launch(&self, state: &Delivered, container: &Container) -> Result<Launch, String> {
        let workload = manifest::workload(&state.document).ok_or("no workload")?;
        let spec = workload.pod_spec(&state.document).ok_or("no pod spec")?;
        let maps = |name: &str| self.config_map(name).map(Arc::new);
        let image = state.images.get(&container.name);
        let config = image.map(|image| image.config.clone()).or_else(|| container.image_config.clone());
        let mut input = pod::container(spec, &container.name, &maps, config)
            .ok_or_else(|| format!("no container `{}`", container.name))?;
        if let Some(image) = image {
            input.files = beneath(&image.files, input.files);
        }
        Ok(launch(&input, &container.start()))
    }

    /// Containers beside the application's must be in the pod as they were planned.
    fn sidecars(&self, state: &Delivered) -> Vec<String> {
        let spec = manifest::workload(&state.document).and_then(|w| w.pod_spec(&state.document).cloned());
        let spec = spec.unwrap_or_default();
        let lists = [("sidecars", "containers"), ("native_sidecars", "initContainers")];
        let planned = lists.iter().flat_map(|(planned, list)| {
            self.model[*planned].as_array().into_iter().flatten().map(|sidecar| (sidecar, &spec[*list]))
        });
        let missing = planned.filter(|(sidecar, list)| {
            let named = |c: &&Json| c["name"] == sidecar["name"];
            list.as_array().into_iter().flatten().find(named).is_none_or(|c| {
                SIDECAR.into_iter().any(|key| {
                    c.get(key).unwrap_or(&Json::Null) != &sidecar[key] && sidecar[key] != json!([])
                })
            })
        });
        missing.map(|(sidecar, _)| format!("the container {} is not as planned", sidecar["name"])).collect()
    }
}

/// What of a container beside the application's must be as it was planned.
const SIDECAR: [&str; 7] =
    ["image", "command", "env", "volumeMounts", "securityContext", "resources", "restartPolicy"];

/// Files of the image show where nothing is mounted.
fn beneath(image: &Files, mounted: Files) -> Files {
    let mut files = image.clone();
    files.trees.extend(mounted.trees.into_iter().filter(|(path, _)| path != "/"));
    files
}

/// The team's workload, or the least that a workload of this shape can be.
pub fn base_document(plan: &Plan) -> Json {
    let mut document = match plan.workload.as_ref().and_then(|w| w.manifest.as_ref()) {
        Some(manifest) => manifest.document.clone(),
        None => least(plan),
    };
    if let Some(variant) = &plan.variant {
        super::variant::apply(&mut document, variant);
    }
    document
}

fn least(plan: &Plan) -> Json {
    let (api_version, kind, name) = plan.workload.as_ref().map_or_else(
        || ("apps/v1", "Deployment", plan.app.as_str()),
        |w| (w.api_version.as_str(), w.kind.as_str(), w.name.as_str()),
    );
    let labels = json!({ "app.kubernetes.io/name": name });
    let containers: Vec<Json> = plan
        .containers
        .iter()
        .map(|c| json!({ "name": c.name, "image": c.image.clone().unwrap_or_else(|| UNSTATED_IMAGE.to_owned()) }))
        .collect();
    let mut metadata = json!({ "name": name });
    if let Some(namespace) = &plan.namespace {
        metadata["namespace"] = json!(namespace);
    }
    let template = json!({ "metadata": { "labels": labels }, "spec": { "containers": containers } });
    let spec = match kind {
        "Pod" => {
            return json!({ "apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": template["spec"] });
        }
        "CronJob" => json!({ "jobTemplate": { "spec": { "template": template } } }),
        "Job" => json!({ "template": template }),
        _ => json!({ "selector": { "matchLabels": labels }, "template": template }),
    };
    json!({ "apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec })
}
