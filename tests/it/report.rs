//! Findings out: every format, from the same findings.

use agentc::diagnostic::{Diagnostic, codes};
use agentc::report::{self, Format, Style};
use agentc::source::{SourceId, Sources, Span};
use proptest::prelude::*;
use serde_json::{Value, json};

const FORMATS: [Format; 5] = [Format::Text, Format::Concise, Format::Json, Format::Sarif, Format::Github];

const SOURCE: &str = "app \"pay\" {\n  use \"é\" { sampel 1 }\n}\n";

/// An unknown name with a fix on line 2, and a warning about a generated file.
fn findings(sources: &Sources) -> Vec<Diagnostic> {
    let id = sources.add("profiles/my pay.kdl", SOURCE);
    let at = |needle: &str| {
        let start = SOURCE.find(needle).expect("is there");
        Span::new(id, start, start + needle.len())
    };
    let other = sources.add("defaults.kdl", "setting \"sample\"\n");
    vec![
        Diagnostic::new(&codes::UNKNOWN_NAME, at("sampel"), "unknown setting `sampel`")
            .label("not a setting")
            .related(at("\"é\""), "of this profile")
            .related(Span::new(other, 8, 16), "declared here")
            .help("did you mean `sample`?")
            .fix("rename it", vec![(at("sampel"), "sample".into())]),
        Diagnostic::without_span(&codes::UNUSED, "nothing, 100% of it:\nsecond line")
            .generated("out/pay.yaml", "/spec"),
    ]
}

fn render(format: Format) -> String {
    let sources = Sources::default();
    let found = findings(&sources);
    report::render(format, &found, &sources, Style { unicode: false, ..Style::default() })
}

