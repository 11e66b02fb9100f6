//! YAML is read as kubectl reads it, and printed so that every reader sees the same values.

use std::fmt::Write as _;
#[cfg(feature = "conformance")]
use std::io::Write as _;
#[cfg(feature = "conformance")]
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use agentc::diagnostic::{Diagnostic, Sink};
use agentc::source::Sources;
use agentc::yaml::{Document, Style, parse, print, print_documents};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Documents, or the first finding's id, message and line.
fn read(text: &str) -> Result<Vec<Document>, (String, String, u32)> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let id = sources.add("pay.yaml", text);
    parse(&sources, id, &sink).map_err(|_| {
        let first: Diagnostic = sink.into_sorted().remove(0);
        let line = first.primary.as_ref().map_or(0, |label| sources.locate(label.span).1.line);
        (first.code.id.to_owned(), first.message, line)
    })
}

fn values(text: &str) -> Vec<Value> {
    read(text).expect("valid YAML").iter().map(|document| document.root.to_json()).collect()
}

fn value(text: &str) -> Value {
    let mut all = values(text);
    assert_eq!(all.len(), 1, "one document");
    all.remove(0)
}

fn refused(text: &str) -> (String, String, u32) {
    read(text).expect_err("refused")
}

/// What `kubectl label --local -o json` (1.32) printed for each of these.
#[test]
fn plain_scalars_resolve_as_kubectl_does() {
    for (text, want) in scalars() {
        assert_eq!(value(&format!("v: {text}\n")), json!({ "v": want }), "{text}");
    }
}

fn scalars() -> Vec<(&'static str, Value)> {
    vec![
        ("y", json!(true)),
        ("Y", json!(true)),
        ("n", json!(false)),
        ("N", json!(false)),
        ("yes", json!(true)),
        ("Off", json!(false)),
        ("yEs", json!("yEs")),
        ("0644", json!(420)),
        ("0o644", json!(420)),
        ("0_644", json!(420)),
        ("-0644", json!(-420)),
        ("0x1F", json!(31)),
        ("+0x1f", json!(31)),
        ("0O17", json!(15)),
        ("0b11", json!(3)),
        ("-0b11", json!(-3)),
        ("+12", json!(12)),
        ("1_000", json!(1000)),
        ("1__0", json!(10)),
        ("089", json!(89)),
        ("0o8", json!("0o8")),
        ("0x", json!("0x")),
        ("12:30:45", json!("12:30:45")),
        ("2001-01-01", json!("2001-01-01")),
        ("1e3", json!(1000)),
        ("1.5e3", json!(1500)),
        (".5", json!(0.5)),
        ("+.5", json!(0.5)),
        ("-.5", json!(-0.5)),
        ("5.", json!(5)),
        ("1.0", json!(1)),
        (".1_0", json!(0.1)),
        ("._5", json!("._5")),
        (".e1", json!(".e1")),
        ("1_0.5_0", json!(10.5)),
        ("1e400", json!("1e400")),
        ("1e21", json!(1e21)),
        ("0.0000001", json!(1e-7)),
        ("18446744073709551616", json!(18_446_744_073_709_551_616_f64)),
        ("-9223372036854775808", json!(i64::MIN)),
        ("~", Value::Null),
        ("Null", Value::Null),
        ("", Value::Null),
        ("''", json!("")),
        ("'1'", json!("1")),
        ("=", json!("=")),
        ("!!str 5", json!("5")),
        ("!!str ~", json!("~")),
        ("!!str", json!("")),
        ("!!int \"7\"", json!(7)),
        ("!!float 3", json!(3)),
        ("!!float 0644", json!(420)),
        ("!!bool \"yes\"", json!(true)),
        ("!!timestamp 2001-01-01", json!("2001-01-01")),
        ("! 5", json!("5")),
        ("!foo bar", json!("bar")),
    ]
}

