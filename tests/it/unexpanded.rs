//! References to variables in values that nobody expands (facts: `JAVA_TOOL_OPTIONS` is read by the JVM itself, and
//! what KDL says is literal for the kubelet).

use super::finding::{error, note};
use super::tree_support::{built, files};

const SKYWALKING: &str = r#"use "skywalking" { collector "oap:11800" }"#;

#[test]
fn a_reference_is_told_wherever_it_stands() {
    for (node, message) in [
        (r#"«jvm "-Da=$HOSTNAME"»"#, "`${HOSTNAME}` stays as it is: launcher `java`"),
        (
            r#"settings "skywalking" { «property "a.b" "${HOSTNAME}"» }"#,
            "`${HOSTNAME}` stays as it is: no shell",
        ),
        (r#"settings "skywalking" { «service "$HOSTNAME"» }"#, "`${HOSTNAME}` stays as it is: no shell"),
    ] {
        let kdl = format!(r#"app "pay" {{ {SKYWALKING}; {node} }}"#);
        error(&[("a.kdl", &kdl)], "AGC101", message, "{{pod.name}}");
    }
}

#[test]
fn what_is_no_reference_to_a_variable_is_left_alone() {
    for node in [
        r#"settings "skywalking" { property "pattern" "^A$|B$" }"#,
        r#"settings "skywalking" { property "a.b" "${ip}-${pid}" }"#,
        r#"env "NAME" "$(date)""#,
        r#"launcher "catalina"; jvm "-Da=$HOSTNAME""#,
    ] {
        let kdl = format!(r#"app "pay" {{ {SKYWALKING}; {node} }}"#);
        let built = built(&files(&[("a.kdl", &kdl)]));
        assert!(built.artifacts.is_some(), "{node}: {:#?}", built.details);
    }
}

/// The kubelet is given `$$(HOSTNAME)`: text is text, and whoever meant the variable is told.
#[test]
fn a_reference_that_the_kubelet_would_expand_is_text() {
    for node in [
        r#"«jvm "-Da=$(HOSTNAME)"»"#,
        r#"«env "NAME" "$(HOSTNAME)-x"»"#,
        r#"settings "skywalking" { «service "$(HOSTNAME)"» }"#,
    ] {
        let kdl = format!(r#"app "pay" {{ {SKYWALKING}; {node} }}"#);
        note(
            &[("a.kdl", &kdl)],
            "AGC101",
            "`$(HOSTNAME)` stays as it is: what is written here",
            "{{pod.name}}",
        );
    }
}
