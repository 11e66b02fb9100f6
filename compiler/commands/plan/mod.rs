//! `agentc plan`: the resolved plan of one app, every value with its origin.

mod own;
mod text;
mod view;

use std::path::PathBuf;

use clap::ValueEnum;

use crate::compile::{Request, plans};
use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::plan::Plan;
use crate::report::Format;
use crate::source::Sources;

use super::Exit;
use super::session::{Session, SourceTree};

/// Show what the JVMs of an app get, and where every value comes from
///
/// The plan is what every target is built from: agents in load order, settings with the carrier that a pod
/// form uses, JVM options and variables, those of the application's own manifest too. Each comes with the line it
/// is written on and the lines it replaced.
/// A secret is shown by name and key only.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc plan --app order
  agentc plan agents/ --app order --env prod --format json
  agentc plan --app order --set order:acme.endpoint=collector:4317")]
pub struct Args {
    /// Files and folders of one source tree [default: the folder of the nearest agentc.kdl]
    paths: Vec<PathBuf>,
    /// The app; a variant is APP-VARIANT, one of several apps of a name NAMESPACE.APP
    #[arg(long, value_name = "NAME")]
    app: String,
    /// The environment
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Override a setting, or the container of an unbound build (container=NAME)
    #[arg(long, value_name = "[APP:]PROFILE.SETTING=VALUE")]
    set: Vec<String>,
    /// How the plan is printed
    #[arg(long, value_enum, default_value_t)]
    format: PlanFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// Tables, as wide as the terminal
    #[default]
    Text,
    /// A versioned object
    Json,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (sources, sink) = (Sources::default(), Sink::default());
    let plan = one(args, &sources, &sink);
    let plan = plan.and_then(|plan| view::of(&plan, &sources, &sink).ok());
    match (&plan, args.format) {
        (Some(plan), PlanFormat::Text) => session.print(&text::render(plan, session)),
        (Some(plan), PlanFormat::Json) => session.print(&view::to_json(plan)),
        (None, _) => {}
    }
    match args.format {
        PlanFormat::Text => session.report(sink, &sources, Format::Text, false),
        PlanFormat::Json => session.report_aside(sink, &sources),
    }
}

fn one(args: &Args, sources: &Sources, sink: &Sink) -> Option<Plan> {
    let tree = SourceTree::open(&args.paths, sink)?;
    let request = Request {
        files: tree.files,
        paths: tree.asked,
        environment: args.env.clone(),
        app: Some(args.app.clone()),
        target: None,
        set: args.set.clone(),
    };
    let plans = plans(&tree.world, &request, sources, sink).ok()?;
    choose(plans, &args.app, sink).ok()
}

/// The app itself rather than its variants; one environment, one namespace.
fn choose(plans: Vec<Plan>, app: &str, sink: &Sink) -> Result<Plan, Reported> {
    let exact = plans.iter().any(|plan| plan.name == app);
    let mut wanted: Vec<Plan> = plans.into_iter().filter(|plan| !exact || plan.name == app).collect();
    if wanted.len() == 1 {
        return Ok(wanted.remove(0));
    }
    let mut ways: Vec<String> = wanted.iter().map(way).collect();
    ways.dedup();
    let message = format!("`{app}` is built in {} forms", ways.len());
    let diagnostic = Diagnostic::without_span(&codes::AMBIGUOUS, message);
    Err(sink.error(diagnostic.help(format!("say which: {}", ways.join(", or ")))))
}

fn way(plan: &Plan) -> String {
    let environment = plan.environment.as_ref().map(|env| format!(" --env {env}")).unwrap_or_default();
    format!("--app {}{environment}", plan.name)
}
