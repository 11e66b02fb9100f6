//! `agentc lint` and `agentc explain` as a user runs them.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use super::commands::agentc;
use super::tree_support::tree;

/// A pod whose agent's folder can be written, with an option that nobody expands.
const POD: &str = r#"apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - name: a
    image: registry.example.com/a:1
    env:
    - {name: JAVA_TOOL_OPTIONS, value: "-javaagent:/agents/a.jar -Dx=${X}"}
    volumeMounts:
    - name: agents
      mountPath: /agents   # from the claim
  volumes:
  - {name: agents, persistentVolumeClaim: {claimName: agents}}
"#;

/// Exit code, and code and place of every finding.
pub fn lint(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let output = agentc(folder, &[&["lint", "--format", "json"], arguments].concat());
    let report: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    assert_eq!(report["schema_version"], 1);
    let shown = |finding: &Json| {
        let (file, line) = (finding["file"].as_str().unwrap_or("-"), &finding["range"]["start"]["line"]);
        format!("{} {file}:{line}", finding["code"].as_str().expect("a code"))
    };
    let found = report["diagnostics"].as_array().expect("a list").iter().map(shown);
    (output.status.code(), found.collect())
}

#[test]
fn folders_are_walked_and_rules_are_chosen() {
    let tree = tree(&[
        ("k8s/pod.yaml", POD),
        ("ignored/pod.yaml", POD),
        (".gitignore", "ignored/\n"),
        ("compose.yaml", "services:\n\tbroken: 1\n"),
        (
            "app.Dockerfile",
            "FROM a:1\nENV JAVA_TOOL_OPTIONS='-Djava.io.tmpdir=/${Z}'\nENTRYPOINT [\"java\", \"-jar\", \"a.jar\"]\n",
        ),
        ("notes.txt", "FROM here on\n"),
    ]);
    let unexpanded = ["AGC101 app.Dockerfile:2", "AGC101 k8s/pod.yaml:9"];
    assert_eq!(lint(tree.path(), &["--select", "AGC101"]), (Some(1), unexpanded.map(str::to_owned).to_vec()));
    let writable = vec!["AGC305 k8s/pod.yaml:11".to_owned()];
    assert_eq!(lint(tree.path(), &["--select", "agent-folder-writable"]), (Some(0), writable.clone()));
    assert_eq!(lint(tree.path(), &["--select", "AGC1,AGC305", "--ignore", "AGC101"]), (Some(0), writable));
    let denied = lint(tree.path(), &["--select", "AGC305", "--deny-warnings"]);
    assert_eq!(denied.0, Some(1));
    assert_eq!(lint(tree.path(), &["--select", "AGX"]), (Some(2), vec!["AGC936 -:null".to_owned()]));
    // A file that is named is read, whatever it looks like.
    assert_eq!(lint(tree.path(), &["compose.yaml"]), (Some(1), vec!["AGC711 compose.yaml:2".to_owned()]));
}

#[test]
fn a_folder_without_any_such_file_is_no_input() {
    let tree = tree(&[("notes.txt", "nothing\n")]);
    assert_eq!(lint(tree.path(), &[]), (Some(3), vec!["AGC932 -:null".to_owned()]));
    assert_eq!(lint(tree.path(), &["missing.yaml"]).0, Some(2));
}

#[test]
fn a_project_file_says_which_rules_run_below_it() {
    let tree = tree(&[
        ("a/agentc.kdl", "lint { ignore \"AGC101\" \"nope\" }\n"),
        ("a/pod.yaml", POD),
        ("b/pod.yaml", POD),
    ]);
    let (_, found) = lint(tree.path(), &["--ignore", "AGC305,AGC2,AGC4"]);
    assert_eq!(found, ["AGC936 a/agentc.kdl:1", "AGC101 b/pod.yaml:9"]);
}

