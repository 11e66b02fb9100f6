//! The pipeline on one page: KDL text to artifacts.

mod cluster;
mod hide;
mod tree;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::output::Artifact;
use crate::plan::{Home, Plan, TargetUse};
use crate::resolve::{self, Loader, Profiles, Shipped};
use crate::source::{Sources, Span, Spanned};
use crate::target::{self, Again, Draft, Refusal, Schemas, Target, Templates, Workshop};
use crate::world::{Overlay, VirtualPath, World};

use tree::{Consumer, Job, Tree, names, unmatched};

/// What a run asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files to compile, below the root of the world.
    pub files: Vec<VirtualPath>,
    /// Files and folders that they were asked for by; none where the whole tree was.
    pub paths: Vec<VirtualPath>,
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
    /// The targets that it has, where `--target` names another.
    pub others: Vec<String>,
    /// Where it is declared.
    pub span: Span,
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
    with_run(world, request, Loader { world, sources, sink }, |run| {
        let (jobs, mut result) = run.tree.jobs()?;
        let done = std::sync::atomic::AtomicUsize::new(0);
        let finished: Vec<_> = jobs
            .par_iter()
            .map(|job| {
                let result = run.app(job);
                progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, jobs.len());
                result
            })
            .collect();
        let mut compiled = Compiled {
            out: run.tree.program.project.out.as_ref().map(|o| o.value.clone()),
            ..Compiled::default()
        };
        for one in finished {
            match one {
                Ok((artifacts, summary)) => {
                    compiled.artifacts.extend(artifacts);
                    compiled.summaries.push(summary);
                }
                Err(reported) => result = Err(reported),
            }
        }
        result.and_then(|()| run.has_target(&compiled.summaries))?;
        cluster::check(&compiled.artifacts, sink).map(|()| compiled)
    })
}

/// Shows `visit` what each target makes of each plan, before it is judged: for those who test the judge.
pub fn inspect<T>(
    world: &dyn World,
    request: &Request,
    sources: &Sources,
    sink: &Sink,
    visit: &dyn Fn(&Workshop, &Draft) -> T,
) -> Result<Vec<T>, Reported> {
    with_run(world, request, Loader { world, sources, sink }, |run| {
        let mut all = Vec::new();
        let (jobs, result) = run.tree.jobs()?;
        for job in &jobs {
            let first = run.tree.first_plan(job)?;
            let uses = if first.is_empty() { Vec::new() } else { run.target_uses(&first)?.0 };
            for used in &uses {
                if let Ok((plan, target, delivery)) = run.planned(job, &first, used)? {
                    let draft = run.workshop.draft(&plan, target, &delivery)?;
                    all.extend(draft.ok().map(|draft| visit(run.workshop, &draft)));
                }
            }
        }
        result.map(|()| all)
    })
}

/// Reads the program, profiles and targets, and works with them.
fn with_run<T>(
    world: &dyn World,
    request: &Request,
    loader: Loader,
    work: impl FnOnce(&Run) -> Result<T, Reported>,
) -> Result<T, Reported> {
    let (sources, sink) = (loader.sources, loader.sink);
    let files = loader.tree(&request.files)?;
    hide::hide(&files, sources);
    let program = resolve::read(&files, false, sink)?;
    let profiles = Profiles::new(program.profiles.clone(), sources, sink);
    profiles.report_shadowed();
    profiles.check()?;
    let targets = target::targets(world, sources, sink)?;
    let files = Overlay { upper: world, lower: &Shipped };
    let templates = Templates::new(&files).map_err(|problem| internal(&problem, sink))?;
    let schemas = Schemas::new(target::schemas(world, sink)?);
    let set = request.set.iter().map(String::as_str);
    let again = Again::new(request.paths.iter().map(VirtualPath::as_str), set);
    let workshop = Workshop { templates, schemas, again, sink };
    let set = resolve::command_line(&request.set, sources, sink)?;
    resolve::report_unused(&program, &profiles, sink);
    let tree = Tree { program: &program, profiles: &profiles, loader, request, set: &set };
    work(&Run { tree, targets: &targets, workshop: &workshop })
}

/// The plans of a tree, one per app, variant and environment: what `agentc plan` chooses from.
pub fn plans(
    world: &dyn World,
    request: &Request,
    sources: &Sources,
    sink: &Sink,
) -> Result<Vec<Plan>, Reported> {
    let loader = Loader { world, sources, sink };
    let files = loader.tree(&request.files)?;
    hide::hide(&files, sources);
    let program = resolve::read(&files, false, sink)?;
    let profiles = Profiles::new(program.profiles.clone(), sources, sink);
    profiles.check()?;
    let set = resolve::command_line(&request.set, sources, sink)?;
    resolve::report_unused(&program, &profiles, sink);
    let tree = Tree { program: &program, profiles: &profiles, loader, request, set: &set };
    let (jobs, result) = tree.jobs()?;
    result?;
    jobs.iter().map(|job| tree.first_plan(job)).collect()
}

struct Run<'a> {
    tree: Tree<'a>,
    targets: &'a BTreeMap<String, Target>,
    workshop: &'a Workshop<'a>,
}

