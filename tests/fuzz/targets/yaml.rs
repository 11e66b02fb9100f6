//! YAML: what is read is inside of the text, and comes back when it is printed.
#![no_main]

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::yaml::{self, Document};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// A block may hold what only Helm has, as text; the printer may have to quote it, and quotes make a template of it.
const HELM_TEMPLATE: &str = "AGC712";

fuzz_target!(|text: &str| {
    for document in read(text).unwrap_or_default() {
        let (span, value) = (document.root.span, document.root.to_json());
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{document:?}");
        let printed = yaml::print(&value);
        match read(&printed) {
            Err(HELM_TEMPLATE) => {}
            again => {
                let again: Result<Vec<Value>, _> =
                    again.map(|all| all.iter().map(|document| document.root.to_json()).collect());
                assert_eq!(again, Ok(vec![value]), "{printed}");
            }
        }
    }
});

/// The documents, or the code of what is wrong.
fn read(text: &str) -> Result<Vec<Document>, &'static str> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = sources.add("a.yaml", text);
    yaml::parse(&sources, source, &sink).map_err(|_| sink.into_sorted().first().map_or("", |f| f.code.id))
}