#[test]
fn a_comment_allows_a_rule_for_a_reason() {
    let run = |text: &str| {
        let tree = tree(&[("pod.yaml", text)]);
        lint(tree.path(), &["--select", "AGC101,AGC301,AGC305,AGC935"]).1
    };
    let line = "    - name: agents\n";
    let above =
        POD.replace(line, "    # agentc: allow AGC305 -- a claim nobody writes to\n    - name: agents\n");
    assert_eq!(run(&above), ["AGC101 pod.yaml:9"]);
    let behind = POD.replace("${X}\"}", "${X}\"} # agentc: allow unexpanded-variable -- the app does");
    assert_eq!(run(&behind), ["AGC305 pod.yaml:11"]);
    let whole = format!("# agentc: allow AGC101, AGC305 -- a sample of what not to do\n{POD}");
    assert_eq!(run(&whole), [""; 0]);
    // Without a reason it allows nothing; without need it is told.
    let bare = POD.replace(line, "    # agentc: allow AGC305\n    - name: agents\n");
    assert_eq!(run(&bare), ["AGC101 pod.yaml:9", "AGC935 pod.yaml:11", "AGC305 pod.yaml:12"]);
    let idle = POD.replace(line, "    # agentc: allow AGC301 -- none\n    - name: agents\n");
    assert_eq!(run(&idle), ["AGC101 pod.yaml:9", "AGC935 pod.yaml:11", "AGC305 pod.yaml:12"]);
    // Nearly one is told, and so is what other linters call it; a sentence is none.
    for nearly in
        ["agentc:allow AGC305 -- x", "agentc allow AGC305", "agentc: alow(AGC305)", "agentc: ignore=AGC305"]
    {
        let nearly = POD.replace(line, &format!("    # {nearly}\n    - name: agents\n"));
        assert_eq!(
            run(&nearly),
            ["AGC101 pod.yaml:9", "AGC935 pod.yaml:11", "AGC305 pod.yaml:12"],
            "{nearly}"
        );
    }
    for sentence in ["agentc allows this", "made with agentc: see README", "agentc: sha256:0a"] {
        let sentence = POD.replace(line, &format!("    # {sentence}\n    - name: agents\n"));
        assert_eq!(run(&sentence), ["AGC101 pod.yaml:9", "AGC305 pod.yaml:12"], "{sentence}");
    }
    let tight = POD.replace(line, "    #agentc: allow AGC305 -- none needed\n    - name: agents\n");
    assert_eq!(run(&tight), ["AGC101 pod.yaml:9"]);
}

/// Every byte that a fix does not concern stays.
#[test]
fn fixes_change_what_they_say_and_nothing_else() {
    let tree = tree(&[("pod.yaml", POD)]);
    let read = || fs::read_to_string(tree.path().join("pod.yaml")).expect("a file");
    let select = ["--select", "AGC305"];
    lint(tree.path(), &[&select[..], &["--fix"]].concat());
    assert_eq!(read(), POD, "the fix is not safe");
    let shown = agentc(tree.path(), &[&["lint"], &select[..], &["--fix=all", "--diff"]].concat());
    let shown = String::from_utf8(shown.stdout).expect("UTF-8");
    assert!(shown.contains("+      readOnly: true\n") && !shown.contains("\n-  "), "{shown}");
    assert_eq!(read(), POD, "--diff writes nothing");
    assert_eq!(lint(tree.path(), &[&select[..], &["--fix=all"]].concat()), (Some(0), vec![]));
    let fixed = "      mountPath: /agents   # from the claim\n      readOnly: true\n";
    assert_eq!(read(), POD.replace("      mountPath: /agents   # from the claim\n", fixed));
    // Line ends stay as they are.
    fs::write(tree.path().join("pod.yaml"), POD.replace('\n', "\r\n")).expect("written");
    lint(tree.path(), &[&select[..], &["--fix=all"]].concat());
    assert_eq!(
        read(),
        POD.replace("      mountPath: /agents   # from the claim\n", fixed).replace('\n', "\r\n")
    );
}

#[test]
fn sources_are_linted_tree_by_tree() {
    let tree = tree(&[
        ("one/agentc.kdl", ""),
        ("one/app.kdl", "app \"a\" { use \"nobody\" }\n"),
        ("two/agentc.kdl", ""),
        ("two/app.kdl", "app \"a\" { use \"nobody\" } // agentc: allow AGC905 -- not there yet\n"),
    ]);
    let (exit, found) = lint(tree.path(), &["--select", "AGC905"]);
    assert_eq!((exit, found), (Some(1), vec!["AGC905 one/app.kdl:1".to_owned()]));
}

#[test]
fn comments_that_name_no_rule_are_told_and_codes_of_the_compiler_are_left_to_it() {
    let commented = |allowed: &str| {
        POD.replace(
            "persistentVolumeClaim",
            &format!("# agentc: allow {allowed} -- why\n    persistentVolumeClaim"),
        )
    };
    let found = |allowed: &str| {
        let tree = tree(&[("pod.yaml", &commented(allowed))]);
        let found = lint(tree.path(), &[]).1.into_iter();
        found.filter(|finding| finding.starts_with("AGC93")).collect::<Vec<_>>()
    };
    assert_eq!(found("AGC999999"), ["AGC936 pod.yaml:14"]);
    // Such a comment is for what a build of the KDL beside it finds.
    assert_eq!(found("AGC921"), [""; 0]);
    assert_eq!(found("AGC801"), ["AGC935 pod.yaml:14"]);
}

#[test]
fn a_diff_of_an_absolute_path_is_one_that_patch_takes() {
    let tree = tree(&[("Dockerfile", "FROM a:1\nCMD java -jar a.jar\n")]);
    let path = tree.path().join("Dockerfile");
    let path = path.to_str().expect("UTF-8");
    let output = agentc(tree.path(), &["lint", "--diff", path]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains(&format!("--- a{path}\n+++ b{path}\n")), "{text}");
}

