//! A plan and a target into artifacts: compose, model, render, validate, prove.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::output::{Artifact, NameProblem, OutPath, Scope};
use crate::plan::{Composed, Plan, compose};
use crate::source::Sources;
use crate::yaml;

use super::model::model;
use super::prove::{Case, Emitted, base_document, prove};
use super::registry::Refusal;
use super::render::Templates;
use super::spec::{ArtifactSpec, Place, Target};
use super::validate::Schemas;

/// What targets are built with.
pub struct Workshop<'a> {
    /// Templates of the shipped and the tree's targets.
    pub templates: Templates<'a>,
    /// Their schemas.
    pub schemas: Schemas,
    /// Where mistakes go.
    pub sink: &'a Sink,
}

/// One artifact before it has a place, with what it was made from.
struct Made<'t> {
    spec: &'t ArtifactSpec,
    emitted: Emitted,
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
        let composed: Result<Vec<Composed>, Reported> =
            plan.containers.iter().map(|c| compose(plan, c, &target.carriers, self.sink)).collect();
        let composed = composed?;
        let model = model(plan, &composed, target, delivery, self.sink)?;
        if let Some(refuse) = target.refuses.iter().find(|refuse| refuse.guard.holds(&model)) {
            let why = self.templates.name(&refuse.why, &model);
            return Ok(Err(Refusal::target(why.map_err(|problem| self.fail(plan, target, &problem))?)));
        }
        let made = self.render(plan, target, &model)?;
        self.validate(plan, target, &made)?;
        let emitted: Vec<Emitted> = made.iter().map(|m| m.emitted.clone()).collect();
        let case = Case {
            plan,
            composed: &composed,
            target,
            model: &model,
            emitted: &emitted,
            templates: &self.templates,
        };
        prove(&case, self.sink)?;
        made.into_iter().map(|made| self.place(plan, target, &model, made)).collect::<Result<_, _>>().map(Ok)
    }

    fn fail(&self, plan: &Plan, target: &Target, problem: &str) -> Reported {
        let message = format!("target `{}`: {problem}", target.name);
        self.sink.error(Diagnostic::new(&codes::TARGET_INVALID, plan.span, message))
    }

    fn render<'t>(&self, plan: &Plan, target: &'t Target, model: &Json) -> Result<Vec<Made<'t>>, Reported> {
        let mut made: Vec<Made> = Vec::new();
        let wanted = target.artifacts.iter().filter(|a| a.guard.holds(model));
        for spec in wanted {
            for model in each(spec, model) {
                let emitted = self.render_one(plan, spec, &model, &made);
                made.push(Made {
                    spec,
                    emitted: emitted.map_err(|problem| self.fail(plan, target, &problem))?,
                });
            }
        }
        Ok(made)
    }

    fn render_one(
        &self,
        plan: &Plan,
        spec: &ArtifactSpec,
        model: &Json,
        made: &[Made],
    ) -> Result<Emitted, String> {
        let name = self.templates.name(&spec.name, model)?;
        if let Some(patch) = &spec.merge {
            let patch =
                made.iter().find(|m| m.emitted.name == *patch).ok_or(format!("no artifact {patch}"))?;
            let merged =
                patch.emitted.documents.iter().fold(base_document(plan), |document, patch| {
                    super::merge::strategic_merge(&document, patch)
                });
            return Ok(Emitted { name, text: yaml::print(&merged), documents: vec![merged], tpl: false });
        }
        let template = spec.template.as_ref().ok_or("an artifact without `template` or `merge`")?;
        let text = self.templates.render(template, model)?;
        if !template.ends_with(".yaml.hbs") {
            return Ok(Emitted { name, text, documents: Vec::new(), tpl: false });
        }
        let mut documents = parse_yaml(&text)?;
        if spec.tpl {
            documents = documents.iter().map(super::tpl::escape).collect();
        }
        Ok(Emitted { name, text: yaml::print_documents(&documents), documents, tpl: spec.tpl })
    }

    fn validate(&self, plan: &Plan, target: &Target, made: &[Made]) -> Result<(), Reported> {
        let mut result = Ok(());
        for made in made {
            let Some(schema) = &made.spec.schema else { continue };
            for document in &made.emitted.documents {
                // A JSON6902 patch is judged by what it makes of the workload.
                if document.is_array() {
                    continue;
                }
                let kind = document.get("kind").and_then(Json::as_str).unwrap_or_default();
                let schema = schema
                    .strip_suffix("#kind")
                    .map_or_else(|| schema.clone(), |s| format!("{s}#/$defs/{kind}"));
                for violation in self.schemas.validate(&schema, document) {
                    let message = format!("{}: {}", made.emitted.name, violation.message);
                    let diagnostic = Diagnostic::new(&codes::SCHEMA, plan.span, message).generated(
                        format!("{}/{}/{}", plan.name, target.name, made.emitted.name),
                        violation.pointer,
                    );
                    result = Err(self.sink.error(diagnostic));
                }
            }
        }
        result
    }

    fn place(&self, plan: &Plan, target: &Target, model: &Json, made: Made) -> Result<Artifact, Reported> {
        let folder = folder(plan, target, made.spec.place);
        let path = OutPath::new(&format!("{folder}/{}", made.emitted.name))
            .map_err(|problem: NameProblem| self.fail(plan, target, &problem.to_string()))?;
        let shared = !plan.unbound && made.spec.place != Place::App;
        let scope = Scope {
            env: plan.environment.clone(),
            app: (!shared).then(|| plan.name.clone()),
            target: Some(target.name.clone()),
        };
        let notes = made.spec.notes.iter().filter(|note| note.guard.holds(model));
        let notes = notes.map(|note| self.templates.name(&note.text, model)).collect::<Result<Vec<_>, _>>();
        let notes = notes.map_err(|problem| self.fail(plan, target, &problem))?;
        Ok(Artifact { path, scope, header: header(plan, notes, shared), body: made.emitted.text })
    }
}

