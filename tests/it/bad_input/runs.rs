//! Whole runs: many findings at once, warnings alone, and texts that could stop a program.

use agentc::diagnostic::Severity;

use crate::tree_support::{Built, Files, Folder, built, files};

/// The errors, as lines.
fn errors(tree: &Files) -> Vec<String> {
    let Built { findings, details, .. } = built(tree);
    let all = findings.into_iter().zip(details);
    all.filter(|(_, d)| d.severity == Severity::Error).map(|(line, _)| line).collect()
}

#[test]
fn many_mistakes_in_one_run_by_file_and_line() {
    let tree = files(&[
        ("c.kdl", "app \"five\" { remove env=\"TZ\" }\n"),
        ("a.kdl", "app \"one\" { use \"skywalking\" }\napp \"two\" { use \"skywalkin\" }\n"),
        (
            "b.kdl",
            "app \"three\" { use \"skywalking\" { collector \"oap\" } }\napp \"four\" { jvm \"-Xmx1g\"; target \"dokcer\" }\n",
        ),
        ("d.kdl", "app \"six\" { luancher \"java\" }\n"),
    ]);
    let places: Vec<String> =
        errors(&tree).iter().map(|line| line.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        places,
        [
            "a.kdl:1:13 AGC911",
            "a.kdl:2:17 AGC905",
            "b.kdl:1:44 AGC909",
            "b.kdl:2:35 AGC905",
            "c.kdl:1:14 AGC908",
            "d.kdl:1:13 AGC905",
        ]
    );
}

#[test]
fn several_syntax_errors_of_one_file() {
    let tree =
        files(&[("a.kdl", "app \"pay\" {\n    jvm -Da=b\n    env \"A\" true\n    use \"skywalking\"\n")]);
    let codes: Vec<_> = built(&tree).details.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["AGC001", "AGC001", "AGC002"]);
}

/// Each layer is laid over every app in every environment, and each target plans again.
#[test]
fn a_mistake_in_a_shared_layer_is_told_once() {
    let kdl = r#"
defaults {
    use "skywalking" { collector "oap" }
    target "init-container"
    target "sidecar"
}
app "a" {}
app "b" { variant "canary" {} }
environment "dev" {}
environment "prod" {}
"#;
    assert_eq!(
        errors(&files(&[("a.kdl", kdl)])),
        [
            "a.kdl:3:34 AGC909 `collector` takes host:port, found `oap` without a port | name the port, as in \"oap:PORT\"; the agent assumes none"
        ]
    );
    // A manifest is read once for every app in every environment.
    let kdl = r#"
app "a" { workload "Deployment" from="x.yaml"; jvm "-Xmx1g" }
app "b" { workload "Deployment" from="x.yaml"; jvm "-Xmx1g" }
environment "dev" {}
environment "prod" {}
"#;
    let tree = files(&[("a.kdl", kdl), ("x.yaml", "a: 1\na: 2\n")]);
    assert_eq!(errors(&tree).len(), 1);
}

#[test]
fn what_is_only_cut_short_is_built_with_a_warning() {
    let kdl = format!(
        r#"app "pay" {{ use "skywalking" {{ collector "oap:11800"; service "{}" }} }}"#,
        "s".repeat(51)
    );
    let Built { details, artifacts, .. } = built(&files(&[("a.kdl", &kdl)]));
    let told: Vec<_> = details.iter().filter(|d| d.severity != Severity::Info).collect();
    let [only] = told.as_slice() else { panic!("{details:?}") };
    assert_eq!((only.severity, only.code), (Severity::Warning, "AGC208"));
    assert!(only.message.contains("has 51 characters, the agent takes 50: it will be truncated"));
    assert!(artifacts.is_some_and(|all| !all.is_empty()));
}

#[test]
fn what_looks_odd_and_is_fine() {
    let app = r#"app "pay" { use "skywalking" { collector "oap:11800" } }"#;
    let unlisted =
        r#"app "pay" { use "skywalking" release="9.7.1" image="r/sky:9.7.1" { collector "oap:11800" } }"#;
    for text in [
        format!("\u{feff}{app}\n"),
        app.replace(' ', "\r\n")
            .replace("app\r\n", "app ")
            .replace("use\r\n", "use ")
            .replace("collector\r\n", "collector ")
            .replace("\"pay\"\r\n", "\"pay\" ")
            .replace("\"skywalking\"\r\n", "\"skywalking\" "),
        unlisted.to_owned(),
    ] {
        let built = built(&files(&[("a.kdl", &text)]));
        assert!(built.details.iter().all(|d| d.severity == Severity::Info), "{:?}", built.findings);
        assert!(built.artifacts.is_some_and(|all| !all.is_empty()), "{text}");
    }
}

#[test]
fn what_is_not_utf8() {
    let tree = vec![("a.kdl".to_owned(), b"app \"pay\" {\n  env \"A\" \"\xff\"\n}\n".to_vec())];
    assert_eq!(
        built(&tree).findings,
        ["a.kdl:2:12 AGC004 byte 0xff at offset 23 is not UTF-8 | save the file as UTF-8"]
    );
}

/// Fast, whatever the rest of the machine does: all of these are linear.
#[test]
fn nothing_nested_100_000_deep_stops_the_program() {
    for unit in ["{", "a {", "/*", "/-{", "a /-{", "[", "(", "\"", "#", "/-", "\\", "a (", "app \"x\" {"] {
        let tree = files(&[("a.kdl", &unit.repeat(100_000))]);
        let ran = Folder::new(&tree).build(&["."]);
        assert_eq!(ran.exit, 1, "{unit}");
        assert!(ran.stdout.contains("error[AGC00"), "{unit}");
        assert!(ran.stdout.len() < 40_000, "{unit}: {}", ran.stdout.len());
    }
}
