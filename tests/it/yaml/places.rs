//! Where a node stands, and how it is written.

use agentc::yaml::Style;
use serde_json::{Value, json};

use super::{read, refused, values};

/// Every span, sliced out of the text, is what a reader would call the node.
#[test]
fn spans_are_bytes_of_the_written_text() {
    for newline in ["\n", "\r\n"] {
        let text = "\u{feff}# é\na: é ü  # c\nb: \"é\\n\"\nm:\n  k: [1, {x: y}]   # é\n\n# after\nl: &x |-  # a | b\n  é1\n\n  l2\n\nz:\ns:\n- &y one\n- p: 1\n  q: 'x'\n\n# end\n"
            .replace('\n', newline);
        let documents = read(&text).expect("valid");
        let written = |pointer: &str| {
            let span = documents[0].root.at(pointer).expect(pointer).span;
            text[span.start as usize..span.end as usize].replace("\r\n", "\n")
        };
        assert_eq!(written("/a"), "é ü");
        assert_eq!(written("/b"), "\"é\\n\"");
        assert_eq!(written("/m"), "k: [1, {x: y}]");
        assert_eq!(written("/m/k"), "[1, {x: y}]");
        assert_eq!(written("/m/k/1"), "{x: y}");
        assert_eq!(written("/m/k/1/x"), "y");
        assert!(written("/l").ends_with("é1\n\n  l2"), "{:?}", written("/l"));
        assert!(written("/l").starts_with("&x |-") || written("/l").starts_with("|-"), "{:?}", written("/l"));
        assert_eq!(written("/z"), "");
        assert_eq!(written("/s"), "- &y one\n- p: 1\n  q: 'x'".trim_start_matches("- "));
        assert_eq!(written("/s/0"), "&y one");
        assert_eq!(written("/s/1"), "p: 1\n  q: 'x'");
        assert_eq!(documents[0].root.to_json()["l"], json!("é1\n\nl2"));
        assert_eq!(documents[0].root.to_json()["b"], json!("é\n"));
    }
}

#[test]
fn styles_and_pointers() {
    let documents = read("a/b: {'~c': [x, \"y\"]}\nd: >\n  f\n").expect("valid");
    let root = &documents[0].root;
    assert_eq!(root.style, Style::Block);
    assert_eq!(root.at("/a~1b").expect("there").style, Style::Flow);
    assert_eq!(root.at("/a~1b/~0c/1").expect("there").style, Style::DoubleQuoted);
    assert_eq!(root.at("/d").expect("there").style, Style::Folded);
    assert_eq!(root.at("").expect("there"), root);
    for nowhere in ["/a", "a", "/a~1b/~0c/01", "/a~1b/~0c/2", "/a~1b/~0c/-", "/d/0"] {
        assert_eq!(root.at(nowhere), None, "{nowhere}");
    }
}

/// kubectl takes quoted texts and brackets that hang out to the left of their key; so do manifests in the field.
#[test]
fn flow_text_may_hang() {
    let text = "é: 1\na:\n    b:\n    - args: [\"-c\",\"cp é;\n  run 'é' \\\n done\\\"\", 'it''s\nx', {yy: z},\n  last\n]\n    - {nn: é,\n  m: o}\nc: é\n";
    let documents = read(text).expect("valid");
    let root = &documents[0].root;
    let want = json!({"é": 1, "a": {"b": [{"args": ["-c", "cp é; run 'é' done\"", "it's x", {"yy": "z"}, "last"]}, {"nn": "é", "m": "o"}]}, "c": "é"});
    assert_eq!(root.to_json(), want);
    for (pointer, written) in [
        ("/a/b/0/args/1", "\"cp é;\n  run 'é' \\\n done\\\"\""),
        ("/a/b/0/args/2", "'it''s\nx'"),
        ("/a/b/0/args/3", "{yy: z}"),
        ("/a/b/0/args/4", "last"),
        ("/a/b/1", "{nn: é,\n  m: o}"),
        ("/c", "é"),
    ] {
        let span = root.at(pointer).expect(pointer).span;
        assert_eq!(&text[span.start as usize..span.end as usize], written);
    }
    assert_eq!(refused("a:\n  b: \"x\ny\"\n  c: [1,\nd: 2\n").0, "AGC711");
}

#[test]
fn documents_without_content_are_left_out() {
    assert_eq!(values("---\na: 1\n---\n---\n# only a comment\n---\nb\n...\n"), [json!({"a": 1}), json!("b")]);
    assert_eq!(values(""), Vec::<Value>::new());
    assert_eq!(values("# x\n"), Vec::<Value>::new());
    assert_eq!(values("--- ~\n---\n''\n"), [Value::Null, json!("")]);
}

#[test]
fn duplicate_keys_name_both_lines() {
    let (id, message, line) = refused("a: 1\nb:\n  k: 1\n  l: 2\n  \"k\": 3\n");
    assert_eq!((id.as_str(), line), ("AGC707", 5));
    assert!(message.contains("`k`") && message.contains("lines 3 and 5"), "{message}");
    assert_eq!(refused("y: 1\ntrue: 2\n").2, 2, "both are the key `true`");
}

#[test]
fn broken_yaml_names_the_line() {
    for (text, line) in [
        ("a: 1\nb: [1\n", 2),
        ("a: 1\nb: 'x\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ("a:\n\tb: 2\n", 2),
        ("a: 1\nb: c: d\n", 2),
        ("a: 1\nb: @x\n", 2),
        ("a: 1\nb: - c\n", 2),
        ("a: 1\n b: 2\n", 2),
        ("a: x\0y\nb: 2\n", 1),
        ("a: 1\nb: \u{1b}[0m\n", 2),
        ("x: &a 1\n---\ny: *a\n", 3),
        ("{a: 1}\nb\n", 2),
        ("a: !!binary x\n", 1),
    ] {
        let (id, message, at) = refused(text);
        assert_eq!((id.as_str(), at), ("AGC711", line), "{text:?}: {message}");
    }
}
