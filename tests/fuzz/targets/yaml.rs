//! YAML: what is read is inside of the text, and comes back when it is printed.
#![no_main]

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::yaml::{self, Node};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    for (value, root) in read(text) {
        root.iter().for_each(|node| inside(node, text));
        let printed = yaml::print(&value);
        let again: Vec<Value> = read(&printed).into_iter().map(|(value, _)| value).collect();
        assert_eq!(again, [value], "{printed}");
    }
});

fn read(text: &str) -> Vec<(Value, Option<Node>)> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = sources.add("a.yaml", text);
    let documents = yaml::parse(&sources, source, &sink).unwrap_or_default();
    documents.into_iter().map(|document| (document.root.to_json(), Some(document.root))).collect()
}

fn inside(node: &Node, text: &str) {
    assert!(text.get(node.span.start as usize..node.span.end as usize).is_some(), "{node:?}");
}
