//! What could go on for ever in a tree's own data: schemas that lead back to themselves, patterns that grow.

use crate::finding::{builds, error};
use crate::tree_support::{Folder, Ran, files};

/// A target of the tree whose file, forty maps deep, is held against the schema.
fn build(schema: &str) -> Ran {
    let description = "target \"mine\" { summary \"x\"; delivery \"init-container\"
        artifact \"x.yaml\" template=\"x.yaml.hbs\" schema=\"x.schema.json\" }";
    let deep = format!("{}1{}\n", "{a: ".repeat(40), "}".repeat(40));
    let tree = [
        ("a.kdl", "app \"pay\" { jvm \"-Xmx1g\"; target \"mine\" }"),
        ("targets/mine/target.kdl", description),
        ("targets/mine/x.yaml.hbs", &deep),
        ("targets/mine/x.schema.json", schema),
    ];
    Folder::new(&files(&tree)).build(&["--format", "concise"])
}

#[test]
fn a_schema_that_leads_back_to_itself_ends() {
    let fine = [
        r##"{"$ref": "#"}"##,
        r##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}"##,
        r##"{"allOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
        r##"{"properties": {"a": {"$ref": "#"}}}"##,
        r#"{"$ref": "https://agentc.dev/schemas/x.schema.json"}"#,
        r##"{"$dynamicAnchor": "x", "$dynamicRef": "#x"}"##,
    ];
    for schema in fine {
        let ran = build(schema);
        assert_eq!(ran.exit, 0, "{schema}: {ran:?}");
    }
    let ran = build(r##"{"properties": {"a": {"$ref": "#"}}, "type": "object"}"##);
    assert!(ran.exit == 1 && ran.stdout.contains("a.kdl:1:5: error[AGC920]"), "{ran:?}");
}

/// The schema is at fault, not what it is asked about.
#[test]
fn a_schema_that_cannot_be_compiled_is_the_targets_fault() {
    let huge = r#"{"propertyNames": {"pattern": "(((a{1,100}){1,100}){1,100}){1,100}"}}"#;
    for schema in [huge, r#"{"pattern": "("}"#, r##"{"$ref": "#/nowhere"}"##, r#"{"type": "thing"}"#] {
        let ran = build(schema);
        assert!(ran.exit == 1 && !ran.stdout.contains("AGC920"), "{schema}: {ran:?}");
        assert!(
            ran.stdout.contains("error[AGC919]") && ran.stdout.contains("cannot be used"),
            "{schema}: {ran:?}"
        );
    }
}

fn limited(pattern: &str) -> String {
    format!(
        "profile \"mine\" {{ setting \"a\" type=\"string\" {{ env \"A\"; limit pattern=«\"{pattern}\"» }} }}\napp \"pay\" {{ use \"mine\" {{ a \"aa\" }} }}"
    )
}

#[test]
fn a_pattern_that_cannot_be_compiled_is_told_in_the_profile() {
    let huge = limited("(((a{1,100}){1,100}){1,100}){1,100}");
    error(&[("a.kdl", &huge)], "AGC909", "the pattern needs more than", "counts inside counts multiply");
    error(&[("a.kdl", &limited("(a"))], "AGC909", "the pattern is no regular expression", "syntax");
    // Nothing backtracks: what costs others years is a step a character.
    builds(&[("a.kdl", &limited("(a+)+").replace(['«', '»'], ""))]);
}
