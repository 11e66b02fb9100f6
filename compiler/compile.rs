//! The pipeline on one page: KDL text to artifacts.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::output::Artifact;
use crate::plan::{self, Home, Plan, TargetUse};
use crate::resolve::{self, AppDraft, Loader, Override, Profiles, Program, Shipped};
use crate::source::{Sources, Spanned};
use crate::syntax;
use crate::target::{self, Refusal, Schemas, Target, Templates, Workshop};
use crate::world::{VirtualPath, World};

/// What a run asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files to compile, below the root of the world.
    pub files: Vec<VirtualPath>,
    /// `--env`; without it every environment of the tree is built.
    pub environment: Option<String>,
    /// `--app`.
    pub app: Option<String>,
    /// `--target`.
    pub target: Option<String>,
    /// `--set`.
    pub set: Vec<String>,
}

/// What became of one app, or one profile, in one environment.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The environment.
    pub environment: Option<String>,
    /// The app's folder.
    pub name: String,
    /// Targets that were built.
    pub built: Vec<String>,
    /// Targets that were refused, and why; for an app a refusal is an error instead.
    pub refused: Vec<(String, String)>,
}

/// Everything a run made.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The files.
    pub artifacts: Vec<Artifact>,
    /// One line per app.
    pub summaries: Vec<Summary>,
    /// `out` of the project file, if it says one.
    pub out: Option<String>,
}

/// Compiles a source tree. `progress` is told of every finished app: how many, of how many.
pub fn compile(
    world: &dyn World,
    request: &Request,
    sources: &Sources,
    sink: &Sink,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Compiled, Reported> {
    let loader = Loader { world, sources, sink };
    let program = resolve::read(&loader.tree(&request.files)?, false, sink)?;
    let profiles = Profiles::new(program.profiles.clone(), sources, sink);
    profiles.report_shadowed();
    let targets = target::targets(world, sources, sink)?;
    let templates = Templates::new(&Shipped).map_err(|problem| internal(&problem, sink))?;
    let schemas = Schemas::default();
    let workshop = Workshop { templates, schemas, sink };
    let run = Run {
        program: &program,
        profiles: &profiles,
        targets: &targets,
        workshop: &workshop,
        loader,
        request,
    };
    let jobs = run.jobs()?;
    let done = std::sync::atomic::AtomicUsize::new(0);
    let finished: Vec<_> = jobs
        .par_iter()
        .map(|job| {
            let result = run.app(job);
            progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, jobs.len());
            result
        })
        .collect();
    let mut compiled =
        Compiled { out: program.project.out.as_ref().map(|o| o.value.clone()), ..Compiled::default() };
    let mut result = Ok(());
    for one in finished {
        match one {
            Ok((artifacts, summary)) => {
                compiled.artifacts.extend(artifacts);
                compiled.summaries.push(summary);
            }
            Err(reported) => result = Err(reported),
        }
    }
    result.map(|()| compiled)
}

/// The plans of a tree in one environment: what `agentc plan` prints.
pub fn plans(
    world: &dyn World,
    request: &Request,
    sources: &Sources,
    sink: &Sink,
) -> Result<Vec<Plan>, Reported> {
    let loader = Loader { world, sources, sink };
    let program = resolve::read(&loader.tree(&request.files)?, false, sink)?;
    let profiles = Profiles::new(program.profiles.clone(), sources, sink);
    let overrides = overrides(request, sources, sink)?;
    let drafts = drafts(&program, request.environment.as_deref(), &overrides, &profiles, sink)?;
    let wanted = drafts.iter().filter(|d| request.app.as_ref().is_none_or(|app| names(d).contains(app)));
    let plan_request = plan_request(request, request.environment.as_deref());
    wanted.map(|draft| plan::build(draft, &program, &plan_request, &profiles, loader)).collect()
}

struct Run<'a> {
    program: &'a Program,
    profiles: &'a Profiles<'a>,
    targets: &'a BTreeMap<String, Target>,
    workshop: &'a Workshop<'a>,
    loader: Loader<'a>,
    request: &'a Request,
}

struct Job {
    environment: Option<String>,
    draft: AppDraft,
}