impl Run<'_> {
    fn app(&self, job: &Job) -> Result<(Vec<Artifact>, Summary), Reported> {
        let mut summary = Summary {
            environment: job.environment.clone(),
            name: names(&job.draft).pop().unwrap_or_default(),
            built: Vec::new(),
            refused: Vec::new(),
            others: Vec::new(),
            span: job.draft.name.span,
        };
        let first = self.tree.first_plan(job)?;
        // An app may have its agents in other environments only.
        if first.is_empty() {
            return Ok((Vec::new(), summary));
        }
        let (uses, others) = self.target_uses(&first)?;
        summary.others = others.iter().map(TargetUse::shown).collect();
        let (mut artifacts, mut result) = (Vec::new(), Ok(()));
        for used in &uses {
            let built = self.planned(job, &first, used).and_then(|planned| match planned {
                Ok((plan, target, delivery)) => {
                    let built = self.workshop.build(&plan, target, &delivery)?;
                    built.map_or_else(|refusal| self.refused(refusal, &first, used), |built| Ok(Ok(built)))
                }
                Err(reason) => Ok(Err(reason)),
            });
            match built {
                Ok(Ok(nothing)) if nothing.is_empty() => {
                    let reason = "has nothing to emit: every value would have to come from the cluster";
                    summary.refused.push((used.shown(), reason.to_owned()));
                }
                Ok(Ok(built)) => {
                    summary.built.push(used.shown());
                    artifacts.extend(built);
                }
                Ok(Err(reason)) => summary.refused.push((used.shown(), reason)),
                Err(reported) => result = Err(reported),
            }
        }
        result.map(|()| (artifacts, summary))
    }

    /// Targets that the app names, the plainest one where it names none, all where there is no app; and which of
    /// them `--target` leaves out.
    fn target_uses(&self, plan: &Plan) -> Result<(Vec<TargetUse>, Vec<TargetUse>), Reported> {
        let named = |name: &str| TargetUse {
            name: Spanned::new(name.to_owned(), plan.span),
            dialect: None,
            delivery: None,
        };
        let uses = match (plan.targets.is_empty(), plan.unbound) {
            (false, _) => plan.targets.clone(),
            (true, true) => self.targets.keys().map(|name| named(name)).collect(),
            (true, false) => vec![named("init-container")],
        };
        match &self.tree.request.target {
            None => Ok((uses, Vec::new())),
            Some(only) if self.targets.contains_key(only) => {
                Ok(uses.into_iter().partition(|used| used.name.value == *only))
            }
            Some(only) => {
                let known = self.targets.keys().map(String::as_str);
                Err(unmatched("target", only, known, self.tree.loader.sink))
            }
        }
    }

    /// `--target` names what some app has.
    fn has_target(&self, summaries: &[Summary]) -> Result<(), Reported> {
        let Some(only) = &self.tree.request.target else { return Ok(()) };
        let has = |summary: &Summary| !(summary.built.is_empty() && summary.refused.is_empty());
        let mut without: Vec<&Summary> = summaries.iter().filter(|s| !s.others.is_empty()).collect();
        without.sort_by_key(|summary| summary.span);
        without.dedup_by_key(|summary| summary.span);
        let first = without.first().filter(|_| !summaries.iter().any(has));
        let Some(first) = first else { return Ok(()) };
        let message = match without.len() {
            1 => format!("`{}` has no target `{only}`", first.name),
            several => format!("none of the {several} apps has the target `{only}`"),
        };
        let diagnostic = Diagnostic::new(&codes::NO_INPUT, first.span, message);
        let diagnostic = diagnostic.label(format!("`{}` has {}", first.name, first.others.join(", ")));
        let help = format!("add it to an app, target \"{only}\", or to defaults for all apps");
        Err(self.tree.loader.sink.error(diagnostic.help(help)))
    }

    /// A refusal is a reason where nobody asked for the target, and an error where an app did.
    fn refused<T>(
        &self,
        refusal: Refusal,
        first: &Plan,
        used: &TargetUse,
    ) -> Result<Result<T, String>, Reported> {
        if first.unbound { Ok(Err(refusal.why)) } else { Err(report(&refusal, used, self.tree.loader.sink)) }
    }

    /// The plan for a target, with the target and the delivery; or why an unbound plan is refused.
    fn planned(
        &self,
        job: &Job,
        first: &Plan,
        used: &TargetUse,
    ) -> Result<Result<(Plan, &Target, String), String>, Reported> {
        let sink = self.tree.loader.sink;
        let target = self.targets.get(&used.name.value).ok_or_else(|| {
            let message = format!("unknown target `{}`", used.name.value);
            let help = nearest_help(&used.name.value, self.targets.keys().map(String::as_str));
            sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, used.name.span, message).maybe_help(help))
        })?;
        let target = target.dialect(used, sink)?;
        let delivery = target.delivery(used, sink)?;
        if let Err(refusal) = target.accepts(first, &delivery) {
            return self.refused(refusal, first, used);
        }
        let home = target.home.clone().map(|folder| Home { capabilities: target.needs.clone(), folder });
        let consumer = Consumer { delivery: &delivery, home, chooses: target.chooses.is_some() };
        let plan = self.tree.plan(job, &consumer)?;
        if let Err(refusal) = target.takes(&plan, &delivery) {
            return self.refused(refusal, first, used);
        }
        Ok(Ok((plan, target, delivery)))
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
