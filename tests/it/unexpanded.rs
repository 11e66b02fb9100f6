//! References to variables in values that nobody expands (facts: JAVA_TOOL_OPTIONS is read by the JVM itself, and
//! what KDL says is literal for the kubelet).

use super::finding::error;
use super::tree_support::{built, files};

const SKYWALKING: &str = r#"use "skywalking" { collector "oap:11800" }"#;

#[test]
fn a_reference_is_told_wherever_it_stands() {
    for (node, message) in [
        (r#"«jvm "-Da=$HOSTNAME"»"#, "`${HOSTNAME}` stays as it is: launcher `java`"),
        (r#"«jvm "-Da=$(HOSTNAME)"»"#, "`$(HOSTNAME)` stays as it is: what is written here"),
        (r#"«env "NAME" "$(HOSTNAME)-x"»"#, "`$(HOSTNAME)` stays as it is"),
        (
            r#"settings "skywalking" { «property "a.b" "${HOSTNAME}"» }"#,
            "`${HOSTNAME}` stays as it is: no shell",
        ),
        (r#"settings "skywalking" { «service "$HOSTNAME"» }"#, "`${HOSTNAME}` stays as it is: no shell"),
        (r#"settings "skywalking" { «service "$(POD_NAME)"» }"#, "`$(POD_NAME)` stays as it is"),
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
