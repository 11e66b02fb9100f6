//! `agentc launch`: what it says of files in `tests/cases/launch`, and of input that is no such file.
//!
//! Beside each file stands what must be said of it, written from the facts before the command was run. Objects
//! may say more; lists are complete.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::commands::agentc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/launch")
}

fn launch(arguments: &[&str]) -> (Option<i32>, Json, String) {
    let output = agentc(&folder(), &[&["launch", "--format", "json"], arguments].concat());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let json = serde_json::from_slice(&output.stdout).expect("stdout is the object alone");
    (output.status.code(), json, text(&output.stderr))
}

/// Places where `got` does not say what is expected.
pub fn differences(expected: &Json, got: &Json, at: &str, found: &mut Vec<String>) {
    match (expected, got) {
        (Json::Object(expected), Json::Object(got)) => {
            for (key, value) in expected {
                differences(value, got.get(key).unwrap_or(&Json::Null), &format!("{at}/{key}"), found);
            }
        }
        (Json::Array(expected), Json::Array(got)) if expected.len() == got.len() => {
            for (index, (expected, got)) in expected.iter().zip(got).enumerate() {
                differences(expected, got, &format!("{at}/{index}"), found);
            }
        }
        _ if expected == got => {}
        _ => found.push(format!("{at}: expected {expected}, got {got}")),
    }
}

#[test]
fn every_case_is_seen_as_its_expectation_says() {
    let mut problems = Vec::new();
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("cases")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".expect.json"))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    for name in &names {
        let expected = fs::read_to_string(folder().join(format!("{name}.expect.json"))).expect(name);
        let expected: Json = serde_json::from_str(&expected).expect(name);
        let (_, got, _) = launch(&[name]);
        assert_eq!(got["schema_version"], 1);
        differences(&expected, &got["launches"], name, &mut problems);
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn findings_decide_the_exit_code() {
    assert_eq!(launch(&["nested-copy.yaml"]).0, Some(1));
    assert_eq!(launch(&["agent-image.Dockerfile"]).0, Some(0));
    let text = agentc(&folder(), &["launch", "nested-copy.yaml"]);
    let text = String::from_utf8(text.stdout).expect("UTF-8");
    for shown in [
        "Deployment shop/orders, container orders nested-copy.yaml:16",
        "1 skywalking, from JAVA_TOOL_OPTIONS\n      /agent/skywalking-agent.jar\n",
        "does not arrive by init-container fetch: what is copied stands in /agent/agent, not in /agent",
        "error[AGC205 agent-missing]",
    ] {
        assert!(text.contains(shown), "{shown}\n{text}");
    }
}

#[test]
fn an_image_configuration_says_what_the_image_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("pod.yaml", "spec:\n  containers:\n  - {name: a, image: 'x:1'}\n  - {name: b, image: 'y:1'}\n");
    write(
        "x.json",
        r#"{"config": {"Env": ["JAVA_VERSION=21.0.2", "JAVA_TOOL_OPTIONS=-javaagent:/o/opentelemetry-javaagent.jar"],
            "Entrypoint": ["java", "-Xmx1g"], "Cmd": ["-jar", "/a.jar"]}}"#,
    );
    let run = |more: &[&str]| {
        let output = agentc(folder.path(), &[&["launch", "--format", "json", "pod.yaml"], more].concat());
        (output.status.code(), serde_json::from_slice::<Json>(&output.stdout).unwrap_or_default())
    };
    // Nothing is known of either container, then of one, then of both.
    assert_eq!(run(&[]), (Some(0), serde_json::json!({"schema_version": 1, "launches": []})));
    let text = agentc(folder.path(), &["launch", "pod.yaml"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("AGC714"));
    let (_, one) = run(&["--image-config", "x:1=x.json"]);
    let seen = &one["launches"][0];
    assert_eq!(one["launches"].as_array().map(Vec::len), Some(1));
    assert_eq!((&seen["container"], &seen["jdk"]), (&"a".into(), &21.into()));
    let from: Vec<&Json> = seen["options"].as_array().expect("a list").iter().map(|o| &o["from"]).collect();
    assert_eq!(from, ["JAVA_TOOL_OPTIONS", "ENTRYPOINT"]);
    assert_eq!(seen["application"], serde_json::json!(["-jar", "/a.jar"]));
    let (_, both) = run(&["--image-config", "x.json"]);
    assert_eq!(both["launches"].as_array().map(Vec::len), Some(2));
    // Two for the same images, none at all, no configuration.
    for bad in [&["x.json", "x.json"][..], &["missing.json"], &["x:1=pod.yaml"]] {
        let flags: Vec<&str> = bad.iter().flat_map(|file| ["--image-config", file]).collect();
        assert_ne!(run(&flags).0, Some(0), "{bad:?}");
    }
}