#[test]
fn keys_become_what_they_are_in_json() {
    assert_eq!(value("{y: 1, 2: b, 0x10: c, 1.5: d}"), json!({"true": 1, "2": "b", "16": "c", "1.5": "d"}));
}

#[test]
fn what_kubectl_refuses_is_refused() {
    for text in [".inf", ".nan", "{~: 1}", "{[a]: 1}", "!!int x", "!!null x", "{<<: 3}", "*a", "&a [*a]"] {
        let (id, message, line) = refused(&format!("a: 1\nv: {text}\n"));
        assert_eq!((id.as_str(), line), ("AGC711", 2), "{text}: {message}");
    }
}

/// kubectl merges where `<<` stands, so a key before it loses and a key after it wins.
#[test]
fn merge_keys() {
    let base = "base: &b {x: 1, z: 2}\nof: &c {z: 3}\n";
    let merged = |map: &str| value(&format!("{base}v: {map}\n"))["v"].clone();
    assert_eq!(merged("{<<: *b, x: 9}"), json!({"x": 9, "z": 2}));
    assert_eq!(merged("{x: 9, <<: *b}"), json!({"x": 1, "z": 2}));
    assert_eq!(merged("{<<: [*c, *b]}"), json!({"z": 3, "x": 1}));
    assert_eq!(merged("{'<<': *c}"), json!({"<<": {"z": 3}}));
}

#[test]
fn aliases_are_marked_as_shared() {
    let documents = read("a: &x {k: v}\nb: *x\nc: {<<: *x}\n").expect("valid");
    let root = &documents[0].root;
    let shared = |pointer| root.at(pointer).expect("there").shared;
    assert_eq!(
        [shared("/a/k"), shared("/b"), shared("/b/k"), shared("/c"), shared("/c/k")],
        [false, true, true, false, true]
    );
}

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
        ("a: !!binary aGk=\n", 1),
    ] {
        let (id, message, at) = refused(text);
        assert_eq!((id.as_str(), at), ("AGC711", line), "{text:?}: {message}");
    }
}

#[test]
fn helm_templates_are_never_half_read() {
    for (text, line) in [
        ("a: 1\nb: {{ .Values.x }}\n", 2),
        ("a: 1\nb: {{ .Values.x }}-suffix\n", 2),
        ("a: 1\nb: {{ .x | quote }}\n", 2),
        ("{{ .Values.x }}: y\n", 1),
        ("{{/* comment */}}\na: b\n", 1),
        ("{{- if .Values.x }}\na: b\n{{- end }}\n", 1),
        ("a: b\n{{- if .Values.x }}\nc: d\n{{- end }}\n", 2),
        ("a:\n  {{- include \"x\" . | nindent 2 }}\n", 2),
        ("a:\n{{ toYaml .Values.x | indent 2 }}\n", 2),
        ("a:\n  - {{ .Values.x }}\n", 2),
        ("a: x\nimage: r/app:{{ .Values.tag }}\n", 2),
        ("a: x-{{ include \"name\" . }}\n", 1),
        ("a: b\n{{- range $k, $v := .Values.env }}\n  c: {{ $v }}\n{{- end }}\n", 2),
    ] {
        let (id, message, at) = refused(text);
        assert_eq!((id.as_str(), at), ("AGC712", line), "{text:?}: {message}");
    }
}

/// Argo, Prometheus and Grafana write braces too, where YAML is right about them.
#[test]
fn braces_that_are_data() {
    let text = "a: \"{{ x }}\"  # {{ y }}\nb: '{{- z }}'\nc: |\n  {{ .Values.w }}\nd: on {{ $labels.x }}\ne: {f: g}\n";
    let want = json!({"a": "{{ x }}", "b": "{{- z }}", "c": "{{ .Values.w }}\n", "d": "on {{ $labels.x }}", "e": {"f": "g"}});
    assert_eq!(value(text), want);
}

