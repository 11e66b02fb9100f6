//! The command in every header makes the same bytes again.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::process::Command;

use crate::tree_support::{Folder, files};

const APP: &str = r#"app "pay" { use "skywalking" { collector "oap:11800" } }"#;
const OTHER: &str = r#"app "order" { use "skywalking" { collector "oap:11800" } }"#;
const ENVIRONMENTS: &str = r#"environment "dev" { env "A" "1" }; environment "prod" { env "A" "2" }"#;

/// The commands in the headers of all generated files.
fn commands(folder: &Folder) -> Vec<String> {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let all = folder.snapshot().into_iter().filter(|(name, _)| name.starts_with("generated/"));
    let mut lines: Vec<String> = all
        .flat_map(|(_, bytes)| text(bytes).lines().map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|line| line.strip_prefix("# Regenerate: agentc ").map(str::to_owned))
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

#[test]
fn typed_in_the_folder_of_the_tree_it_changes_nothing() {
    let tree = [("agentc.kdl", ENVIRONMENTS), ("agents/pay.kdl", APP), ("other agents/order.kdl", OTHER)];
    let cases: [(&[&str], &str); 5] = [
        (&[], "build --env dev"),
        (&["agents/", "--env", "prod"], "build agents --env prod"),
        (
            &["./other agents/order.kdl", "agents", "--env", "prod"],
            "build agents 'other agents/order.kdl' --env prod",
        ),
        (
            &["--env", "prod", "--set", "skywalking.service=it's $home"],
            r"build --env prod --set 'skywalking.service=it'\''s $home'",
        ),
        (&[".", "agents", "--env", "prod"], "build --env prod"),
    ];
    for (arguments, expected) in cases {
        let folder = Folder::new(&files(&tree));
        let ran = folder.build(arguments);
        assert_eq!(ran.exit, 0, "{}", ran.stdout);
        assert_eq!(commands(&folder).first().map(String::as_str), Some(expected));
        for command in commands(&folder) {
            let line = format!("'{}' {command} --check", env!("CARGO_BIN_EXE_agentc"));
            let again = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
            assert!(again.status.success(), "{command}: {}", String::from_utf8_lossy(&again.stdout));
        }
    }
}

/// Where a run was started is nobody's business.
#[test]
fn from_every_folder_the_same_bytes() {
    let folder = Folder::new(&files(&[("agentc.kdl", ""), ("agents/pay.kdl", APP)]));
    assert_eq!(folder.build(&["agents"]).exit, 0);
    fs::create_dir(folder.path().join("below")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
    command.args(["build", "../agents/../agents", "--check"]).current_dir(folder.path().join("below"));
    assert!(command.output().unwrap().status.success());
}

/// The image of an agent is one file for all environments, whichever of them is built.
#[test]
fn what_belongs_to_no_environment_is_the_same_from_each() {
    let app = r#"
registry "harbor.example.com/agents"
app "pay" {
    image "r/pay:1"; jdk 17; jvm "-XX:MaxMetaspaceSize=512m"
    use "takin" { zookeeper "zk:2181"; app-name "pay" }
    target "dockerfile"
}
"#;
    let folder = Folder::new(&files(&[("agentc.kdl", ENVIRONMENTS), ("pay.kdl", app)]));
    assert_eq!(folder.build(&[]).exit, 0);
    for environment in ["dev", "prod"] {
        let ran = folder.build(&["--env", environment, "--check"]);
        assert_eq!(ran.exit, 0, "{}", ran.stdout);
    }
}