#[test]
fn text_shows_code_lines_labels_help_and_counts() {
    let text = render(Format::Text);
    for part in [
        "error[AGC905 unknown-name]: unknown setting `sampel`\n",
        "profiles/my pay.kdl:2:13",
        "2 |   use \"é\" { sampel 1 }",
        "not a setting",
        "of this profile",
        "note: declared here\n",
        "defaults.kdl:1:9",
        "  help: did you mean `sample`?\n",
        "warning[AGC907 unused]: nothing, 100% of it:",
        "  generated: out/pay.yaml /spec\n",
        "\n1 error, 1 warning\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(text.is_ascii() || !text.replace('é', "").contains(|c: char| !c.is_ascii()), "{text}");
}

#[test]
fn text_has_colours_and_boxes_only_where_asked() {
    let sources = Sources::default();
    let found = findings(&sources);
    let plain = report::render(Format::Text, &found, &sources, Style::default());
    assert!(plain.contains('╭') && !plain.contains('\u{1b}'));
    let coloured = report::render(Format::Text, &found, &sources, Style { color: true, ..Style::default() });
    assert!(coloured.contains("\u{1b}["));
}

#[test]
fn concise_is_one_line_a_finding() {
    assert_eq!(
        render(Format::Concise),
        "profiles/my pay.kdl:2:13: error[AGC905]: unknown setting `sampel`; help: did you mean `sample`?\n\
         out/pay.yaml:1:1: warning[AGC907]: nothing, 100% of it: second line\n"
    );
}

/// Escapes as in GitHub's `@actions/core`: `%`, CR, LF in data, also `:` and `,` in properties.
#[test]
fn github_commands_are_escaped() {
    assert_eq!(
        render(Format::Github),
        "::error file=profiles/my pay.kdl,line=2,col=13,endLine=2,endColumn=19,title=AGC905 unknown-name\
         ::unknown setting `sampel`%0Ahelp: did you mean `sample`?\n\
         ::warning file=out/pay.yaml,line=1,col=1,endLine=1,endColumn=1,title=AGC907 unused::nothing, 100%25 of it:%0Asecond line\n"
    );
    let sources = Sources::default();
    let id = sources.add("a,b:c.kdl", "x\ny\n");
    let found = [Diagnostic::new(&codes::SHAPE, Span::new(id, 0, 3), "m")];
    let text = report::render(Format::Github, &found, &sources, Style::default());
    assert_eq!(text, "::error file=a%2Cb%3Ac.kdl,line=1,endLine=2,title=AGC912 shape::m\n");
}

#[test]
fn json_counts_from_one_and_offsets_in_bytes() {
    let report: Value = serde_json::from_str(&render(Format::Json)).expect("is JSON");
    assert_eq!(report["schema_version"], 1);
    let first = &report["diagnostics"][0];
    // `sampel` is the 13th character of line 2, and 25 bytes in: `é` has two.
    let range = json!({
        "start": {"line": 2, "column": 13, "offset": 25},
        "end": {"line": 2, "column": 19, "offset": 31},
    });
    assert_eq!(first["range"], range);
    assert_eq!(
        first["labels"][0],
        json!({"message": "not a setting", "file": "profiles/my pay.kdl", "range": range, "primary": true})
    );
    assert_eq!(first["labels"][2]["file"], "defaults.kdl");
    assert_eq!(
        (&first["code"], &first["name"], &first["severity"]),
        (&json!("AGC905"), &json!("unknown-name"), &json!("error"))
    );
    assert_eq!(first["fixes"][0]["edits"][0]["content"], "sample");
    assert_eq!(first["fixes"][0]["edits"][0]["range"], range);
    assert_eq!(
        report["diagnostics"][1]["generated"],
        json!({"file": "out/pay.yaml", "line": null, "pointer": "/spec"})
    );
    // What stands in no source is shown at the top of the file that it is about.
    let second = &report["diagnostics"][1];
    let top = json!({"line": 1, "column": 1, "offset": 0});
    assert_eq!(json!([second["file"], second["range"]["start"]]), json!(["out/pay.yaml", top]));
    assert_eq!(report["summary"], json!({"error": 1, "warning": 1, "info": 0, "fixable": 1, "files": 2}));
}

#[test]
fn fingerprints_survive_moved_lines_only() {
    let print = |text: &str| {
        let sources = Sources::default();
        let id = sources.add("a.kdl", text);
        let at = text.find("bad").expect("is there");
        let found = [Diagnostic::new(&codes::SHAPE, Span::new(id, at, at + 3), "m")];
        let report: Value =
            serde_json::from_str(&report::render(Format::Json, &found, &sources, Style::default()))
                .expect("JSON");
        report["diagnostics"][0]["fingerprint"].as_str().expect("text").to_owned()
    };
    assert_eq!(print("x\n  bad 1\ny"), print("x\nz\n  bad 1\r\n"));
    assert_ne!(print("bad 1"), print("bad 2"));
    // printf 'AGC912\0a.kdl\0m\0bad 1\0' | sha256sum
    assert_eq!(print("bad 1"), "706f3f72c0c6d048cb496fc50a3524d56cf3ad152794ee78ff150bb0e76a5311");
}

#[test]
fn sarif_is_what_github_accepts() {
    let report: Value = serde_json::from_str(&render(Format::Sarif)).expect("is JSON");
    assert_eq!((&report["version"], report["runs"].as_array().map(Vec::len)), (&json!("2.1.0"), Some(1)));
    let run = &report["runs"][0];
    let results = run["results"].as_array().expect("results");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64() >= Some(1), "{place}");
        assert!(!place["artifactLocation"]["uri"].as_str().expect("uri").starts_with('/'));
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "profiles/my%20pay.kdl");
    assert_eq!(place["region"], json!({"startLine": 2, "startColumn": 13, "endLine": 2, "endColumn": 19}));
    assert_eq!(results[0]["relatedLocations"][1]["message"]["text"], "declared here");
    let change = &results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "sample");
    assert_eq!(results[1]["level"], "warning");
}

#[test]
fn nothing_found_is_still_valid() {
    let sources = Sources::default();
    let empty = |format| report::render(format, &[], &sources, Style::default());
    assert_eq!((empty(Format::Text), empty(Format::Concise), empty(Format::Github)), Default::default());
    let json: Value = serde_json::from_str(&empty(Format::Json)).expect("is JSON");
    assert_eq!(json["diagnostics"], json!([]));
    let sarif: Value = serde_json::from_str(&empty(Format::Sarif)).expect("is JSON");
    assert_eq!(sarif["runs"][0]["results"], json!([]));
}