/// A hostile text ends in an error or a result soon; `limit` leaves room for a busy machine.
fn survives(text: &str, limit: Duration) -> Result<usize, String> {
    let start = Instant::now();
    let outcome = read(text).map(|documents| documents.len()).map_err(|(id, ..)| id);
    assert!(start.elapsed() < limit, "{:?} for {} bytes", start.elapsed(), text.len());
    outcome
}

const SOON: Duration = Duration::from_secs(5);

#[test]
fn nesting_is_bounded() {
    for unit in ["[", "{", "- ", "? ", "[{a: ", "{? ", "!t [", "&a [", "- - ", "{a: [", "[\n", "{\n"] {
        let id = survives(&unit.repeat(100_000), SOON).expect_err("refused");
        assert!(id == "AGC711" || (unit == "{" && id == "AGC712"), "{unit:?}: {id}");
    }
    let mut indented = String::new();
    for depth in 0..2_000 {
        writeln!(indented, "{}a:", " ".repeat(depth)).expect("a String");
    }
    assert_eq!(survives(&indented, SOON), Err("AGC711".to_owned()));
    assert_eq!(value(&format!("{}1{}", "[".repeat(64), "]".repeat(64))).to_string().len(), 129);
    assert_eq!(refused(&format!("{}1{}", "[".repeat(65), "]".repeat(65))).0, "AGC711");
}

#[test]
fn aliases_are_bounded() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{inner}]").expect("a String");
    }
    assert_eq!(survives(&bomb, SOON), Err("AGC711".to_owned()));
    // A few nodes, but a great deal of text.
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), vec!["*a"; 1_000].join(", "));
    assert_eq!(survives(&long, SOON), Err("AGC711".to_owned()));
    // Depth through aliases.
    let mut deep = "a0: &a0 [x]\n".to_owned();
    for level in 1..80 {
        writeln!(deep, "a{level}: &a{level} [*a{}]", level - 1).expect("a String");
    }
    assert_eq!(survives(&deep, SOON), Err("AGC711".to_owned()));
}

#[test]
fn many_documents_and_large_streams() {
    let many = "---\na: 1\n".repeat(10_000);
    assert_eq!(survives(&many, SOON), Ok(10_000));
    assert_eq!(survives(&format!("{many}---\na: 1\n"), SOON), Err("AGC711".to_owned()));
    let manifest = format!("---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: {}\n", "x".repeat(2_000));
    let stream = manifest.repeat(5_000_000 / manifest.len());
    assert!(survives(&stream, Duration::from_mins(1)).is_ok());
    assert_eq!(survives(&"a".repeat(20_000_001), SOON), Err("AGC005".to_owned()));
}

/// Shapes that make scanners slow: 300 KB each must not take more than a busy machine's few seconds.
#[test]
fn repetitive_texts_stay_fast() {
    for unit in [
        "\n",
        " ",
        "#",
        "# c\n",
        "a ",
        "a\n",
        "'",
        "''",
        "\"",
        "\\",
        ":",
        ": ",
        "a: b\n",
        "- a\n",
        "[],",
        "{},",
        "!",
        "%",
        "&",
        "*",
        "|\n",
        ">\n",
        "---\n",
        "...\n",
        "é",
        "\r",
        "\t",
        "{{",
        "x: {{ y }}\n",
        "'a\n",
        "? a\n",
        "&a b\n",
        "- &a x\n",
        "<<: {}\n",
    ] {
        let _ = survives(&unit.repeat(300_000 / unit.len()), SOON);
        let _ = survives(&format!("a: [{}", unit.repeat(100_000 / unit.len())), SOON);
    }
}

