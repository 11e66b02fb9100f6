//! The two readers beside the field's.

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::{syntax, yaml};
use kdl::KdlDocument;

use crate::measure::{Measured, Row};

pub const ROWS: &[Measured] = &[kdl, yaml_stream];

/// The shipped profiles, one behind the other.
pub fn profiles() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles");
    let entries = std::fs::read_dir(folder).expect("profiles/");
    let files = entries.map(|entry| entry.expect("an entry").path().join("profile.kdl"));
    let mut files: Vec<_> = files.filter(|file| file.is_file()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).expect("a profile") + "\n").collect()
}

/// Nodes that this crate's parser finds at the top of a text.
pub fn parse_kdl(text: &str) -> usize {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = sources.add("a.kdl", text);
    syntax::parse(&sources, source, &sink).map_or(0, |nodes| nodes.len())
}

/// Documents that this crate's reader finds in a stream.
pub fn parse_yaml(text: &str) -> usize {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = sources.add("a.yaml", text);
    yaml::parse(&sources, source, &sink).map_or(0, |documents| documents.len())
}

fn kdl() -> Result<Row, String> {
    let text = profiles();
    let peer = |text: &str| KdlDocument::parse_v2(text).map_or(0, |document| document.nodes().len());
    same(parse_kdl(&text), peer(&text))?;
    let titles = ["KDL: the shipped profiles", "the `kdl` crate", "below 1 is faster than it"];
    Ok(Row::measure(titles.map(str::to_owned), || parse_kdl(&text), || peer(&text)))
}

/// A Deployment as teams write them, again and again up to 2 MB.
fn yaml_stream() -> Result<Row, String> {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/skywalking/init-container/input/orders.yaml");
    let manifest = std::fs::read_to_string(path).map_err(|error| error.to_string())? + "---\n";
    let text = manifest.repeat(2_000_000 / manifest.len());
    let options = serde_saphyr::options! { budget: None };
    let peer = || {
        let all = serde_saphyr::from_multiple_with_options::<serde_json::Value>(&text, options.clone());
        all.map_or(0, |documents| documents.len())
    };
    same(parse_yaml(&text), peer())?;
    let titles = ["YAML: 2 MB of manifests", "`serde-saphyr`", "places and styles are ours alone"];
    Ok(Row::measure(titles.map(str::to_owned), || parse_yaml(&text), peer))
}

fn same(ours: usize, theirs: usize) -> Result<(), String> {
    if ours > 0 && ours == theirs { Ok(()) } else { Err(format!("{ours} parts here, {theirs} there")) }
}
