//! A plan and a target into artifacts: compose, model, render, validate, prove.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::output::{Artifact, NameProblem, OutPath, Scope};
use crate::plan::{Composed, Plan, compose};
use crate::source::Sources;
use crate::yaml;

use super::header::{Again, header};
use super::model::model;
use super::prove::{Emitted, base_document};
use super::registry::Refusal;
use super::render::Templates;
use super::spec::{ArtifactSpec, Place, Target};
use super::tpl;
use super::validate::Schemas;

/// What targets are built with.
pub struct Workshop<'a> {
    /// Templates of the shipped and the tree's targets.
    pub templates: Templates<'a>,
    /// Their schemas.
    pub schemas: Schemas,
    /// What the run was given.
    pub again: Again,
    /// Where mistakes go.
    pub sink: &'a Sink,
}

/// What a target makes of a plan, before it is judged.
pub struct Draft<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The target.
    pub target: &'a Target,
    pub(super) composed: Vec<Composed>,
    pub(super) model: Json,
    pub(super) specs: Vec<&'a ArtifactSpec>,
    /// Its files.
    pub emitted: Vec<Emitted>,
}

impl Workshop<'_> {
    /// Builds all artifacts of one target for one plan, or says why the target does not take it. Every artifact is
    /// valid and launches as planned, or none is returned.
    pub fn build(
        &self,
        plan: &Plan,
        target: &Target,
        delivery: &str,
    ) -> Result<Result<Vec<Artifact>, Refusal>, Reported> {
        let draft = match self.draft(plan, target, delivery)? {
            Ok(draft) => draft,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.check_manifest(&draft)?;
        self.check_own(&draft)?;
        let faults = self.judge(&draft, &draft.emitted);
        let reported = faults.into_iter().map(|fault| self.sink.error(fault.diagnostic(&draft))).last();
        reported.map_or(Ok(()), Err)?;
        let files = draft.specs.iter().zip(&draft.emitted);
        let placed: Result<_, Reported> = files.map(|(spec, file)| self.place(&draft, spec, file)).collect();
        placed.map(Ok)
    }

    /// Renders all artifacts of one target for one plan, or says why the target does not take it.
    pub fn draft<'a>(
        &self,
        plan: &'a Plan,
        target: &'a Target,
        delivery: &str,
    ) -> Result<Result<Draft<'a>, Refusal>, Reported> {
        let composed: Result<Vec<Composed>, Reported> =
            plan.containers.iter().map(|c| compose(plan, c, &target.carriers, self.sink)).collect();
        let composed = composed?;
        if let Some(refusal) = super::refuse::unknown_container(plan, &composed) {
            return Ok(Err(refusal));
        }
        let mut model = model(plan, &composed, target, delivery, self.sink)?;
        model["metadata"] = self.metadata(target, &model).map_err(|why| self.fail(plan, target, &why))?;
        if let Some(refuse) = target.refuses.iter().find(|refuse| refuse.guard.holds(&model)) {
            let why = self.templates.name(&refuse.why, &model);
            let why = why.map_err(|problem| self.fail(plan, target, &problem))?;
            return Ok(Err(Refusal { help: refuse.help.clone(), ..Refusal::target(why) }));
        }
        let mut draft = Draft { plan, target, composed, model, specs: Vec::new(), emitted: Vec::new() };
        self.render(&mut draft)?;
        Ok(Ok(draft))
    }

    /// What the pods' metadata says to the consumer.
    fn metadata(&self, target: &Target, model: &Json) -> Result<Json, String> {
        let mut metadata = json!({});
        for (map, key, value) in &target.asks {
            let key = self.templates.name(key, model)?;
            metadata[map][key] = json!(self.templates.name(value, model)?);
        }
        Ok(metadata)
    }

    fn fail(&self, plan: &Plan, target: &Target, problem: &str) -> Reported {
        let message = format!("target `{}`: {problem}", target.name);
        self.sink.error(Diagnostic::new(&codes::TARGET_INVALID, plan.span, message))
    }

    fn render(&self, draft: &mut Draft) -> Result<(), Reported> {
        let (plan, target) = (draft.plan, draft.target);
        let wanted = target.artifacts.iter().filter(|artifact| artifact.guard.holds(&draft.model));
        for spec in wanted.collect::<Vec<_>>() {
            for item in items(spec, &draft.model) {
                let model = with_item(&draft.model, &item);
                let rendered = self.render_one(plan, spec, &model, &draft.emitted);
                let emitted = rendered.map_err(|problem| self.fail(plan, target, &problem))?;
                draft.emitted.push(Emitted { item, ..emitted });
                draft.specs.push(spec);
            }
        }
        Ok(())
    }

    fn render_one(
        &self,
        plan: &Plan,
        spec: &ArtifactSpec,
        model: &Json,
        made: &[Emitted],
    ) -> Result<Emitted, String> {
        let name = self.templates.name(&spec.name, model)?;
        let made_of = |text: String, documents: Vec<Json>, tpl: bool| {
            let declared = spec.name.clone();
            Emitted { name: name.clone(), declared, item: Json::Null, text, documents, tpl }
        };
        if let Some(patch) = &spec.merge {
            // Without a patch the manifest stays as it is.
            let made = made.iter().filter(|made| made.name == *patch).flat_map(|made| &made.documents);
            let patches: Vec<Json> = if patch.ends_with(".hbs") {
                parse_yaml(&self.templates.render(&spec.folder, patch, model)?)?
            } else {
                made.cloned().collect()
            };
            let merge = |document: Json, patch: &Json| super::merge::typed_merge(&document, patch);
            let merged = patches.iter().fold(base_document(plan), merge);
            return Ok(made_of(yaml::print(&merged), vec![merged], false));
        }
        let template = spec.template.as_ref().ok_or("an artifact without `template` or `merge`")?;
        let text = self.templates.render(&spec.folder, template, model)?;
        if !template.ends_with(".yaml.hbs") {
            return Ok(made_of(text, Vec::new(), false));
        }
        let mut documents = parse_yaml(&text)?;
        if spec.tpl {
            documents = documents.iter().map(tpl::escape).collect();
        }
        Ok(made_of(yaml::print_documents(&documents), documents, spec.tpl))
    }

    fn place(&self, draft: &Draft, spec: &ArtifactSpec, emitted: &Emitted) -> Result<Artifact, Reported> {
        let (plan, target) = (draft.plan, draft.target);
        let folder = folder(plan, target, spec.place, &emitted.item);
        let path = OutPath::new(&format!("{folder}/{}", emitted.name))
            .map_err(|problem: NameProblem| self.fail(plan, target, &problem.to_string()))?;
        let shared = !plan.unbound && spec.place != Place::App;
        // The place of what belongs to a profile names no environment: each of them makes the same file.
        let everywhere = !plan.unbound && spec.place == Place::Profile;
        let environment = plan.environment.clone().filter(|_| !everywhere);
        let scope = Scope {
            env: environment.clone(),
            app: (!shared).then(|| plan.name.clone()),
            target: Some(target.name.clone()),
        };
        let model = with_item(&draft.model, &emitted.item);
        let notes = spec.notes.iter().filter(|note| note.guard.holds(&model));
        let notes: Result<Vec<String>, String> =
            notes.map(|note| self.templates.name(&note.text, &model)).collect();
        let notes = notes.map_err(|problem| self.fail(plan, target, &problem))?;
        let header = header(plan, environment.as_deref(), shared, &self.again, notes);
        let cluster_wide = emitted.documents.iter().filter_map(cluster_wide).collect();
        Ok(Artifact {
            path,
            scope,
            header,
            body: emitted.text.clone(),
            cluster_wide,
            origin: Some(plan.span),
        })
    }
}

