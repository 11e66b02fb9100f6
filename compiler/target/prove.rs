//! Read-back: every artifact goes through its consumer's model and must launch as the plan says.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::launch::{Content, Download, Files, ImageConfig, Launch, Lookup, Start, launch};
use crate::plan::{Composed, Container, Plan};
use crate::read::{dockerfile, manifest, pod};

use super::merge::{consume, json_patch, strategic_merge};
use super::render::Templates;
use super::same::{Expected, differences};
use super::spec::{Proof, Step, Target};
use super::tpl;

/// A rendered file, parsed back.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// Its name in the folder of the target.
    pub name: String,
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

/// The pod on its way to the kubelet.
struct State {
    document: Json,
    image: Option<dockerfile::Image>,
}

/// Runs every proof of the target. The first artifact that fails is named.
pub fn prove(case: &Case, sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    for proof in case.target.proofs.iter().filter(|proof| proof.guard.holds(case.model)) {
        let mut problems = case.run(proof).unwrap_or_else(|problem| vec![problem]);
        problems.extend(case.unguarded(proof));
        let file = proof.steps.iter().map(Step::artifact).next_back().unwrap_or_default();
        for problem in problems {
            let message = format!("`{}` would not launch as planned: {problem}", case.target.name);
            let diagnostic = Diagnostic::new(&codes::READ_BACK, case.plan.span, message);
            result = Err(sink.error(diagnostic.generated(case.name(file).unwrap_or_default(), "")));
        }
    }
    result
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

impl Case<'_> {
    fn name(&self, template: &str) -> Result<String, String> {
        self.templates.name(template, self.model)
    }

    fn emitted(&self, template: &str) -> Result<Option<&Emitted>, String> {
        let name = self.name(template)?;
        Ok(self.emitted.iter().find(|e| e.name == name))
    }

    /// What becomes of a workload.
    fn after(&self, proof: &Proof, document: Json) -> Result<State, String> {
        let mut state = State { document, image: None };
        proof.steps.iter().try_for_each(|step| self.step(step, &mut state))?;
        Ok(state)
    }

    /// Without an app, a workload that the form is not for stops it or stays as it is.
    fn unguarded(&self, proof: &Proof) -> Vec<String> {
        if !proof.guarded || !self.plan.unbound {
            return Vec::new();
        }
        let foreign = foreign_documents(&base_document(self.plan));
        let touched = |(what, document): (&str, Json)| {
            let after = self.after(proof, document.clone()).ok()?;
            (after.document != document).then(|| format!("a pod {what} is changed all the same"))
        };
        foreign.into_iter().filter_map(touched).collect()
    }

    fn run(&self, proof: &Proof) -> Result<Vec<String>, String> {
        let base = base_document(self.plan);
        let state = self.after(proof, base.clone())?;
        let starts = |step: &Step| !matches!(step, Step::Carrier(_) | Step::Data(_));
        if !proof.steps.iter().any(starts) {
            return Ok(Vec::new());
        }
        let base = State { document: base, image: None };
        let mut found = Vec::new();
        for (container, composed) in self.plan.containers.iter().zip(self.composed) {
            let without = self.launch(&base, container)?;
            let got = self.launch(&state, container)?;
            let expected = Expected {
                container,
                composed,
                base: &without,
                adds: &self.target.adds,
                writable_home: self.target.home.is_some() || state.image.is_some(),
            };
            found.extend(differences(&expected, &got));
        }
        found.extend(self.sidecars(&state));
        Ok(found)
    }

    fn step(&self, step: &Step, state: &mut State) -> Result<(), String> {
        let Some(emitted) = self.emitted(step.artifact())? else { return Ok(()) };
        match step {
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
            Step::Carrier(_) => self.carriers(emitted)?,
            Step::Data(_) => self.data(emitted)?,
            Step::Image(_) => {
                state.image = Some(self.image(emitted)?);
            }
            Step::Consume { model, .. } => {
                let workload = manifest::workload(&state.document).ok_or("no workload")?;
                let template = workload.template(&state.document).ok_or("no pod template")?.clone();
                let given = json!({
                    "artifact": Self::read_by_consumer(emitted)?,
                    "pod": template,
                    "workload": { "kind": workload.kind, "name": workload.name, "namespace": workload.namespace },
                });
                let rendered = self.templates.render(model, &given)?;
                let directives = super::build::parse_yaml(&rendered)?;
                let pod = directives.iter().fold(template, |pod, directives| consume(&pod, directives));
                state.document = workload.with_template(&state.document, &pod).ok_or("no pod template")?;
            }
        }
        Ok(())
    }

    /// The first document, as its consumer understands it.
    fn read_by_consumer(emitted: &Emitted) -> Result<Option<Json>, String> {
        let first = emitted.documents.first();
        if emitted.tpl { first.map(tpl::render).transpose() } else { Ok(first.cloned()) }
    }

    /// An agent's own image must hold its archive at the folder that pods copy from.
    fn carriers(&self, emitted: &Emitted) -> Result<(), String> {
        let image = self.image(emitted)?;
        let agents = self.plan.containers.iter().flat_map(|c| &c.agents).filter_map(|a| a.files.as_ref());
        for files in agents.filter(|files| files.built) {
            let Some(archive) = &files.archive else { continue };
            let checksum = archive.sha256.as_ref().map(|sum| format!("sha256:{sum}"));
            let strip = u32::try_from(archive.strip).unwrap_or(u32::MAX);
            let download = Download { url: archive.url.clone(), checksum };
            let wanted = Content::Archive { download, strip, path: "/".to_owned() };
            match image.files.lookup(&files.from) {
                Lookup::Found { content, .. } if content == wanted => {}
                other => return Err(format!("{} is not the unpacked archive: {other:?}", files.from)),
            }
        }
        match image.config.user {
            Some(0) | None => Err("the image has no numeric user".to_owned()),
            Some(_) => Ok(()),
        }
    }

    /// ConfigMaps hold every file that was planned, whole, and nothing else.
    fn data(&self, emitted: &Emitted) -> Result<(), String> {
        let held = emitted.documents.iter().filter_map(|d| d.get("data")?.as_object()).flatten();
        let mut held: Vec<(&str, &str)> = held.filter_map(|(k, v)| Some((k.as_str(), v.as_str()?))).collect();
        let planned = self.composed.iter().flat_map(|composed| &composed.files);
        let planned = planned.filter_map(|f| Some((super::model::config_map_key(&f.path), f.text.clone()?)));
        let mut planned: Vec<(String, String)> = planned.collect();
        held.sort_unstable();
        planned.sort();
        planned.dedup();
        let same = held.iter().copied().eq(planned.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        if same { Ok(()) } else { Err("the ConfigMaps do not hold the planned files".to_owned()) }
    }

    /// The image as the Dockerfile builds it.
    fn image(&self, emitted: &Emitted) -> Result<dockerfile::Image, String> {
        let known =
            self.plan.containers.iter().filter_map(|c| Some((c.image.clone()?, c.image_config.clone()?)));
        let known: BTreeMap<String, ImageConfig> = known.collect();
        // The folder of the Dockerfile is its build context.
        let context = |path: &str| self.emitted.iter().find(|e| e.name == path).map(|e| e.text.clone());
        let build = dockerfile::Build {
            args: BTreeMap::from([("APP_IMAGE".to_owned(), "application".to_owned())]),
            context: &context,
            images: &|image| known.get(image).cloned(),
        };
        let reading = dockerfile::read(&emitted.text, &build);
        if let Some(problem) = reading.problems.first() {
            return Err(format!("line {}: {}", problem.line, problem.message));
        }
        reading.image.ok_or_else(|| "no stage".to_owned())
    }

    /// What Kustomize does with a component: each patch where its target fits, an error where none does.
    fn kustomize(&self, component: &Emitted, state: &mut State) -> Result<(), String> {
        let document = component.documents.first().ok_or("the component is empty")?;
        let patches =
            document.get("patches").and_then(Json::as_array).ok_or("the component has no patches")?;
        let mut used = Vec::new();
        for patch in patches {
            let path = patch.get("path").and_then(Json::as_str).ok_or("a patch without path")?;
            let file = self.emitted.iter().find(|e| e.name == path).ok_or(format!("no file {path}"))?;
            let target = patch.get("target").unwrap_or(&Json::Null);
            let fits = |key: &str, pointer: &str| match target.get(key).and_then(Json::as_str) {
                None => true,
                Some(wanted) => state.document.pointer(pointer).and_then(Json::as_str).is_some_and(|is| {
                    regex::Regex::new(&format!("^(?:{wanted})$")).is_ok_and(|regex| regex.is_match(is))
                }),
            };
            if !fits("kind", "/kind")
                || !fits("name", "/metadata/name")
                || !fits("namespace", "/metadata/namespace")
            {
                return Err(format!("the target of {path} matches nothing"));
            }
            for document in &file.documents {
                state.document = if document.is_array() {
                    json_patch(&state.document, document).map_err(|failure| failure.to_string())?
                } else {
                    strategic_merge(&state.document, document)
                };
            }
            used.push(path);
        }
        let listed = document.get("resources").and_then(Json::as_array);
        let listed: Vec<&str> = listed.into_iter().flatten().filter_map(Json::as_str).collect();
        if let Some(missing) = listed.iter().find(|path| !self.emitted.iter().any(|e| e.name == **path)) {
            return Err(format!("no file {missing}"));
        }
        let maps = self.emitted.iter().filter(|e| e.documents.iter().any(|d| d["kind"] == "ConfigMap"));
        match maps.map(|e| &e.name).find(|name| !listed.contains(&name.as_str())) {
            Some(forgotten) => Err(format!("the component does not list {forgotten}")),
            None => Ok(()),
        }
    }

    fn launch(&self, state: &State, container: &Container) -> Result<Launch, String> {
        let workload = manifest::workload(&state.document).ok_or("no workload")?;
        let spec = workload.pod_spec(&state.document).ok_or("no pod spec")?;
        let maps = |name: &str| self.config_map(name);
        let config: Option<ImageConfig> =
            state.image.as_ref().map(|image| image.config.clone()).or_else(|| container.image_config.clone());
        let mut input = pod::container(spec, &container.name, &maps, config)
            .ok_or_else(|| format!("no container `{}`", container.name))?;
        if let Some(image) = &state.image {
            input.files = beneath(&image.files, input.files);
        }
        let shell = container.launcher == crate::launch::Launcher::Shell;
        let start = Start {
            launcher: container.launcher,
            variable: (shell && container.variable != "JAVA_TOOL_OPTIONS")
                .then(|| container.variable.clone()),
            jdk: container.jdk,
        };
        Ok(launch(&input, &start))
    }

    fn config_map(&self, name: &str) -> Option<BTreeMap<String, String>> {
        let documents = self.emitted.iter().flat_map(|e| &e.documents);
        let map = documents.filter(|d| d["kind"] == "ConfigMap").find(|d| d["metadata"]["name"] == *name)?;
        let data = map.get("data")?.as_object()?;
        Some(data.iter().filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect())
    }

    /// Containers beside the application's must be in the pod as they were planned.
    fn sidecars(&self, state: &State) -> Vec<String> {
        let planned = self.model["sidecars"].as_array();
        let spec = manifest::workload(&state.document).and_then(|w| w.pod_spec(&state.document).cloned());
        let spec = spec.unwrap_or_default();
        let missing = planned.into_iter().flatten().filter(|sidecar| {
            let name = sidecar["name"].as_str().unwrap_or_default();
            crate::plan::container_of(&spec, name).is_none_or(|c| {
                ["image", "command", "env", "volumeMounts", "securityContext", "resources"].into_iter().any(
                    |key| c.get(key).unwrap_or(&Json::Null) != &sidecar[key] && sidecar[key] != json!([]),
                )
            })
        });
        missing.map(|sidecar| format!("the container {} is not as planned", sidecar["name"])).collect()
    }
}

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

/// Workloads that an unbound form must leave alone, each with what is wrong with it.
fn foreign_documents(base: &Json) -> Vec<(&'static str, Json)> {
    let changed = |what, pointer: &str, value: Json| {
        let mut document = base.clone();
        *document.pointer_mut(pointer)? = value;
        Some((what, document))
    };
    [
        changed("without the label app.kubernetes.io/name", "/spec/template/metadata/labels", json!({})),
        changed("with another container", "/spec/template/spec/containers/0/name", json!("agentc-other")),
    ]
    .into_iter()
    .flatten()
    .collect()
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
        .map(|c| json!({ "name": c.name, "image": c.image.clone().unwrap_or_else(|| "application".to_owned()) }))
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
