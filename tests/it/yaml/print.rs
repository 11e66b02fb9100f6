//! What is printed reads back, here and elsewhere.

use agentc::yaml::{print, print_documents};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{read, value, values};

/// Texts that some reader takes for something else.
pub(super) const TRICKY: &[&str] = &[
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
