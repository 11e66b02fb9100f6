//! What is added to a manifest is what was meant, every other byte stays, and taking it out again gives the file back.
//!
//! Tried at every map and every list of the manifests in `tests/cases/launch` and of a list of awkward ones, both also
//! with CRLF and without their last line end, and of the bad examples of rules.

use std::fs;
use std::path::Path;

use agentc::check::{Page, RULES};
use agentc::diagnostic::Sink;
use agentc::source::{Source, Sources};
use agentc::yaml::edit::{self, Edit};
use agentc::yaml::{Document, Kind, Node, parse};
use serde_json::{Value, json};

/// Comments, anchors, scalars of several lines, odd layouts.
const AWKWARD: &[&str] = &[
    "a:\n- x # one\n# below\n- y\n\n# end\n",
    "a:\n  - x\n  # below, indented\nb: 1\n",
    "a:\n- k: |\n    text\n\n    more\n\nb: 1\n",
    "a:\n- k: |+\n    text\n\n\nb: 1\n",
    "a:\n- >-\n  folded\n  text\n- 'quoted\n  text'\n- plain\n  text\n",
    "a: &x\n  k: v\nb: *x\nc:\n- *x\n# after\nd:\n  <<: *x\ne: 1\n",
    "a:\n- &n name\n- *n # alias\nb: 1\n",
    "a: [x, y]\nb: [ x , y, ]\nc: []\nd: [ ]\ne: {}\nf: { }\ng: {k: v }\nh: {k: v,}\n",
    "a: [\n  x, # one\n  y  # two\n]\nb: {\n  k: v, # one\n  l: w\n}\n",
    "a:\n- \n- k:\n  l:\nb:\nc: ~\n",
    "- k: v\n  l: w\n-   k: v\n- - x\n  - y\n- [x]\n",
    "t:\n  m:\n    l:\n      k: v\n    a:\n  s:\n    c: 1\n",
    "a: x\t# a tab\nb:\n- y\t# and one\n",
    "---\na: 1\n...\n---\nb: [1]\n# end\n---\n- c\n",
    "\"a b\":\n- 'x'\n? c\n: - y\n",
    "a:\n    b:\n          - c: 1\n            d: 2\n",
    "a: !!str x\nb: !t {k: v}\nc: !!seq\n- x\n",
    "{\"a\": [1, 2], \"b\": {}}\n",
    "a:\n- é: ü # ö\n- \u{1F600}: x\n",
    "a: {k: v, l: }\nb: {l:}\nc: [{k: }, {k:}]\n",
    "a: {k: , l}\nb: {? m}\n",
];

fn manifests() -> Vec<String> {
    let mut all: Vec<String> = AWKWARD.iter().map(|&text| text.to_owned()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join("tests/cases/launch")).expect("cases") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            all.push(fs::read_to_string(path).expect("text"));
        }
    }
    let crlf: Vec<String> = all.iter().map(|text| text.replace('\n', "\r\n")).collect();
    let open: Vec<String> = all.iter().map(|text| text.trim_end_matches('\n').to_owned()).collect();
    all.extend(crlf.into_iter().chain(open));
    for rule in RULES {
        let examples = Page::parse(rule.page).bad.into_iter().filter(|example| example.info == "yaml");
        all.extend(examples.map(|example| example.text.to_owned()));
    }
    all
}

fn read(text: &str) -> Option<(Vec<Document>, std::sync::Arc<Source>)> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("a.yaml", text);
    Some((parse(&sources, id, &sink).ok()?, sources.get(id)))
}

fn json_of(documents: &[Document]) -> Vec<Value> {
    documents.iter().map(|document| document.root.to_json()).collect()
}

fn done(text: &str, (span, fresh): &Edit) -> String {
    let mut after = text.to_owned();
    after.replace_range(span.start as usize..span.end as usize, fresh);
    after
}

/// Pointers to the maps and lists of a document.
fn places(node: &Node, at: &str, found: &mut Vec<String>) {
    match &node.kind {
        Kind::Seq(items) => {
            found.push(at.to_owned());
            items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{at}/{index}"), found));
        }
        Kind::Map(entries) => {
            found.push(at.to_owned());
            for (key, value) in entries {
                let key = key.key().unwrap_or_default().replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{key}"), found);
            }
        }
        _ => {}
    }
}

fn additions() -> [Value; 4] {
    [
        json!("two words: # no"),
        json!({"name": "agents", "emptyDir": {}}),
        json!({"name": "agent", "command": ["cp", "-r", "/a/.", "/b"], "env": [{"name": "X", "value": "0644"}],
               "script": "set -e\n\necho done\n"}),
        json!([]),
    ]
}