impl Run<'_> {
    fn jobs(&self) -> Result<Vec<Job>, Reported> {
        let sink = self.loader.sink;
        let overrides = overrides(self.request, self.loader.sources, sink)?;
        let mut jobs = Vec::new();
        for environment in self.environments()? {
            let drafts = drafts(self.program, environment.as_deref(), &overrides, self.profiles, sink)?;
            jobs.extend(drafts.into_iter().map(|draft| Job { environment: environment.clone(), draft }));
        }
        if let Some(app) = &self.request.app {
            let known: Vec<String> = jobs.iter().flat_map(|job| names(&job.draft)).collect();
            if !known.contains(app) {
                let message = format!("no app `{app}`");
                let help = nearest_help(app, known.iter().map(String::as_str));
                return Err(
                    sink.error(Diagnostic::without_span(&codes::UNKNOWN_NAME, message).maybe_help(help))
                );
            }
            jobs.retain(|job| names(&job.draft).contains(app));
        }
        if jobs.is_empty() {
            let diagnostic =
                Diagnostic::without_span(&codes::NO_INPUT, "no app, no `defaults` and no profile here");
            return Err(sink.error(diagnostic.help("`agentc init` writes a tree to start from")));
        }
        qualify(&mut jobs);
        Ok(jobs)
    }

    fn environments(&self) -> Result<Vec<Option<String>>, Reported> {
        let known = &self.program.environments;
        match &self.request.environment {
            Some(name) if known.contains_key(name) => Ok(vec![Some(name.clone())]),
            Some(name) => {
                let message = format!("no environment `{name}`");
                let help = nearest_help(name, known.keys().map(String::as_str));
                let diagnostic = Diagnostic::without_span(&codes::UNKNOWN_NAME, message);
                Err(self.loader.sink.error(diagnostic.maybe_help(help)))
            }
            None if known.is_empty() => Ok(vec![None]),
            None => Ok(known.keys().cloned().map(Some).collect()),
        }
    }

    fn app(&self, job: &Job) -> Result<(Vec<Artifact>, Summary), Reported> {
        let mut summary = Summary {
            environment: job.environment.clone(),
            name: names(&job.draft).pop().unwrap_or_default(),
            built: Vec::new(),
            refused: Vec::new(),
        };
        let first = self.plan(job, "init-container", None)?;
        let uses = self.target_uses(&first)?;
        let (mut artifacts, mut result) = (Vec::new(), Ok(()));
        for used in &uses {
            match self.target(job, &first, used) {
                Ok(Ok(built)) => {
                    summary.built.push(used.name.value.clone());
                    artifacts.extend(built);
                }
                Ok(Err(reason)) => summary.refused.push((used.name.value.clone(), reason)),
                Err(reported) => result = Err(reported),
            }
        }
        result.map(|()| (artifacts, summary))
    }

    fn plan(&self, job: &Job, delivery: &str, home: Option<Home>) -> Result<Plan, Reported> {
        let request = plan_request(self.request, job.environment.as_deref());
        let request = plan::Request { delivery: delivery.to_owned(), home, ..request };
        plan::build(&job.draft, self.program, &request, self.profiles, self.loader)
    }

    /// Targets that the app names; the plainest one where it names none; all where there is no app.
    fn target_uses(&self, plan: &Plan) -> Result<Vec<TargetUse>, Reported> {
        let named = |name: &str| TargetUse {
            name: Spanned::new(name.to_owned(), plan.span),
            dialect: None,
            delivery: None,
        };
        let mut uses = match (plan.targets.is_empty(), plan.unbound) {
            (false, _) => plan.targets.clone(),
            (true, true) => self.targets.keys().map(|name| named(name)).collect(),
            (true, false) => vec![named("init-container")],
        };
        if let Some(only) = &self.request.target {
            if !self.targets.contains_key(only) {
                let message = format!("no target `{only}`");
                let help = nearest_help(only, self.targets.keys().map(String::as_str));
                let diagnostic = Diagnostic::without_span(&codes::UNKNOWN_NAME, message);
                return Err(self.loader.sink.error(diagnostic.maybe_help(help)));
            }
            uses.retain(|used| used.name.value == *only);
        }
        Ok(uses)
    }

    fn target(
        &self,
        job: &Job,
        first: &Plan,
        used: &TargetUse,
    ) -> Result<Result<Vec<Artifact>, String>, Reported> {
        let sink = self.loader.sink;
        let target = self.targets.get(&used.name.value).ok_or_else(|| {
            let message = format!("unknown target `{}`", used.name.value);
            let help = nearest_help(&used.name.value, self.targets.keys().map(String::as_str));
            sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, used.name.span, message).maybe_help(help))
        })?;
        let target = target.dialect(used, sink)?;
        let delivery = target.delivery(used, sink)?;
        let refused = |refusal: Refusal| {
            if first.unbound { Ok(Err(refusal.why)) } else { Err(report(&refusal, used, sink)) }
        };
        if let Err(refusal) = target.accepts(first, &delivery) {
            return refused(refusal);
        }
        let home = target.home.clone().map(|folder| Home { capabilities: target.needs.clone(), folder });
        let plan = self.plan(job, &delivery, home)?;
        match self.workshop.build(&plan, target, &delivery)? {
            Err(refusal) => refused(refusal),
            Ok(artifacts) if artifacts.is_empty() => {
                Ok(Err("has nothing to emit: every value would have to come from the cluster".to_owned()))
            }
            Ok(artifacts) => Ok(Ok(artifacts)),
        }
    }
}

