//! Which KDL files `agentc lint` reads as one program, and the comments in them.

use serde_json::Value as Json;

use super::commands::agentc;
use super::lint::lint;
use super::tree_support::tree;

const FINE: &str = "app \"a\" { jvm \"-Xmx1g\" }\n";
const UNKNOWN: &str = "app \"b\" { use \"nobody\" }\n";
const PROFILE: &str = "profile \"mine\" { summary \"x\"; jvm \"-Da=b\" }\n";

/// The same app stands in several trees: they are no program together.
#[test]
fn trees_that_clash_are_read_one_by_one() {
    let files = [("one/in/a.kdl", FINE), ("two/in/a.kdl", FINE), ("three/in/b.kdl", UNKNOWN)];
    let (exit, found) = lint(tree(&files).path(), &["--select", "AGC9"]);
    assert_eq!((exit, found), (Some(1), vec!["AGC905 three/in/b.kdl:1".to_owned()]));
    // In one folder it is a mistake.
    let files = [("in/a.kdl", FINE), ("in/b.kdl", FINE)];
    assert_eq!(lint(tree(&files).path(), &["--select", "AGC901"]).0, Some(1));
    // So it is below a project file.
    let files = [("agentc.kdl", ""), ("one/a.kdl", FINE), ("two/a.kdl", FINE)];
    assert_eq!(lint(tree(&files).path(), &["--select", "AGC901"]).0, Some(1));
}

/// As a build of the folder reads them.
#[test]
fn folders_that_do_not_clash_are_one_program() {
    let files = [("profiles/mine/profile.kdl", PROFILE), ("apps/a.kdl", "app \"a\" { use \"mine\" }\n")];
    let found = lint(tree(&files).path(), &["--select", "AGC905"]);
    assert_eq!(found, (Some(0), vec![]));
}

/// pre-commit names the files that changed, one by one.
#[test]
fn a_file_that_is_named_alone_is_read_with_its_tree() {
    let files = [
        (".git/HEAD", ""),
        ("tree/agents.kdl", ""),
        ("tree/profiles/mine/profile.kdl", PROFILE),
        ("tree/apps/a.kdl", "app \"a\" { use \"mine\" }\n"),
        ("other/a.kdl", UNKNOWN),
        ("marked/agentc.kdl", ""),
        ("marked/profile.kdl", PROFILE),
        ("marked/apps/a.kdl", "app \"a\" { use \"mine\" }\n"),
    ];
    let tree = tree(&files);
    for file in ["tree/apps/a.kdl", "marked/apps/a.kdl", "tree/profiles/mine/profile.kdl"] {
        assert_eq!(lint(tree.path(), &["--select", "AGC905", file]), (Some(0), vec![]), "{file}");
    }
    let both = lint(tree.path(), &["--select", "AGC905", "tree/apps/a.kdl", "other/a.kdl"]);
    assert_eq!(both, (Some(1), vec!["AGC905 other/a.kdl:1".to_owned()]));
}

#[test]
fn comments_that_allow_nothing_are_told_in_sources_too() {
    let idle = "// agentc: allow AGC905 -- not there yet\n";
    let run = |text: &str, select: &str| lint(tree(&[("a.kdl", text)]).path(), &["--select", select]);
    let fine = format!("{FINE}{idle}");
    assert_eq!(run(&fine, "AGC9"), (Some(0), vec!["AGC935 a.kdl:2".to_owned()]));
    let used = UNKNOWN.replace(" }\n", " } // agentc: allow AGC905 -- not there yet\n");
    assert_eq!(run(&used, "AGC9"), (Some(0), vec![]));
    // What it is for was not looked for, or may only not have been found yet.
    assert_eq!(run(&fine, "AGC1,AGC935"), (Some(0), vec![]));
    let broken = format!("{FINE}app {{\n{idle}");
    assert!(run(&broken, "AGC9,AGC0").1.iter().all(|found| !found.starts_with("AGC935")));
}

/// `.agentcignore` is for what a repository holds and nobody wants looked at.
#[test]
fn folders_may_say_what_is_not_looked_at() {
    let files = [("in/.agentcignore", "/bad/\n"), ("in/bad/b.kdl", UNKNOWN), ("in/a.kdl", FINE)];
    let tree = tree(&files);
    assert_eq!(lint(tree.path(), &["--select", "AGC905"]), (Some(0), vec![]));
    assert_eq!(lint(tree.path(), &["--select", "AGC905", "in/bad"]).0, Some(1));
}

/// An agent that nobody ships: what a project says of it holds for the manifests in the project, and no others.
#[test]
fn profiles_of_the_project_are_known_in_its_manifests() {
    let profile = r#"
profile "acme" {
    summary "An agent of this house"
    role "apm"
    release "1.2.0" default=#true size="1Mi" { jdk min=8 max=21 }
    image "registry.example.com/acme-agent:{{release}}"
    files mount="/opt/acme" from="/acme" { jar "acme-agent.jar" }
    javaagent "acme-agent.jar"
    detect { jar "acme-agent.jar"; prefix "ACME_" }
    setting "service" concept="service.name" { env "ACME_SERVICE" }
}
"#;
    let pod = "spec:\n  containers:\n  - name: a\n    image: registry.example.com/a:1\n    env:\n    \
               - {name: JAVA_TOOL_OPTIONS, value: -javaagent:/opt/acme/acme-agent.jar}\n    \
               - {name: ACME_SERVISE, value: order}\n    - {name: ACME_SERVICE, value: order}\n";
    let files = [
        ("in/agentc.kdl", ""),
        ("in/profiles/acme.kdl", profile),
        ("in/k8s/pod.yaml", pod),
        ("out/pod.yaml", pod),
    ];
    let tree = tree(&files);
    let found = lint(tree.path(), &["--select", "AGC209", "in/k8s/pod.yaml", "out/pod.yaml"]);
    assert_eq!(found, (Some(1), vec!["AGC209 in/k8s/pod.yaml:7".to_owned()]));
    let seen = |file: &str| {
        let output = agentc(tree.path(), &["launch", "--format", "json", file]);
        let shown: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
        (
            shown["launches"][0]["agents"][0]["profile"].clone(),
            shown["launches"][0]["identity"]["service"].clone(),
        )
    };
    assert_eq!(seen("in/k8s/pod.yaml"), ("acme".into(), "order".into()));
    assert_eq!(seen("out/pod.yaml").0, "other:/opt/acme/acme-agent.jar");
    let listed = |folder: &str| agentc(&tree.path().join(folder), &["list", "profiles"]).stdout;
    assert!(String::from_utf8_lossy(&listed("in/k8s")).contains("An agent of this house"));
    assert!(!String::from_utf8_lossy(&listed("out")).contains("acme"));
}

/// A finding in a generated file names the setting that it is about, not only the app.
#[test]
fn a_generated_line_names_its_setting() {
    let debugger = "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005";
    let app = format!(
        "app \"a\" {{\n    image \"r/a:1\"\n    jdk 17\n    jvm \"-Xmx1g\"\n    jvm \"{debugger}\"\n    use \"skywalking\" {{ collector \"oap:11800\" }}\n    target \"dockerfile\"\n}}\n"
    );
    let tree = tree(&[("agentc.kdl", app.as_str())]);
    let built = agentc(tree.path(), &["build"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stdout));
    let output = agentc(tree.path(), &["lint", "--format", "text", "--select", "AGC501", "generated"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("generated from this\n   ╭─[agentc.kdl:5:5]"), "{text}");
}