/// The API group whose objects all belong to the cluster as a whole.
const CLUSTER_WIDE: &str = "admissionregistration.k8s.io/";

/// Kind and name of an object that belongs to no namespace.
fn cluster_wide(document: &Json) -> Option<String> {
    document["apiVersion"].as_str().filter(|version| version.starts_with(CLUSTER_WIDE))?;
    Some(format!("{} `{}`", document["kind"].as_str()?, document["metadata"]["name"].as_str()?))
}

/// What a file is made for: nothing, once, or each element of a list.
fn items(spec: &ArtifactSpec, model: &Json) -> Vec<Json> {
    let Some(list) = &spec.each else { return vec![Json::Null] };
    model.get(list).and_then(Json::as_array).cloned().unwrap_or_default()
}

fn with_item(model: &Json, item: &Json) -> Json {
    let mut model = model.clone();
    if !item.is_null() {
        model["item"] = item.clone();
    }
    model
}

/// `<out>/[env/]<app>/<target>/` and the like.
fn folder(plan: &Plan, target: &Target, place: Place, item: &Json) -> String {
    let environment = plan.environment.as_ref().map(|env| format!("{env}/")).unwrap_or_default();
    let name = &target.name;
    if plan.unbound {
        // Where several profiles are used, what belongs to one of them has a folder of its own.
        let own = item["profile"].as_str().filter(|own| place == Place::Profile && *own != plan.name);
        let own = own.map(|own| format!("/{own}")).unwrap_or_default();
        return format!("{environment}{}/{name}{own}", plan.name);
    }
    match place {
        Place::App => format!("{environment}{}/{name}", plan.name),
        Place::Namespace => {
            let namespace = plan.namespace.as_deref().unwrap_or("default");
            format!("{environment}_namespaces/{namespace}/{name}")
        }
        Place::Cluster => format!("{environment}_cluster/{name}"),
        Place::Profile => {
            let (profile, release) = profile_of(plan, item);
            format!("{profile}/{name}/{release}")
        }
    }
}

/// The profile and release that a file belongs to: its element's, or those of the first agent whose image is built.
fn profile_of<'p>(plan: &'p Plan, item: &'p Json) -> (&'p str, &'p str) {
    if let (Some(profile), Some(release)) = (item["profile"].as_str(), item["release"].as_str()) {
        return (profile, release);
    }
    let built = |agent: &&crate::plan::Agent| agent.files.as_ref().is_some_and(|files| files.built);
    let agent = plan.containers.iter().flat_map(|c| &c.agents).find(built);
    agent.map_or(("none", "none"), |agent| (&agent.profile, &agent.release))
}

/// Reads YAML that a template printed.
pub fn parse_yaml(text: &str) -> Result<Vec<Json>, String> {
    let (sources, sink) = (Arc::new(Sources::default()), Sink::default());
    let source = sources.add("template", text);
    match yaml::parse(&sources, source, &sink) {
        Ok(documents) => {
            let all = documents.iter().map(|document| document.root.to_json());
            Ok(all.filter(|document| *document != json!(null)).collect())
        }
        Err(_) => {
            let first = sink.into_sorted().into_iter().next();
            let place =
                first.as_ref().and_then(|d| d.primary.as_ref()).map(|p| sources.locate(p.span).1.line);
            let message = first.map(|d| d.message).unwrap_or_default();
            Err(format!("the template printed no YAML, line {}: {message}", place.unwrap_or_default()))
        }
    }
}