/// The other files, and the other documents, are still done.
#[test]
fn what_is_broken_is_told_and_the_rest_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
    let pod = |name: &str| {
        format!(
            "kind: Pod\napiVersion: v1\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c, image: i, command: [java, -jar, a.jar]}}]}}\n"
        )
    };
    let twice = pod("first").replace("name: first", "name: zero, name: first");
    write("mixed.yaml", format!("{twice}---\nspec:\n\tx: 1\n---\n{}", pod("last")).as_bytes());
    write("latin.yaml", b"name: caf\xe9\n");
    write("chart.yaml", b"metadata:\n  name: {{ .Values.name }}\n");
    write("no-from.Dockerfile", b"RUN true\n");
    write("open.Dockerfile", b"FROM a\nRUN <<EOF\necho\n");
    let files =
        ["mixed.yaml", "latin.yaml", "chart.yaml", "no-from.Dockerfile", "open.Dockerfile", "missing.yaml"];
    let output = agentc(folder.path(), &[&["launch", "--format", "json"], &files[..]].concat());
    assert_eq!(output.status.code(), Some(2), "a file could not be read");
    let got: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    let names: Vec<&Json> =
        got["launches"].as_array().expect("a list").iter().map(|l| &l["workload"]["name"]).collect();
    assert_eq!(names, ["first", "last"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    for expected in [
        "[mixed.yaml:3:24]",
        "AGC707",
        "[mixed.yaml:7:2]",
        "[latin.yaml:1:10]",
        "[chart.yaml:2:9]",
        "AGC808",
        "[no-from.Dockerfile:1:1]",
        "[open.Dockerfile:2:1]",
        "cannot read missing.yaml",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

/// Folders are walked as `agentc lint` walks them; what was named is read in the order in which it was.
#[test]
fn folders_are_walked() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    let pod = |name: &str| {
        format!(
            "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"{name}\"}},\n\t\"spec\": {{\"containers\": [{{\"name\": \"c\", \"image\": \"i\", \"command\": [\"java\", \"-jar\", \"a.jar\"]}}]}}}}\n"
        )
    };
    write("k8s/b.json", &pod("b"));
    write("k8s/one-line.json", &pod("one-line").replace("\n\t", " "));
    write(
        "a.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: i, command: [java, -jar, a.jar]}]}\n",
    );
    write("build/c.yaml", &pod("c"));
    write(".gitignore", "build/\n");
    write("package.json", "{\"name\": \"x\", \"kind\": \"y\"}\n");
    write("fragment.yaml", "containers: [{name: d, image: i, command: [java, -jar, a.jar]}]\n");
    write("app.Dockerfile", "FROM a:1\nENTRYPOINT [\"java\", \"-jar\", \"e.jar\"]\n");
    write("run.sh", "#!/bin/sh\nexec java -jar f.jar\n");
    write("compose.yml", "services: {g: {image: i, command: java -jar g.jar}}\n");
    write(
        "k8s/kustomization.yaml",
        "resources: [b.json, 'https://example.com/x.yaml']\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
    );
    write(
        "chart/templates/x.yaml",
        "apiVersion: v1\nkind: Pod\n{{- if .Values.x }}\nspec: {}\n{{- end }}\n---\nspec: {containers: [{name: half, image: i, command: [java]}]}\n",
    );
    let run = |arguments: &[&str]| {
        let output = agentc(folder.path(), &[&["launch", "--format", "json"], arguments].concat());
        let got: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
        let files = got["launches"].as_array().expect("a list").iter().map(|launch| launch["file"].clone());
        (
            output.status.code(),
            files.collect::<Vec<_>>(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, files, said) = run(&["."]);
    assert_eq!(
        files,
        [
            "a.yaml",
            "app.Dockerfile",
            "compose.yml",
            "fragment.yaml",
            "k8s/b.json",
            "k8s/one-line.json",
            "run.sh"
        ],
        "{said}"
    );
    assert_eq!(code, Some(0), "notes are no errors: {said}");
    assert!(said.contains("AGC715") && said.contains("AGC712"), "{said}");
    assert_eq!(
        run(&["run.sh", "fragment.yaml", "k8s"]).1,
        ["run.sh", "fragment.yaml", "k8s/b.json", "k8s/one-line.json"]
    );
    let none = agentc(folder.path(), &["launch", "chart/.."]);
    assert_eq!(none.status.code(), Some(0));
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    assert_eq!(agentc(folder.path(), &["launch", "empty"]).status.code(), Some(3));
}

#[test]
fn stdin_is_a_file_like_others() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_agentc"))
        .args(["launch", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("agentc runs");
    let text = fs::read(folder().join("fragment.yaml")).expect("a case");
    child.stdin.take().expect("a pipe").write_all(&text).expect("written");
    let output = child.wait_with_output().expect("it ends");
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(shown.starts_with("container web <stdin>:13\n"), "{shown}");
}