#[test]
fn a_source_cannot_steer_the_terminal() {
    let sources = Sources::default();
    let id = sources.add("a\u{1b}[2J.kdl", "x \u{1b}]0;title\u{7} \u{9b}31m \u{202e}y\n");
    let found =
        [Diagnostic::new(&codes::UNSAFE_CHARACTER, Span::new(id, 2, 3), "m \u{1b}[31m").help("h \u{7}")];
    for format in FORMATS {
        let text = report::render(format, &found, &sources, Style::default());
        assert!(!text.contains(['\u{1b}', '\u{7}']), "{format:?}: {text:?}");
    }
    let text = report::render(Format::Text, &found, &sources, Style::default());
    assert!(!text.contains(['\u{9b}', '\u{202e}']), "{text:?}");
}

#[test]
fn a_line_of_a_megabyte_is_not_printed() {
    let sources = Sources::default();
    let id = sources.add("a.kdl", "x".repeat(1 << 20));
    let found = [Diagnostic::new(&codes::SHAPE, Span::new(id, 5, 6), "m").label("here")];
    let text = report::render(Format::Text, &found, &sources, Style::default());
    assert!(text.len() < 1000 && text.contains("at a.kdl:1:6 here"), "{}", text.len());
}

#[test]
fn a_long_place_shows_its_first_line() {
    let sources = Sources::default();
    let text = format!("app {{\n{}}}\n", "  x\n".repeat(300));
    let id = sources.add("a.kdl", text.as_str());
    let found = [Diagnostic::new(&codes::SHAPE, Span::new(id, 0, text.len() - 1), "m").label("here")];
    let shown = report::render(Format::Text, &found, &sources, Style::default());
    assert!(shown.lines().count() < 15 && shown.contains("here") && shown.contains("app {"), "{shown}");
    // A neighbouring line is context, and may be as long.
    let id = sources.add("b.kdl", format!("{}\na\n", "x".repeat(1 << 20)));
    let found = [Diagnostic::new(&codes::SHAPE, Span::new(id, (1 << 20) + 1, (1 << 20) + 2), "m")];
    assert!(report::render(Format::Text, &found, &sources, Style::default()).len() < 1000);
}

fn renders(text: &str, spans: &[(usize, usize)], width: usize) {
    let sources = Sources::default();
    let id: SourceId = sources.add("a.kdl", text);
    let other = sources.add("b.kdl", "");
    let of = |i: usize| if i % 3 == 2 { other } else { id };
    let mut found = Diagnostic::new(&codes::SHAPE, Span::new(id, 0, 0), text).help(text);
    for (i, &(start, end)) in spans.iter().enumerate() {
        let span = Span::new(of(i), start, end);
        found = found.related(span, "é");
        if i == 0 {
            found.primary = Some(agentc::diagnostic::Label { span, message: text.to_owned() });
            found = found.fix("f", vec![(span, text.to_owned())]);
        }
    }
    for format in FORMATS {
        for color in [false, true] {
            let out = report::render(
                format,
                std::slice::from_ref(&found),
                &sources,
                Style { color, unicode: color, width },
            );
            assert!(out.contains("AGC912"));
        }
    }
}

proptest! {
    #[test]
    fn no_span_makes_it_panic(
        text in "(\\PC|[\n\r\t]){0,60}",
        spans in prop::collection::vec((0_usize..200, 0_usize..200), 1..5),
        width in 0_usize..120,
    ) {
        renders(&text, &spans, width);
    }
}

#[test]
fn spans_at_the_edges() {
    for text in ["", "\n", "a", "a\n", "é", "a\r\n\r\nb", "\t\té\u{200b}"] {
        for start in 0..=text.len() + 1 {
            for end in start..=text.len() + 2 {
                renders(text, &[(start, end), (end, start)], 80);
            }
        }
    }
    renders("a", &[(usize::MAX, usize::MAX), (0, usize::MAX)], 0);
}
