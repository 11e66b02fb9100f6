//! Warnings and notes: what is built all the same, and should be known.

use crate::finding::{error, note};

#[test]
fn options_of_an_unknown_base_are_told() {
    let kdl = r#"app "pay" { «use "skywalking" { collector "oap:11800" }» }"#;
    note(
        &[("a.kdl", kdl)],
        "AGC107",
        "JAVA_TOOL_OPTIONS of the application's own",
        "workload \"Deployment\" from=",
    );
}

/// LinkAgent's ZooKeeper: nothing listens on 127.0.0.1 in a pod.
#[test]
fn a_default_that_nobody_wants_is_told() {
    let kdl = r#"app "pay" { jdk 17; «use "takin" {}» }"#;
    note(
        &[("a.kdl", kdl)],
        "AGC210",
        "`takin` has no value for `zookeeper`",
        "use \"takin\" { zookeeper \"…\" }",
    );
}

/// The dump has mode 0600: another user cannot read it.
#[test]
fn a_companion_without_its_user_is_told() {
    let kdl = r#"app "pay" { «use "heap-dump" { bucket "b"; endpoint "https://s3.example.com" }» }"#;
    note(
        &[("a.kdl", kdl)],
        "AGC309",
        "`uploader` must run as the application's user",
        "image \"…\" { user 1000 }",
    );
}

/// Nobody publishes LinkAgent, and nobody knows its archive's checksum.
#[test]
fn what_is_built_from_a_download_is_told() {
    let kdl = r#"app "pay" { jdk 17; «use "takin" { zookeeper "zk:2181" }» }"#;
    note(&[("a.kdl", kdl)], "AGC403", "is downloaded without a checksum", "sha256=");
    note(&[("a.kdl", kdl)], "AGC407", "nobody publishes localhost/agents/takin:5.3.4", "name your registry");
}

#[test]
fn a_profile_of_a_shipped_ones_name_is_told() {
    let kdl = r#"profile «"jdwp"» { jvm "-Dmine=1" }; app "pay" { use "jdwp" }"#;
    note(&[("a.kdl", kdl)], "AGC917", "jdwp", "");
}

/// LinkAgent's own check (profiles/takin/README.md).
#[test]
fn an_option_that_an_agent_needs_is_told() {
    let kdl =
        r#"app "pay" { jdk 17; jvm "-XX:MaxMetaspaceSize=64m"; «use "takin" { zookeeper "zk:2181" }» }"#;
    error(&[("a.kdl", kdl)], "AGC118", "-XX:MaxMetaspaceSize of at least 100M is needed", "");
}

/// A script that writes `java $JVM_OPTS` splits at every blank, and keeps quotes.
#[test]
fn an_option_that_cannot_be_quoted_is_told() {
    let kdl = r#"app «"pay"» { launcher "shell" variable="JVM_OPTS"; jvm "-Da=b c"; use "skywalking" { collector "oap:11800" } }"#;
    error(&[("a.kdl", kdl)], "AGC110", "`-Da=b c` cannot be written into JVM_OPTS", "");
}