fn report(refusal: &Refusal, used: &TargetUse, sink: &Sink) -> Reported {
    let message = format!("target `{}` {}", used.name.value, refusal.why);
    let diagnostic = Diagnostic::new(refusal.code, refusal.span.unwrap_or(used.name.span), message);
    let diagnostic = if refusal.span.is_some() {
        diagnostic.related(used.name.span, "asked for here")
    } else {
        diagnostic
    };
    sink.error(diagnostic.maybe_help(refusal.help.clone()))
}

fn internal(problem: &str, sink: &Sink) -> Reported {
    sink.error(Diagnostic::without_span(&codes::TARGET_INVALID, problem))
}

fn plan_request(request: &Request, environment: Option<&str>) -> plan::Request {
    let container = request.set.iter().find_map(|set| set.strip_prefix("container="));
    plan::Request {
        environment: environment.map(str::to_owned),
        container: container.map(str::to_owned),
        delivery: "init-container".to_owned(),
        home: None,
    }
}

fn drafts(
    program: &Program,
    environment: Option<&str>,
    overrides: &[Override],
    profiles: &Profiles,
    sink: &Sink,
) -> Result<Vec<AppDraft>, Reported> {
    if program.apps.is_empty() {
        resolve::unbound(program, profiles, overrides, sink)
    } else {
        resolve::apps(program, environment, overrides, profiles, sink)
    }
}

/// Names an app may be called by: its own, and its folder's, last.
fn names(draft: &AppDraft) -> Vec<String> {
    let own = draft.name.value.clone();
    let folder = draft.variant.as_ref().map(|v| format!("{own}-{}", v.value));
    std::iter::once(own).chain(folder).collect()
}

/// Two apps of one name in two namespaces build under `<ns>.<app>`.
fn qualify(jobs: &mut [Job]) {
    let key = |job: &Job| (job.environment.clone(), names(&job.draft).pop());
    let mut count: BTreeMap<_, usize> = BTreeMap::new();
    jobs.iter().for_each(|job| *count.entry(key(job)).or_default() += 1);
    for job in jobs {
        job.draft.qualified = count.get(&key(job)).is_some_and(|n| *n > 1);
    }
}

/// `[APP:]PROFILE.SETTING=VALUE` as nodes.
fn overrides(request: &Request, sources: &Sources, sink: &Sink) -> Result<Vec<Override>, Reported> {
    let own = request.set.iter().filter(|set| !set.starts_with("container="));
    let all: Vec<_> = own.map(|set| read_override(set, sources, sink)).collect();
    all.into_iter().collect()
}

fn read_override(set: &str, sources: &Sources, sink: &Sink) -> Result<Override, Reported> {
    let source = sources.add("--set", set);
    let span = crate::source::Span::new(source, 0, set.len());
    let parts = set.split_once('=').and_then(|(key, value)| {
        let (app, key) = key.split_once(':').map_or((None, key), |(app, key)| (Some(app.to_owned()), key));
        let (profile, setting) = key.split_once('.')?;
        Some((app, profile, setting, value))
    });
    let Some((app, profile, setting, value)) = parts else {
        let diagnostic = Diagnostic::new(&codes::SHAPE, span, "`--set` that names no setting");
        return Err(
            sink.error(diagnostic.help("write --set [APP:]PROFILE.SETTING=VALUE, or --set container=NAME"))
        );
    };
    let mut node = resolve::text_node("settings", profile, span);
    let mut inner = resolve::text_node(setting, value, span);
    if let Some(scalar) = literal(value) {
        inner.args[0].scalar = scalar;
    }
    node.children = Some(vec![inner]);
    Ok(Override { app, node })
}

fn literal(value: &str) -> Option<syntax::Scalar> {
    match value {
        "true" | "#true" => Some(syntax::Scalar::Bool(true)),
        "false" | "#false" => Some(syntax::Scalar::Bool(false)),
        _ => None,
    }
}