#[derive(Default)]
struct Tally {
    tried: usize,
    refused: usize,
    wrong: Vec<String>,
}

impl Tally {
    /// One addition at one place, and its inverse.
    fn add(&mut self, text: &str, document: usize, at: &str, value: &Value) {
        let (documents, source) = read(text).expect("it was read before");
        let node = documents[document].root.at(at).expect("a place");
        let mut meant = json_of(&documents);
        let target = meant[document].pointer_mut(at).expect("the same place");
        let edit = match target {
            Value::Array(items) => {
                items.push(value.clone());
                edit::append(node, value, &source)
            }
            Value::Object(entries) => {
                entries.insert("fresh-key".to_owned(), value.clone());
                edit::put(node, "fresh-key", value, &source)
            }
            _ => return,
        };
        self.tried += 1;
        let Some(edit) = edit else {
            self.refused += 1;
            return;
        };
        let after = done(text, &edit);
        let told = |what: &str| format!("{what} at {at} of\n{text:?}\n{after:?}");
        let Some((changed, changed_source)) = read(&after) else { return self.wrong.push(told("no YAML")) };
        if json_of(&changed) != meant {
            return self.wrong.push(told("another document"));
        }
        let node = changed[document].root.at(at).expect("the same place");
        let inverse = match &node.kind {
            Kind::Seq(items) => edit::remove(node, items.len() - 1, &changed_source),
            _ => edit::take(node, "fresh-key", &changed_source),
        };
        match inverse.map(|edit| done(&after, &edit)) {
            Some(back) if back == text => {}
            Some(back) => self.wrong.push(format!("{}\n{back:?}", told("other bytes"))),
            None => self.wrong.push(told("no way back")),
        }
    }
}

#[test]
fn what_is_added_can_be_taken_out_again() {
    let mut tally = Tally::default();
    for text in manifests() {
        let Some((documents, _)) = read(&text) else { continue };
        for (index, document) in documents.iter().enumerate() {
            let mut all = Vec::new();
            places(&document.root, "", &mut all);
            for at in all {
                let place = document.root.at(&at).expect("a place");
                if !place.shared {
                    for value in additions() {
                        tally.add(&text, index, &at, &value);
                    }
                }
            }
        }
    }
    let Tally { tried, refused, wrong } = tally;
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n\n"));
    assert!(tried > 5000 && refused * 50 < tried, "{refused} of {tried} refused");
}

/// Elements and keys that were there: what is taken out is gone, and nothing else.
#[test]
fn what_was_there_can_be_taken_out() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for text in manifests() {
        let Some((documents, source)) = read(&text) else { continue };
        for (index, document) in documents.iter().enumerate() {
            let mut all = Vec::new();
            places(&document.root, "", &mut all);
            for at in all {
                let node = document.root.at(&at).expect("a place");
                for (edit, key) in removals(node, &source) {
                    let Some(edit) = edit else { continue };
                    tried += 1;
                    let mut meant = json_of(&documents);
                    match meant[index].pointer_mut(&at).expect("a place") {
                        Value::Array(items) => drop(items.remove(key.parse().expect("an index"))),
                        Value::Object(entries) => drop(entries.shift_remove(&key)),
                        _ => {}
                    }
                    let after = done(&text, &edit);
                    let got = read(&after).map(|(documents, _)| json_of(&documents));
                    let same = got.as_ref() == Some(&meant) || emptied(got.as_deref(), &meant);
                    if !same {
                        wrong.push(format!("{at}/{key} of\n{text:?}\n{after:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n\n"));
    assert!(tried > 2000, "{tried}");
}

fn removals(node: &Node, source: &Source) -> Vec<(Option<Edit>, String)> {
    match &node.kind {
        Kind::Seq(items) if !node.shared => {
            (0..items.len()).map(|at| (edit::remove(node, at, source), at.to_string())).collect()
        }
        Kind::Map(entries) if !node.shared => {
            let keys = entries.iter().filter_map(|(key, _)| key.key());
            keys.map(|key| (edit::take(node, &key, source), key)).collect()
        }
        _ => Vec::new(),
    }
}

/// A block list without elements is nothing, and kubectl takes both alike.
fn emptied(got: Option<&[Value]>, meant: &[Value]) -> bool {
    fn plain(value: &Value) -> Value {
        match value {
            Value::Array(items) if items.is_empty() => Value::Null,
            Value::Array(items) => items.iter().map(plain).collect(),
            Value::Object(all) => all.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
            other => other.clone(),
        }
    }
    let all = |values: &[Value]| -> Vec<Value> {
        values.iter().map(plain).filter(|value| !value.is_null()).collect()
    };
    got.is_some_and(|got| all(got) == all(meant))
}
