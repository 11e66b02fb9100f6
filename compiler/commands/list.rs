//! `agentc list`.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;

use crate::check::{Page, RULES, Rule};
use crate::diagnostic::Sink;
use crate::profile::{Item, Profile};
use crate::report::Format;
use crate::resolve::Profiles;
use crate::source::Sources;
use crate::target;
use crate::world::Memory;

use super::Exit;
use super::project::{self, project_of};
use super::session::Session;
use super::table::Table;

/// List profiles, targets or rules
///
/// Profiles are the shipped ones and those of the project that this folder is in.
///
/// A target is `proved` when agentc itself reads its output back as the kubelet and the JVM do, `modelled` when
/// somebody else renders it, a chart or an operator, and agentc knows how.
///
/// A rule that runs `always` is told by every command that reads what it is about. A `strict` one runs with
/// `agentc lint --strict`, or when it is selected by its code or name. A `safe` fix is made by
/// `agentc lint --fix`, an `unsafe` one by `--fix=all`; `both` has one or the other, by the case.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc list profiles
  agentc list rules | grep AGC3
  agentc list rules --format json")]
pub struct Args {
    /// What to list
    what: What,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Agents and companions, with their releases
    Profiles,
    /// Kinds of output, the Kubernetes they need, and how they are proved
    Targets,
    /// What `agentc lint` and the other commands find
    Rules,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// A table, as wide as the terminal
    #[default]
    Text,
    /// A versioned object
    Json,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (sources, sink) = (Sources::default(), Sink::default());
    match args.what {
        What::Profiles => show("profiles", &profiles(&sources, &sink), args.format, session),
        What::Targets => show("targets", &targets(&sources, &sink), args.format, session),
        What::Rules => {
            show(
                "rules",
                &RULES.iter().map(|rule| RuleRow::of(rule)).collect::<Vec<_>>(),
                args.format,
                session,
            );
        }
    }
    session.report(sink, &sources, Format::Text, false)
}

/// Something that is listed.
trait Row: Serialize {
    const HEADINGS: &'static [&'static str];
    /// A cell for each heading.
    fn cells(&self) -> Vec<String>;
}

fn show<R: Row>(name: &str, rows: &[R], format: ListFormat, session: &Session) {
    session.print(&match format {
        ListFormat::Json => format!("{:#}\n", json!({ "schema_version": 1, name: rows })),
        ListFormat::Text => {
            let mut table = Table::new(R::HEADINGS);
            for row in rows {
                table.row(row.cells());
            }
            table.render("", session.line_width(), session.paint())
        }
    });
}

#[derive(Serialize)]
struct ProfileRow {
    name: String,
    role: Option<String>,
    /// The one that is used where nobody says which, first.
    releases: Vec<String>,
    settings: usize,
    summary: String,
}

impl Row for ProfileRow {
    const HEADINGS: &'static [&'static str] = &["PROFILE", "ROLE", "RELEASES", "SETTINGS", "SUMMARY"];

    fn cells(&self) -> Vec<String> {
        let (role, settings) = (self.role.clone().unwrap_or_default(), self.settings.to_string());
        vec![self.name.clone(), role, self.releases.join(" "), settings, self.summary.clone()]
    }
}

fn profiles(sources: &Sources, sink: &Sink) -> Vec<ProfileRow> {
    let own = project_of(Path::new(".")).map(|root| project::profiles(&root, sources));
    let profiles = Profiles::new(own.unwrap_or_default(), sources, sink);
    let row = |profile: &Profile| {
        let summary = profile.items.iter().find_map(|item| match item {
            Item::Summary(summary) => Some(summary.clone()),
            _ => None,
        });
        let mut releases: Vec<_> = profile.releases.iter().map(|r| r.version.value.clone()).collect();
        let default = profile.default_release().map(|r| r.version.value.as_str());
        releases.sort_by_key(|release| Some(release.as_str()) != default);
        ProfileRow {
            name: profile.name.value.clone(),
            role: profile.role().map(|role| role.as_str().to_owned()),
            releases,
            settings: profile.items.iter().filter(|item| matches!(item, Item::Setting(_))).count(),
            summary: summary.unwrap_or_default(),
        }
    };
    profiles.names().iter().filter_map(|name| profiles.get(name)).map(|profile| row(&profile)).collect()
}

#[derive(Serialize)]
struct TargetRow {
    name: String,
    kubernetes: Option<String>,
    proof: &'static str,
    dialects: Vec<String>,
    summary: String,
}

impl Row for TargetRow {
    const HEADINGS: &'static [&'static str] = &["TARGET", "KUBERNETES", "PROOF", "SUMMARY"];

    fn cells(&self) -> Vec<String> {
        let kubernetes = self.kubernetes.clone().unwrap_or_else(|| "any".to_owned());
        let dialects = self.dialects.join(", ");
        let dialects = if dialects.is_empty() { dialects } else { format!("\ndialects: {dialects}") };
        vec![self.name.clone(), kubernetes, self.proof.to_owned(), format!("{}{dialects}", self.summary)]
    }
}

fn targets(sources: &Sources, sink: &Sink) -> Vec<TargetRow> {
    let Ok(targets) = target::targets(&Memory::default(), sources, sink) else { return Vec::new() };
    let rows = targets.values().map(|target| TargetRow {
        name: target.name.clone(),
        kubernetes: target.kubernetes.map(|(major, minor)| format!("{major}.{minor}")),
        proof: if target.is_modelled() { "modelled" } else { "proved" },
        dialects: target.dialects.keys().cloned().collect(),
        summary: target.summary.clone(),
    });
    rows.collect()
}

#[derive(Serialize)]
struct RuleRow {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    runs: &'static str,
    fixes: Vec<&'static str>,
    summary: &'static str,
}

impl RuleRow {
    fn of(rule: &'static Rule) -> Self {
        RuleRow {
            code: rule.code.id,
            name: rule.code.slug,
            severity: rule.code.severity.as_str(),
            runs: if rule.strict { "strict" } else { "always" },
            fixes: Page::parse(rule.page).fixes,
            summary: rule.code.summary,
        }
    }
}

impl Row for RuleRow {
    const HEADINGS: &'static [&'static str] = &["CODE", "NAME", "SEVERITY", "RUNS", "FIX", "SUMMARY"];

    fn cells(&self) -> Vec<String> {
        let fix = match self.fixes.as_slice() {
            [] => "",
            [only] => only,
            _ => "both",
        };
        [self.code, self.name, self.severity, self.runs, fix, self.summary].map(str::to_owned).to_vec()
    }
}
