//! Edits of manifests: what they write, and that every other byte stays.

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::yaml::edit::{self, Edit};
use agentc::yaml::{Node, parse};

/// The text after what `change` makes of its first document.
fn edited(text: &str, change: impl Fn(&Node, &agentc::source::Source) -> Vec<Edit>) -> String {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("a.yaml", text);
    let documents = parse(&sources, id, &sink).expect("YAML");
    let source = sources.get(id);
    let mut edits = change(&documents[0].root, &source);
    edits.sort_by_key(|(span, _)| span.start);
    let mut after = text.to_owned();
    for (span, new) in edits.iter().rev() {
        after.replace_range(span.start as usize..span.end as usize, new);
    }
    after
}

#[test]
fn a_key_gets_another_value() {
    let cases = [
        ("a:\nb: 1\n", "a: {x: 1}\nb: 1\n"),
        ("a: {}\n", "a: {x: 1}\n"),
        ("\"a\" :\n- sh\n- -c\nb: 1\n", "\"a\": {x: 1}\nb: 1\n"),
        ("a:\n  - |\n    text\n  # later\nb: 1\n", "a: {x: 1}\n  # later\nb: 1\n"),
        ("b: 1 # one\n", "b: 1 # one\na: {x: 1}\n"),
        ("{b: 1}\n", "{b: 1, a: {x: 1}}\n"),
        // A comment would go with the old value.
        ("a:\n- sh # why\n- -c\n", "a:\n- sh # why\n- -c\n"),
        ("o: &o {y: 1}\na: *o\n", "o: &o {y: 1}\na: *o\n"),
    ];
    for (before, after) in cases {
        let set = |root: &Node, source: &_| edit::set(root, "a", "{x: 1}", source).into_iter().collect();
        assert_eq!(edited(before, set), after, "{before}");
    }
}

#[test]
fn words_change_inside_a_text() {
    let cases = [
        ("a: cp -r /x/* /y\n", "a: cp -r /x/. /y\n"),
        ("a: \"set -e; cp -r /x/* /y\" # all\n", "a: \"set -e; cp -r /x/. /y\" # all\n"),
        ("a: |\n  cp -r /x/* /y\n", "a: |\n  cp -r /x/. /y\n"),
        // Which of two is meant is not known.
        ("a: cp /x/* /x/*\n", "a: cp /x/* /x/*\n"),
    ];
    for (before, after) in cases {
        let within = |root: &Node, source: &_| {
            let node = root.get("a").expect("a");
            edit::within(node, "/x/*", "/x/.", source).into_iter().collect()
        };
        assert_eq!(edited(before, within), after, "{before}");
    }
}

#[test]
fn neighbours_change_places() {
    let swap = |root: &Node, source: &_| {
        let items = root.items();
        edit::swap(&items[0], &items[1], source).into_iter().flatten().collect()
    };
    let before = "- name: a # first\n  x: 1\n- name: b\n";
    assert_eq!(edited(before, swap), "- name: b\n- name: a # first\n  x: 1\n");
    let apart = "- a: 1\n-   b: 2\n";
    assert_eq!(edited(apart, swap), apart, "other columns");
}