/// Texts that some reader takes for something else.
const TRICKY: &[&str] = &[
    "",
    " ",
    "no",
    "NO",
    "yes",
    "on",
    "Off",
    "y",
    "N",
    "true",
    "False",
    "0644",
    "0o644",
    "0x1F",
    "0b1",
    "1_000",
    "1__0",
    "1e3",
    "1.",
    ".5",
    "-.5",
    "+1",
    ".inf",
    "-.INF",
    ".nan",
    "~",
    "null",
    "Null",
    "=",
    "<<",
    "12:30:45",
    "1:2",
    "2001-01-01",
    "2001-01-01T00:00:00Z",
    "a: b",
    "a:",
    ":",
    ":a",
    "# x",
    "a # b",
    "#",
    "- a",
    "-",
    "--",
    "---",
    "...",
    "--- a",
    "? a",
    "?",
    "!x",
    "&x",
    "*x",
    "|",
    ">",
    "%x",
    "@x",
    "`x",
    "[a]",
    "{a}",
    "]",
    "}",
    ",",
    "'",
    "\"",
    "'x'",
    "\"x\"",
    "\\",
    "a\\nb",
    "trailing ",
    " leading",
    "\ttab",
    "tab\t",
    "\u{85}",
    "a\u{2028}b",
    "\u{2029}",
    "\u{feff}x",
    "{{ x }}",
    "x\ry",
];

#[test]
fn tricky_texts_stay_texts() {
    for &text in TRICKY {
        let tree = json!({"k": text, "l": [text, [text]], text: {"m": [{text: text}]}});
        let printed = print(&tree);
        assert_eq!(value(&printed), tree, "{text:?}:\n{printed}");
        let lines = print(
            &json!({"k": format!("{text}\n{text}\n"), "l": [format!("a\n{text}"), format!("{text}\nb\n\n")]}),
        );
        assert_eq!(value(&lines)["l"][0], json!(format!("a\n{text}")), "{lines}");
        assert_eq!(value(&lines)["l"][1], json!(format!("{text}\nb\n\n")), "{lines}");
        assert_eq!(value(&lines)["k"], json!(format!("{text}\n{text}\n")), "{lines}");
    }
}

/// The layout, byte for byte: a new version of the printer must not change checked-in output unseen.
#[test]
fn layout() {
    let long = "-javaagent:/opt/agent/a.jar ".repeat(10);
    let tree = json!({
        "kind": "Deployment", "empty": {}, "none": [], "nothing": null, "count": 1, "f": 1.5, "b": false,
        "spec": {"containers": [{"name": "app", "args": ["-c", "no"], "env": [{"name": "A", "value": long.trim_end()}]}, []]},
        "list": [["a", ["b"]], [{"c": 1}]],
        "script": "set -e\n  x=1\n\nexec java\n", "open": "a\nb", "blank": "a \nb\n", "lead": "\na", "keep": "a\n\n",
        "no": "no", "multi\nline": 1,
    });
    let want = format!(
        "\
kind: Deployment
empty: {{}}
none: []
nothing: null
count: 1
f: 1.5
b: false
spec:
  containers:
  - name: app
    args:
    - -c
    - \"no\"
    env:
    - name: A
      value: {}
  - []
list:
- - a
  - - b
- - c: 1
script: |
  set -e
    x=1

  exec java
open: |-
  a
  b
blank: \"a \\nb\\n\"
lead: \"\\na\"
keep: \"a\\n\\n\"
\"no\": \"no\"
\"multi\\nline\": 1
",
        long.trim_end()
    );
    assert_eq!(print(&tree), want);
    assert_eq!(print_documents([&json!({"a": 1}), &json!({"b": 2})]), "a: 1\n---\nb: 2\n");
}