fn each(spec: &ArtifactSpec, model: &Json) -> Vec<Json> {
    let Some(list) = &spec.each else { return vec![model.clone()] };
    let items = model.get(list).and_then(Json::as_array).cloned().unwrap_or_default();
    let with = |item: Json| {
        let mut model = model.clone();
        model["item"] = item;
        model
    };
    items.into_iter().map(with).collect()
}

/// `<out>/[env/]<app>/<target>/` and the like.
fn folder(plan: &Plan, target: &Target, place: Place) -> String {
    let environment = plan.environment.as_ref().map(|env| format!("{env}/")).unwrap_or_default();
    let name = &target.name;
    if plan.unbound {
        return format!("{environment}{}/{name}", plan.name);
    }
    match place {
        Place::App => format!("{environment}{}/{name}", plan.name),
        Place::Namespace => {
            let namespace = plan.namespace.as_deref().unwrap_or("default");
            format!("{environment}_namespaces/{namespace}/{name}")
        }
        Place::Cluster => format!("{environment}_cluster/{name}"),
        Place::Profile => {
            let agent = plan
                .containers
                .iter()
                .flat_map(|c| &c.agents)
                .find(|a| a.files.as_ref().is_some_and(|f| f.built));
            let (profile, release) = agent.map_or(("none", "none"), |a| (&a.profile, &a.release));
            format!("{profile}/{name}/{release}")
        }
    }
}

/// What the header says: the source, how to make the file again, notes of the target. What several apps share
/// says nothing of any of them.
fn header(plan: &Plan, notes: Vec<String>, shared: bool) -> Vec<String> {
    let from = if shared || plan.sources.is_empty() { "KDL".to_owned() } else { plan.sources.join(", ") };
    let environment = plan.environment.as_ref().map(|env| format!(" --env {env}")).unwrap_or_default();
    let mut lines = vec![
        format!("Generated by agentc from {from}. Do not edit: change the source."),
        format!("Regenerate: agentc build{environment}"),
    ];
    lines.extend(notes);
    lines
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
