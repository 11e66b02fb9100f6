//! `agentc list`.

use clap::ValueEnum;

use crate::diagnostic::Sink;
use crate::profile::Item;
use crate::resolve::Profiles;
use crate::source::Sources;
use crate::target;
use crate::world::Memory;

use super::Exit;
use super::session::{FormatArg, Session, print};

/// List what ships with agentc
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// What to list
    what: What,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Agents and companions, with their releases
    Profiles,
    /// Kinds of output, and whether a model or a direct reading proves them
    Targets,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (sources, sink) = (Sources::default(), Sink::default());
    let text = match args.what {
        What::Profiles => profiles(&sources, &sink),
        What::Targets => targets(&sources, &sink),
    };
    print(&text);
    session.report(sink, &sources, FormatArg::Text, false)
}

fn profiles(sources: &Sources, sink: &Sink) -> String {
    let profiles = Profiles::new(indexmap::IndexMap::new(), sources, sink);
    let all = profiles.names().into_iter().filter_map(|name| profiles.get(&name));
    let line = |profile: std::sync::Arc<crate::profile::Profile>| {
        let summary = profile.items.iter().find_map(|item| match item {
            Item::Summary(summary) => Some(summary.as_str()),
            _ => None,
        });
        let releases: Vec<_> = profile.releases.iter().map(|r| r.version.value.as_str()).collect();
        let name = &profile.name.value;
        format!("{name:12} {:32} {}\n", releases.join(" "), summary.unwrap_or_default())
    };
    all.map(line).collect()
}

fn targets(sources: &Sources, sink: &Sink) -> String {
    let Ok(targets) = target::targets(&Memory::default(), sources, sink) else { return String::new() };
    let line = |target: &target::Target| {
        let proof = if target.is_modelled() { "modelled" } else { "proved" };
        format!("{:18} {proof:9} {}\n", target.name, target.summary)
    };
    targets.values().map(line).collect()
}
