//! Which apps a run is about, in which environments.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::plan::{self, Home, Plan};
use crate::resolve::{self, AppDraft, CommandLine, Loader, Profiles, Program};

use super::Request;

/// A program, and what is wanted of it.
#[derive(Clone, Copy)]
pub(super) struct Tree<'a> {
    pub program: &'a Program,
    pub profiles: &'a Profiles<'a>,
    pub loader: Loader<'a>,
    pub request: &'a Request,
    /// `--set`, read.
    pub set: &'a CommandLine,
}

/// Who attaches the agents, as far as it matters to the plan.
pub(super) struct Consumer<'a> {
    pub delivery: &'a str,
    pub home: Option<Home>,
    pub chooses: bool,
}

/// One app, or one of its variants, in one environment.
pub(super) struct Job {
    pub environment: Option<String>,
    pub draft: AppDraft,
}

impl Tree<'_> {
    /// What can be planned, and whether something else cannot: what is wrong with one app hides nothing that
    /// is wrong with another.
    pub fn jobs(&self) -> Result<(Vec<Job>, Result<(), Reported>), Reported> {
        let sink = self.loader.sink;
        let (mut jobs, mut result) = (Vec::new(), Ok(()));
        for environment in self.environments()? {
            let (drafts, read) =
                resolve::apps(self.program, environment.as_deref(), &self.set.overrides, self.profiles, sink);
            result = read.and(result);
            jobs.extend(drafts.into_iter().map(|draft| Job { environment: environment.clone(), draft }));
        }
        if jobs.is_empty() && result.is_ok() {
            let diagnostic =
                Diagnostic::without_span(&codes::NO_INPUT, "no app, no `defaults` and no profile here");
            return Err(sink.error(diagnostic.help("`agentc init` writes a tree to start from")));
        }
        // An app that was not read to the end may be, or use, what is named.
        if result.is_ok() {
            let all: Vec<&AppDraft> = jobs.iter().map(|job| &job.draft).collect();
            result = self.set.check(&all, self.profiles, sink);
        }
        qualify(&mut jobs);
        result = own_folders(&jobs, sink).and(result);
        if let Some(app) = &self.request.app {
            let known: Vec<String> = jobs.iter().flat_map(|job| names(&job.draft)).collect();
            if !known.contains(app) && result.is_ok() {
                return Err(unmatched("app", app, known.iter().map(String::as_str), sink));
            }
            jobs.retain(|job| names(&job.draft).contains(app));
        }
        Ok((jobs, result))
    }

    fn environments(&self) -> Result<Vec<Option<String>>, Reported> {
        let known = &self.program.environments;
        match &self.request.environment {
            Some(name) if known.contains_key(name) => Ok(vec![Some(name.clone())]),
            Some(name) => {
                Err(unmatched("environment", name, known.keys().map(String::as_str), self.loader.sink))
            }
            None if known.is_empty() => Ok(vec![None]),
            None => Ok(known.keys().cloned().map(Some).collect()),
        }
    }

    /// The plan before a target is chosen.
    pub fn first_plan(&self, job: &Job) -> Result<Plan, Reported> {
        self.plan(job, &Consumer { delivery: "init-container", home: None, chooses: false })
    }

    pub fn plan(&self, job: &Job, consumer: &Consumer) -> Result<Plan, Reported> {
        let request = plan::Request {
            environment: job.environment.clone(),
            container: self.set.container.as_ref().map(|name| name.value.clone()),
            delivery: consumer.delivery.to_owned(),
            home: consumer.home.clone(),
            chooses: consumer.chooses,
        };
        plan::build(&job.draft, self.program, &request, self.profiles, self.loader)
    }
}

/// An option that names what the tree does not have: there is nothing to compile.
pub(super) fn unmatched<'n>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'n str>,
    sink: &Sink,
) -> Reported {
    let message = format!("the tree has no {what} `{name}`");
    let help = nearest_help(name, known);
    sink.error(Diagnostic::without_span(&codes::NO_INPUT, message).maybe_help(help))
}

/// Names an app may be called by: its own, the variant's, and its folder's, last.
pub(super) fn names(draft: &AppDraft) -> Vec<String> {
    let own = draft.name.value.clone();
    let variant = draft.variant.as_ref().map(|v| format!("{own}-{}", v.value));
    let mut names: Vec<String> = std::iter::once(own).chain(variant).collect();
    let namespace = draft.namespace.as_ref().filter(|_| draft.qualified);
    names.extend(namespace.zip(names.last()).map(|(ns, name)| format!("{}.{name}", ns.value)));
    names
}

/// Two apps of one name in two namespaces build under `<ns>.<app>`.
fn qualify(jobs: &mut [Job]) {
    let key = |job: &Job| (job.environment.clone(), names(&job.draft).pop());
    let mut count: BTreeMap<_, usize> = BTreeMap::new();
    for job in jobs.iter() {
        *count.entry(key(job)).or_default() += 1;
    }
    for job in jobs {
        job.draft.qualified = count.get(&key(job)).is_some_and(|n| *n > 1);
    }
}

/// No two apps or variants of one environment may build into one folder.
fn own_folders(jobs: &[Job], sink: &Sink) -> Result<(), Reported> {
    let place = |job: &Job| job.draft.variant.as_ref().map_or(job.draft.name.span, |variant| variant.span);
    let mut seen: BTreeMap<_, &Job> = BTreeMap::new();
    let mut result = Ok(());
    for job in jobs {
        let folder = plan::folder_name(&job.draft);
        if let Some(first) = seen.insert((job.environment.clone(), folder.clone()), job) {
            let message = format!("two apps would be written to the folder `{folder}`");
            let diagnostic = Diagnostic::new(&codes::OUTPUT_NAME, place(job), message);
            let diagnostic = diagnostic.related(place(first), "the other one is here");
            result = Err(sink.error(diagnostic.help("rename one of them")));
        }
    }
    result
}
