//! `lint { … }`: which rules run below the folder of a project file.

use crate::diagnostic::{Reported, Sink};
use crate::source::Spanned;
use crate::syntax::{Fields, Node};

/// What a project file says of rules.
#[derive(Clone, Debug, Default)]
pub struct LintConfig {
    /// Whether rules of style run too.
    pub strict: bool,
    /// Codes, beginnings of codes, or names; none means all.
    pub select: Vec<Spanned<String>>,
    /// The same, for what is left out.
    pub ignore: Vec<Spanned<String>>,
    /// Where images may come from; none means anywhere.
    pub registries: Vec<Spanned<String>>,
}

const NODES: [&str; 4] = ["strict", "select", "ignore", "registry"];

/// Reads `lint { strict; select "AGC3"; ignore "latest-tag"; registry "harbor.example.com" }`.
pub fn read(fields: Fields, sink: &Sink) -> Result<LintConfig, Reported> {
    fields.takes(0, &[], true)?;
    let (mut config, mut result) = (LintConfig::default(), Ok(()));
    for child in fields.node.children() {
        let one = Fields::of(child, sink);
        let read = match one.name() {
            "strict" => one.takes(0, &[], false).map(|()| config.strict = true),
            "select" => one.texts().map(|words| config.select.extend(words)),
            "ignore" => one.texts().map(|words| config.ignore.extend(words)),
            "registry" => one.texts().map(|words| config.registries.extend(words)),
            _ => Err(fields.unknown_child(child, &NODES)),
        };
        result = read.and(result);
    }
    result.map(|()| config)
}

/// The first `lint` among top-level nodes.
pub fn lint_config(nodes: &[Node], sink: &Sink) -> Result<LintConfig, Reported> {
    let node = nodes.iter().find(|node| node.name.value == "lint");
    node.map_or_else(|| Ok(LintConfig::default()), |node| read(Fields::of(node, sink), sink))
}
