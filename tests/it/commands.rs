//! The commands as a user runs them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value as Json, json};

use super::tree_support::tree;

/// Runs `agentc` in a folder, without a terminal.
pub fn agentc(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
    command.args(arguments).current_dir(folder).env_remove("COLUMNS").env_remove("NO_COLOR");
    command.output().expect("agentc runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

const APPS: &str = r#"
defaults { settings "skywalking" { collector "oap:11800" } }
app "pay" namespace="shop" {
    launcher "catalina"; jdk 11
    use "skywalking" { authentication secret="sw/token"; env "SW_EXTRA" "1" }
    jvm "-Xmx512M"
    env "TZ" "UTC"
    variant "canary" { settings "skywalking" release="9.6.0" }
}
environment "prod" { settings "skywalking" { collector "oap-1:11800" }; app "pay" { jvm "-Xmx1G" } }
environment "test" { use "jdwp" }
"#;

#[test]
fn a_plan_says_where_everything_comes_from() {
    let tree = tree(&[("agentc.kdl", ""), ("apps.kdl", APPS)]);
    let run = |more: &[&str]| {
        let arguments = ["plan", "--app", "pay", "--env", "prod", "--format", "json"];
        let output = agentc(tree.path(), &[&arguments, more].concat());
        assert!(output.status.success(), "{}", err(&output));
        serde_json::from_str::<Json>(&out(&output)).expect("stdout is the object alone")
    };
    let plan = run(&[]);
    assert_eq!(plan["schema_version"], 1);
    assert_eq!((&plan["app"], &plan["environment"]), (&json!("pay"), &json!("prod")));
    let container = &plan["containers"][0];
    assert_eq!(
        json!([container["launcher"], container["variable"], container["jdk"]]),
        json!(["catalina", "CATALINA_OPTS", 11])
    );
    let agent = &container["agents"][0];
    assert_eq!(json!([agent["profile"], agent["release"]]), json!(["skywalking", "9.7.0"]));
    assert_eq!(agent["javaagents"], json!(["-javaagent:/opt/agents/skywalking/skywalking-agent.jar"]));
    let setting = |plan: &Json, name: &str| {
        let all = plan["containers"][0]["agents"][0]["settings"].as_array().cloned().expect("a list");
        all.into_iter().find(|s| s["name"] == name).unwrap_or_else(|| panic!("{name} is there"))
    };
    // Line 10 replaces line 2.
    let collector = setting(&plan, "collector");
    assert_eq!(collector["value"], "oap-1:11800");
    assert_eq!(collector["carrier"], json!({ "kind": "env", "name": "SW_AGENT_COLLECTOR_BACKEND_SERVICES" }));
    assert_eq!(
        json!([collector["origin"]["file"], collector["origin"]["line"], collector["origin"]["layer"]]),
        json!(["apps.kdl", 10, "environment \"prod\""])
    );
    assert_eq!(
        json!([collector["replaced"][0]["line"], collector["replaced"][0]["layer"]]),
        json!([2, "defaults"])
    );
    assert_eq!(setting(&plan, "authentication")["value"], "{{secret sw/token}}");
    assert_eq!(container["jvm"][0]["value"], "-Xmx1G");
    assert_eq!(container["env"][0]["name"], "TZ");
    let set = setting(&run(&["--set", "skywalking.collector=x:1"]), "collector");
    assert_eq!(json!([set["value"], set["origin"]["layer"]]), json!(["x:1", "--set"]));
    assert_eq!(set["replaced"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_plan_fits_the_terminal_and_has_no_colours_in_a_pipe() {
    let tree = tree(&[("agentc.kdl", ""), ("apps.kdl", APPS)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentc"));
    command.args(["plan", "--app", "pay", "--env", "prod"]).current_dir(tree.path()).env("COLUMNS", "80");
    let text = out(&command.output().expect("agentc runs"));
    assert!(text.starts_with("app pay, namespace shop, environment prod\n"), "{text}");
    assert!(!text.contains('\x1b'), "no colours");
    let table = text.lines().skip_while(|line| !line.contains("SETTING")).take_while(|line| !line.is_empty());
    table.for_each(|line| assert!(line.chars().count() <= 80, "{line}"));
    assert!(text.contains("replaced") && text.contains("apps.kdl:2"), "{text}");
}

#[test]
fn a_name_that_means_several_plans_is_an_error_with_the_ways_out() {
    let tree = tree(&[("agentc.kdl", ""), ("apps.kdl", APPS)]);
    let output = agentc(tree.path(), &["plan", "--app", "pay"]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    assert!(text.contains("AGC933") && text.contains("--app pay --env prod"), "{text}");
    let canary = agentc(tree.path(), &["plan", "--app", "pay-canary", "--env", "prod"]);
    assert!(out(&canary).contains("agent skywalking 9.6.0"), "{}", out(&canary));
    let nearest = agentc(tree.path(), &["plan", "--app", "pya"]);
    assert!(out(&nearest).contains("did you mean `pay`"), "{}", out(&nearest));
}

#[test]
fn what_init_writes_builds_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = agentc(folder.path(), &["init", "agents"]);
    assert!(output.status.success(), "{}", out(&output));
    assert!(err(&output).ends_with("next: agentc build agents\n"), "{}", err(&output));
    let built = agentc(folder.path(), &["build", "agents", "--deny-warnings"]);
    assert!(built.status.success(), "{}{}", out(&built), err(&built));
    assert!(folder.path().join("agents/generated/prod/hello/init-container/hello.yaml").is_file());
    let checked = agentc(folder.path(), &["build", "agents", "--check"]);
    assert_eq!((checked.status.code(), out(&checked).as_str()), (Some(0), ""));
}

#[test]
fn init_overwrites_nothing() {
    let tree = tree(&[("apps.kdl", "mine")]);
    let output = agentc(tree.path(), &["init"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("AGC934"), "{}", out(&output));
    assert_eq!(std::fs::read_to_string(tree.path().join("apps.kdl")).expect("there"), "mine");
    assert!(!tree.path().join("agentc.kdl").exists(), "nothing else is written either");
}

#[test]
fn lists_and_completions() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = out(&agentc(here, &["list", "targets"]));
    let row = targets.lines().find(|line| line.starts_with("image-volume")).expect("a row");
    assert_eq!(row.split_whitespace().take(3).collect::<Vec<_>>(), ["image-volume", "1.35", "proved"]);
    let profiles = out(&agentc(here, &["list", "profiles"]));
    let row = profiles.lines().find(|line| line.starts_with("skywalking")).expect("a row");
    assert!(row.contains("9.7.0 9.6.0 8.16.0 8.7.0"), "{row}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = out(&agentc(here, &["completions", shell]));
        assert!(text.contains("agentc") && text.contains("init"), "{shell}");
    }
}

#[test]
fn two_apps_of_one_name_are_told_apart_by_namespace() {
    let apps = "defaults { use \"skywalking\" { collector \"oap:11800\" } }\n\
                app \"pay\" namespace=\"a\"\napp \"pay\" namespace=\"b\"\n";
    let tree = tree(&[("agentc.kdl", ""), ("apps.kdl", apps)]);
    let both = agentc(tree.path(), &["plan", "--app", "pay"]);
    assert!(out(&both).contains("--app a.pay, or --app b.pay"), "{}", out(&both));
    let one = agentc(tree.path(), &["plan", "--app", "b.pay"]);
    assert!(out(&one).starts_with("app b.pay, namespace b\n"), "{}", out(&one));
    let built = agentc(tree.path(), &["build", "--app", "b.pay"]);
    assert!(built.status.success() && tree.path().join("generated/b.pay").is_dir(), "{}", out(&built));
}
