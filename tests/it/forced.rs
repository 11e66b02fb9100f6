//! A profile writes a value by itself, and a user says otherwise: LinkAgent wants SkyWalking's class cache in memory
//! (profiles/takin/README.md).

use crate::finding::{builds, error};

fn app(skywalking: &str, app: &str) -> String {
    format!(
        r#"app "pay" {{ jdk 17; jvm "-XX:MaxMetaspaceSize=256m"; {app}
            use "skywalking" release="8.16.0" {{ collector "oap:11800"; {skywalking} }}
            use "takin" {{ zookeeper "zk:2181" }} }}"#
    )
}

#[test]
fn the_users_line_is_told_with_the_profiles_condition() {
    let setting = app("«agent.class_cache_mode \"FILE\"»", "");
    let message = "`agent.class_cache_mode` of `skywalking` is FILE, and `takin` needs MEMORY here";
    let help = "leave it out, or say MEMORY; without `takin`: remove use=\"takin\"";
    error(&[("a.kdl", &setting)], "AGC916", message, help);
    let property = app("«property \"skywalking.agent.class_cache_mode\" \"FILE\"»", "");
    let message = "the property skywalking.agent.class_cache_mode is FILE, and `takin` needs MEMORY";
    error(&[("a.kdl", &property)], "AGC916", message, help);
    let option = app("", "«jvm \"-Dskywalking.agent.class_cache_mode=FILE\"»");
    error(&[("a.kdl", &option)], "AGC916", message, help);
}

/// Both places of the profile are shown: the line, and the `when` around it.
#[test]
fn the_report_shows_the_condition() {
    let text = app("agent.class_cache_mode \"FILE\"", "");
    let folder = crate::tree_support::Folder::new(&crate::tree_support::files(&[("a.kdl", &text)]));
    let ran = folder.build(&["."]);
    assert_eq!(ran.exit, 1, "{ran:?}");
    for part in [
        "under this condition",
        "when beside=\"skywalking\"",
        "`takin` writes skywalking.agent.class_cache_mode by itself",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
}

#[test]
fn one_value_from_both_is_fine() {
    builds(&[("a.kdl", &app("agent.class_cache_mode \"MEMORY\"", ""))]);
    builds(&[("a.kdl", &app("", "jvm \"-Dskywalking.agent.class_cache_mode=MEMORY\""))]);
    // Who overrides the profile's own line by name means it.
    let own = app("", "").replace(
        "zookeeper \"zk:2181\"",
        "zookeeper \"zk:2181\"; property \"skywalking.agent.class_cache_mode\" \"FILE\"",
    );
    builds(&[("a.kdl", &own)]);
}

/// Where the dump is written is where its volume is (profiles/heap-dump/README.md).
#[test]
fn an_option_that_the_profile_writes_is_told() {
    for option in ["-XX:HeapDumpPath=/var/dumps", "-XX:-HeapDumpOnOutOfMemoryError"] {
        let kdl = format!("app \"pay\" {{ «jvm \"{option}\"»; use \"heap-dump\" }}");
        let help = "leave it out; without `heap-dump`: remove use=\"heap-dump\"";
        error(&[("a.kdl", &kdl)], "AGC916", &format!("{option}, and `heap-dump` needs"), help);
    }
    builds(&[("a.kdl", "app \"pay\" { jvm \"-XX:HeapDumpPath=/dumps\"; use \"heap-dump\" }")]);
}
