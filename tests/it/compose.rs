//! Compose files and what stands beside them. Expectations are those of the Compose specification, and what
//! `compose-go` 2.16 makes of the same files.

use std::path::Path;

use serde_json::Value as Json;

use super::commands::agentc;
use super::tree_support::tree;

fn launches(folder: &Path, file: &str) -> Vec<Json> {
    let output = agentc(folder, &["launch", "--format", "json", file]);
    let got: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    got["launches"].as_array().expect("a list").clone()
}

fn env(launch: &Json) -> Vec<String> {
    let shown = |one: &Json| {
        format!("{}={}", one["name"].as_str().expect("a name"), one["value"].as_str().expect("a value"))
    };
    launch["env"].as_array().expect("a list").iter().map(shown).collect()
}

fn texts(launch: &Json, key: &str) -> Vec<String> {
    let text = |one: &Json| one.as_str().or(one["text"].as_str()).expect("a text").to_owned();
    launch[key].as_array().expect("a list").iter().map(text).collect()
}

#[test]
fn files_beside_it_are_read() {
    let folder = tree(&[
        (
            "compose.yaml",
            "services:\n\
             \x20 a:\n    image: i:${TAG}\n    env_file: [java.env, {path: none.env, required: false}]\n\
             \x20   environment: {B: own, TAKEN: }\n    volumes: [./agents:/agents]\n\
             \x20 b:\n    build: {context: app, args: {HEAP: 2g}}\n    image: named:1\n\
             \x20   command: [-Dx=1, -jar, /b.jar]\n\
             \x20 c: {image: i, env_file: missing.env, command: java -jar /c.jar}\n",
        ),
        (".env", "TAG=7\nTAKEN=from .env\n"),
        (
            "java.env",
            "# a file\nJAVA_TOOL_OPTIONS=\"-javaagent:/agents/opentelemetry-javaagent.jar -Db=${B}\" # why\nB=file\n",
        ),
        ("agents/opentelemetry-javaagent.jar", "jar"),
        (
            "app/Dockerfile",
            "FROM eclipse-temurin:21\nARG HEAP=1g\nENV JDK_JAVA_OPTIONS=-Xmx$HEAP\nENTRYPOINT [\"java\"]\n",
        ),
    ]);
    let found = launches(folder.path(), "compose.yaml");
    let [a, b, c] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(a["image"], "i:7");
    let expected = [
        "JAVA_TOOL_OPTIONS=-javaagent:/agents/opentelemetry-javaagent.jar -Db=own",
        "B=own",
        "TAKEN=from .env",
    ];
    assert_eq!(env(a), expected);
    assert_eq!((&a["agents"][0]["arrives"], &a["agents"][0]["delivery"]), (&"yes".into(), &"bind".into()));
    assert_eq!(texts(b, "options"), ["-Xmx2g", "-Dx=1"]);
    assert_eq!(
        (texts(b, "application"), &b["jdk"]),
        (vec!["-jar".to_owned(), "/b.jar".to_owned()], &21.into())
    );
    // What a file may set that is not here is not known.
    assert!(c["lost"].as_array().expect("a list").iter().any(|lost| lost["text"] == "JAVA_TOOL_OPTIONS"));
}

/// A compose file may be a stranger's: what it names outside of its folder is not looked at.
#[test]
fn nothing_outside_the_folder_is_read() {
    let folder = tree(&[
        ("secret.env", "STOLEN=1\n"),
        (
            "in/compose.yaml",
            "services:\n  a:\n    image: i\n    env_file: [../secret.env, /proc/self/environ, link.env]\n    command: java -jar /a.jar\n",
        ),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.env", folder.path().join("in/link.env")).expect("a link");
    let found = launches(folder.path(), "in/compose.yaml");
    assert_eq!((found.len(), env(&found[0]).len()), (1, 0));
}

#[test]
fn what_is_no_compose_file_is_none() {
    for text in [
        "services: {a: 1}\n",
        "services: {web: {port: 80, env: [A]}}\n",
        "apiVersion: v1\nkind: X\nservices: {a: {image: i, command: java -jar a.jar}}\n",
        "jobs: {build: {services: {a: {image: i, command: java -jar a.jar}}}}\n",
        "image: {repository: a}\nservices: [a]\nenv: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]\n",
    ] {
        let folder = tree(&[("a.yaml", text)]);
        assert_eq!(launches(folder.path(), "a.yaml").len(), 0, "{text}");
    }
}

#[test]
fn what_compose_refuses_is_told() {
    let folder =
        tree(&[("compose.yaml", "services:\n  a:\n    image: i\n    environment: {A: '${B', C: '$${D'}\n")]);
    let output = agentc(folder.path(), &["lint", "compose.yaml"]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(said.contains("AGC711") && said.contains("compose.yaml:4:"), "{said}");
    assert!(said.contains("1 error"), "{said}");
}

#[test]
fn hostile_files_end() {
    let circle = "services:\n  a: {extends: b, image: i}\n  b: {extends: {service: a}, image: i}\n  c: {extends: c, image: i}\n";
    let services = |each: &dyn Fn(usize) -> String| -> String {
        "services:\n".to_owned()
            + &(0..4000).map(|at| format!("  s{at}: {{image: i, {}}}\n", each(at))).collect::<String>()
    };
    let shared = services(&|_| "volumes: [v:/v], command: [cp, -r, /a, /v]".to_owned());
    let chain =
        services(&|at| format!("depends_on: [s{}], extends: s{}, volumes: ['v{at}:/v']", at + 1, at + 1));
    let nested = format!("services: {{a: {{image: i, command: java '{}'}}}}\n", "${A:-".repeat(50_000));
    let many: String = (0..40_000).map(|at| format!("      V{at}: ${{V{at}}}\n")).collect();
    let many =
        format!("services:\n  a:\n    image: i\n    command: java -jar a.jar\n    environment:\n{many}");
    // Quadratic work would take minutes.
    for text in [circle.to_owned(), shared, chain, nested, many] {
        let folder = tree(&[("compose.yaml", &text)]);
        let output = agentc(folder.path(), &["lint", "compose.yaml"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{:?} {:?}", output.status, text.get(..60));
    }
}