fn text() -> impl Strategy<Value = String> {
    let char = prop_oneof![
        4 => prop::sample::select("abn0159 :-#'\"\\{}[],&*!|>%@`?=<~._+eE\t\n\r".chars().collect::<Vec<_>>()),
        1 => any::<char>().prop_filter("no NUL", |&c| c != '\0'),
        1 => prop::sample::select(vec!['\u{85}', '\u{2028}', '\u{2029}', '\u{a0}', '\u{7f}', '\u{9f}', '\u{feff}', '\u{fffe}']),
    ];
    prop_oneof![
        2 => prop::collection::vec(char, 0..12).prop_map(|chars| chars.into_iter().collect()),
        1 => prop::sample::select(TRICKY.to_vec()).prop_map(str::to_owned),
        1 => prop::collection::vec(prop::sample::select(TRICKY.to_vec()), 1..4).prop_map(|lines| lines.join("\n")),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        // A whole float is an integer to every reader of the JSON.
        1 => any::<f64>().prop_filter("no integer", |f| f.fract() != 0.0).prop_map(Value::from),
        5 => text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_printed_reads_back(tree in tree()) {
        let printed = print(&tree);
        prop_assert!(printed.ends_with('\n'));
        let back = values(&printed);
        prop_assert_eq!(back, vec![tree], "{}", printed);
    }

    #[test]
    fn any_text_gives_a_result(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", " ", "  ", "\n", "\r\n", "\t", ": ", "- ", "? ", "[", "]", "{", "}", ", ", "'", "\"", "\\", "|", ">", "|2-\n", "#", "&a ", "*a ",
        "!!str ", "!t ", "%TAG ! x\n", "---\n", "...\n", "<<: ", "{{", "}}", "é", "\u{feff}", "\u{85}", "\u{2028}", "1", "~", "@", "`", "%",
    ]), 0..40)) {
        let text = pieces.concat();
        for document in read(&text).unwrap_or_default() {
            let span = document.root.span;
            prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            let again = values(&print(&document.root.to_json()));
            prop_assert_eq!(again, vec![document.root.to_json()]);
        }
    }
}

#[cfg(feature = "conformance")]
/// The standard output of a tool that is given a text.
fn run(program: &str, args: &[&str], stdin: &str) -> String {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    child.stdin.take().expect("piped").write_all(stdin.as_bytes()).expect("the tool reads");
    let output = child.wait_with_output().expect("the tool ends");
    assert!(output.status.success(), "{program} refuses:\n{stdin}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[cfg(feature = "conformance")]
/// What kubectl has read of `data: …` in a manifest.
fn kubectl(manifest: &str) -> Value {
    let json = run("kubectl", &["label", "--local", "-f", "-", "-o", "json", "a=b"], manifest);
    serde_json::from_str::<Value>(&json).expect("JSON")["data"].take()
}

#[test]
#[cfg(feature = "conformance")]
fn kubectl_reads_what_we_read() {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    let list: String = scalars().iter().fold(String::new(), |all, (text, _)| all + "- " + text + "\n");
    let ours = value(&format!("{head}{list}"))["data"].take();
    // Compared as text: kubectl prints a float of 2^64 as a whole number.
    let (ours, theirs) = (ours.as_array().expect("a list").clone(), kubectl(&format!("{head}{list}")));
    for ((text, _), (ours, theirs)) in
        scalars().iter().zip(ours.iter().zip(theirs.as_array().expect("a list")))
    {
        let same = ours == theirs || (ours.is_f64() && ours.as_f64() == theirs.as_f64());
        assert!(same, "{text}: {ours} here, {theirs} there");
    }
}

#[test]
#[cfg(feature = "conformance")]
fn other_readers_see_what_we_print() {
    let lines = |text: &str| format!("{text}\nx\n{text}");
    let texts: Vec<String> = TRICKY.iter().flat_map(|&text| [text.to_owned(), lines(text)]).collect();
    let keys: serde_json::Map<String, Value> =
        TRICKY.iter().map(|&key| (key.to_owned(), json!([key]))).collect();
    let data = json!({"texts": texts, "keys": keys, "numbers": [1, -1, 1.5, 1e21, 1e-7, i64::MAX], "words": [true, null]});
    let manifest =
        print(&json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}));
    assert_eq!(kubectl(&manifest), data);
    let python = "import json,sys,yaml; json.dump(yaml.safe_load(sys.stdin.buffer)['data'], sys.stdout)";
    assert_eq!(
        serde_json::from_str::<Value>(&run("python3", &["-c", python], &manifest)).expect("JSON"),
        data
    );
}
