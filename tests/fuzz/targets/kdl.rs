//! KDL from bytes: no end but a finding, places inside of the text, tokens that are the text again.
#![no_main]

use agentc::diagnostic::Sink;
use agentc::source::{Sources, Span};
use agentc::syntax::{self, Node};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (sources, sink) = (Sources::default(), Sink::default());
    let nodes = syntax::decode(&sources, "a.kdl", bytes, &sink)
        .and_then(|source| syntax::parse(&sources, source, &sink).map(|nodes| (source, nodes)));
    let inside = |span: Span| {
        let text = &sources.get(span.source).text;
        text.get(span.start as usize..span.end as usize).is_some()
    };
    let found = sink.into_sorted();
    assert_eq!(nodes.is_err(), !found.is_empty());
    for finding in &found {
        let labels = finding.primary.iter().chain(&finding.related).map(|label| label.span);
        let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.0));
        assert!(finding.primary.is_some() && labels.chain(edits).all(inside), "{finding:?}");
    }
    if let Ok((source, nodes)) = nodes {
        let text = &sources.get(source).text;
        let end = syntax::tokens(text).iter().fold(0, |at, token| {
            assert!(token.start == at && token.end > at, "{token:?}");
            token.end
        });
        assert_eq!(end, text.len());
        nodes.iter().for_each(|node| places(node, &inside));
    }
});

fn places(node: &Node, inside: &dyn Fn(Span) -> bool) {
    let within = |span: Span| span.start >= node.span.start && span.end <= node.span.end && inside(span);
    assert!(within(node.name.span) && node.args.iter().all(|argument| within(argument.span)));
    assert!(node.props.iter().all(|prop| within(prop.key.span) && within(prop.value.span)));
    for child in node.children() {
        assert!(within(child.span));
        places(child, inside);
    }
}
