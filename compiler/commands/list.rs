//! `agentc list`.

use clap::ValueEnum;

use crate::check::RULES;
use crate::diagnostic::Sink;
use crate::profile::Item;
use crate::report::Format;
use crate::resolve::Profiles;
use crate::source::Sources;
use crate::target;
use crate::world::Memory;

use super::Exit;
use super::session::Session;
use super::table::Table;

/// List profiles, targets or rules
///
/// A target is `proved` when agentc itself reads its output back as the kubelet and the JVM do, `modelled` when
/// somebody else renders it, a chart or an operator, and agentc knows how.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// What to list
    what: What,
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

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (sources, sink) = (Sources::default(), Sink::default());
    let text = match args.what {
        What::Profiles => profiles(session, &sources, &sink),
        What::Targets => targets(session, &sources, &sink),
        What::Rules => rules(session),
    };
    session.print(&text);
    session.report(sink, &sources, Format::Text, false)
}

fn profiles(session: &Session, sources: &Sources, sink: &Sink) -> String {
    let profiles = Profiles::new(indexmap::IndexMap::new(), sources, sink);
    let mut table = Table::new(&["PROFILE", "ROLE", "RELEASES", "SETTINGS", "SUMMARY"]);
    for profile in profiles.names().iter().filter_map(|name| profiles.get(name)) {
        let summary = profile.items.iter().find_map(|item| match item {
            Item::Summary(summary) => Some(summary.clone()),
            _ => None,
        });
        let mut releases: Vec<_> = profile.releases.iter().map(|r| r.version.value.as_str()).collect();
        let default = profile.default_release().map(|r| r.version.value.as_str());
        // The one that is used where nobody says which, first.
        releases.sort_by_key(|release| Some(*release) != default);
        let settings = profile.items.iter().filter(|item| matches!(item, Item::Setting(_))).count();
        table.row(vec![
            profile.name.value.clone(),
            profile.role().map(|role| role.as_str().to_owned()).unwrap_or_default(),
            releases.join(" "),
            settings.to_string(),
            summary.unwrap_or_default(),
        ]);
    }
    table.render("", Session::width(), session.paint())
}

fn targets(session: &Session, sources: &Sources, sink: &Sink) -> String {
    let Ok(targets) = target::targets(&Memory::default(), sources, sink) else { return String::new() };
    let mut table = Table::new(&["TARGET", "KUBERNETES", "PROOF", "SUMMARY"]);
    for target in targets.values() {
        let kubernetes = target.kubernetes.map(|(major, minor)| format!("{major}.{minor}"));
        let dialects = target.dialects.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let dialects = if dialects.is_empty() { dialects } else { format!("\ndialects: {dialects}") };
        table.row(vec![
            target.name.clone(),
            kubernetes.unwrap_or_else(|| "any".to_owned()),
            if target.is_modelled() { "modelled" } else { "proved" }.to_owned(),
            format!("{}{dialects}", target.summary),
        ]);
    }
    table.render("", Session::width(), session.paint())
}

fn rules(session: &Session) -> String {
    let mut table = Table::new(&["CODE", "NAME", "SEVERITY", "RUNS", "SUMMARY"]);
    for rule in RULES {
        let code = rule.code;
        let runs = if rule.strict { "strict" } else { "always" };
        let row = [code.id, code.slug, code.severity.as_str(), runs, code.summary];
        table.row(row.map(str::to_owned).to_vec());
    }
    table.render("", Session::width(), session.paint())
}