#[test]
fn a_page_is_printed_for_a_code_or_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let explain = |word: &str| {
        let output = agentc(folder.path(), &["explain", word]);
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (exit, page) = explain("agc305");
    assert_eq!(exit, Some(0));
    assert!(page.starts_with("# AGC305: ") && page.contains("## Why"), "{page}");
    assert_eq!(explain("agent-folder-writable"), (exit, page));
    let (exit, said) = explain("agent-folder-writeable");
    assert_eq!(exit, Some(2));
    assert!(said.contains("AGC936") && said.contains("did you mean `agent-folder-writable`?"), "{said}");
}

/// `kubectl apply` says `no matches for kind "deployment"` and `unknown field "spec.containers"`.
#[test]
fn pods_out_of_place_are_told() {
    let container = "  containers:\n  - {name: a, image: \"registry.example.com/a:1\"}\n";
    for (text, line) in [
        (format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec:\n{container}"), 5),
        (format!("apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: a}}\nspec:\n{container}"), 5),
        (
            format!(
                "apiVersion: v1\nkind: pod\nmetadata: {{name: a, ownerReferences: []}}\nspec:\n{container}"
            ),
            2,
        ),
    ] {
        let found = lint(tree(&[("a.yaml", &text)]).path(), &["--select", "AGC711"]);
        assert_eq!(found, (Some(1), vec![format!("AGC711 a.yaml:{line}")]), "{text}");
    }
    let replicas = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2}\n";
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n";
    for text in [replicas, service] {
        assert_eq!(
            lint(tree(&[("a.yaml", text)]).path(), &["--select", "AGC711"]),
            (Some(0), vec![]),
            "{text}"
        );
    }
}

/// What the API server refuses: `kubectl apply --dry-run=server` says `unknown field` or `cannot unmarshal`.
#[test]
fn fields_of_another_shape_are_told() {
    let pod = |container: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, ownerReferences: []}}\nspec:\n  containers:\n  - name: a\n    image: registry.example.com/a:1\n{container}\n"
        )
    };
    for (container, line) in [
        ("    env: {JAVA_TOOL_OPTIONS: -Xmx1g}", 8),
        ("    command: java -jar /a.jar", 8),
        ("    comand: [java]", 8),
        ("    Image: b", 8),
        ("    volumeMount:\n    - {name: a, mountPath: /a}", 8),
        ("    enviroment: [{name: A, value: b}]", 8),
        ("    env: [{nme: A, value: b}]", 8),
        ("    env: [{name: A, valueFrom: {configMapRef: {name: b}}}]", 8),
        ("    env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]", 8),
        ("    lifecycle: {prestop: {exec: {command: [sleep, '5']}}}", 8),
        ("  command: [java, -jar, /a.jar]", 8),
        ("  initcontainers:\n  - {name: b, image: b}", 8),
    ] {
        let found = lint(tree(&[("a.yaml", &pod(container))]).path(), &["--select", "AGC711"]);
        assert_eq!(found, (Some(1), vec![format!("AGC711 a.yaml:{line}")]), "{container}");
    }
    let mount = "    volumeMounts:\n    - {name: agnt, mountPath: /a}\n";
    for (volumes, line) in [
        ("", 9),
        ("  volumes: [{name: agent, emptyDir: {}}]", 9),
        ("  volumes: [{name: other, emptyDir: {}}]", 9),
    ] {
        let found =
            lint(tree(&[("a.yaml", &pod(&format!("{mount}{volumes}")))]).path(), &["--select", "AGC711"]);
        assert_eq!(found, (Some(1), vec![format!("AGC711 a.yaml:{line}")]), "{volumes}");
    }
    let own = pod(&format!("{mount}  volumes: [{{name: agnt, emptyDir: {{}}}}]"));
    let patch = pod(mount).replace("    image: registry.example.com/a:1\n", "");
    let custom = pod(mount).replace("kind: Pod", "kind: Shop").replace("v1", "shop.example.com/v1");
    for text in [own, patch, custom] {
        let found = lint(tree(&[("a.yaml", &text)]).path(), &["--select", "AGC711"]);
        assert_eq!(found, (Some(0), vec![]), "{text}");
    }
    let bare = pod("").replace("apiVersion: v1\n", "");
    let found = lint(tree(&[("a.yaml", &bare)]).path(), &["--select", "AGC711"]);
    assert_eq!(found, (Some(1), vec!["AGC711 a.yaml:1".to_owned()]));
    for container in ["    terminationMessagePolicy: File", "    env:", "    args: []", "    x-own: {a: b}"] {
        let found = lint(tree(&[("a.yaml", &pod(container))]).path(), &["--select", "AGC711"]);
        assert_eq!(found, (Some(0), vec![]), "{container}");
    }
}
