//! Trees built in memory.

use std::collections::BTreeMap;

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile};

/// What a build made.
pub struct Built {
    /// Bodies by path.
    pub files: BTreeMap<String, String>,
    /// Headers by path.
    pub headers: BTreeMap<String, String>,
    /// Refused targets, and why.
    pub refused: BTreeMap<String, String>,
}

/// Builds the tree, or gives the messages of all that is wrong with it.
pub fn build(files: &[(&str, &str)], target: Option<&str>) -> Result<Built, String> {
    build_with(files, Request { target: target.map(str::to_owned), ..Request::default() })
}

/// Builds what the request asks of the tree, or gives the messages of all that is wrong with it.
pub fn build_with(files: &[(&str, &str)], request: Request) -> Result<Built, String> {
    let mut world = Memory::default();
    for (path, text) in files {
        assert!(world.insert(path, *text), "{path}");
    }
    let path = |name: &str| VirtualPath::root().join(name).expect("a path");
    let kdl: Vec<VirtualPath> =
        files.iter().filter(|(name, _)| name.ends_with(".kdl")).map(|(name, _)| path(name)).collect();
    let request = Request { files: kdl, ..request };
    let (sources, sink) = (Sources::default(), Sink::default());
    let result = compile(&world, &request, &sources, &sink, &|_, _| {});
    let said = || {
        let help = |help: Option<String>| help.map(|help| format!(" ({help})")).unwrap_or_default();
        sink.into_sorted().into_iter().map(|d| format!("{}{}\n", d.message, help(d.help))).collect::<String>()
    };
    let Ok(compiled) = result else { return Err(said()) };
    let artifacts = compiled.artifacts.into_iter();
    let all: Vec<_> = artifacts.map(|a| (a.path.to_string(), a.body, a.header.join("\n"))).collect();
    Ok(Built {
        files: all.iter().map(|(path, body, _)| (path.clone(), body.clone())).collect(),
        headers: all.into_iter().map(|(path, _, header)| (path, header)).collect(),
        refused: compiled.summaries.into_iter().flat_map(|summary| summary.refused).collect(),
    })
}

/// The documents of a file that was built.
pub fn documents(built: &Built, path: &str) -> Vec<serde_json::Value> {
    let text = built.files.get(path).unwrap_or_else(|| panic!("{path}: {:?}", built.files.keys()));
    let (sources, sink) = (std::sync::Arc::new(Sources::default()), Sink::default());
    let id = sources.add(path, text);
    let all = agentc::yaml::parse(&sources, id, &sink).expect("YAML");
    all.iter().map(|document| document.root.to_json()).collect()
}
