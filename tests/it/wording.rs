//! What findings say, word by word, where it was once misleading.

use crate::finding::error;
use crate::tree_support::{Folder, files};

fn app(inside: &str) -> String {
    format!(r#"app "pay" {{ use "skywalking" {{ collector "oap:11800"; {inside} }} }}"#)
}

#[test]
fn an_empty_value_is_seen() {
    let kdl = app(r#"«env "SW_AGENT_NAME" ""»"#);
    let says = r#"SW_AGENT_NAME would be pay, and for `skywalking` it must be """#;
    error(&[("a.kdl", &kdl)], "AGC313", says, "as a setting of the agent");
}

/// As Kubernetes' own `kubectl explain` and Helm charts write it.
#[test]
fn a_label_without_brackets_is_told_with_them() {
    let fields = [
        ("metadata.labels.app", "did you mean `metadata.labels['app']`?"),
        ("metadata.labels[\"app\"]", "did you mean `metadata.labels['app']`?"),
        ("metadata.annotations.example.com/a", "did you mean `metadata.annotations['example.com/a']`?"),
        ("metadata.nam", "did you mean `metadata.name`?"),
    ];
    for (field, help) in fields {
        let kdl = app(&format!("instance field=«#\"{field}\"#»"));
        error(&[("a.kdl", &kdl)], "AGC905", "is no field that a variable can have", help);
    }
}

#[test]
fn only_a_container_called_like_the_app_is_proposed() {
    let kdl = r#"app "pay" { workload "Deployment" from=«"pay.yaml"»; use "skywalking" { collector "oap:11800" } }"#;
    for (name, help) in [
        ("web", r#"into container "…" { … }; the manifest has istio-proxy, web"#),
        ("pay", r#"into container "pay" { … }; the manifest has istio-proxy, pay"#),
    ] {
        let manifest = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: pay}}\nspec:\n  selector: {{matchLabels: {{a: b}}}}\n  \
             template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      containers:\n      \
             - {{name: istio-proxy, image: r/istio:1}}\n      - {{name: {name}, image: r/pay:1}}\n"
        );
        let tree = [("a.kdl", kdl), ("pay.yaml", &manifest)];
        error(&tree, "AGC713", "the manifest has 2 containers: say which one runs the JVM", help);
    }
}

#[test]
fn mistakes_in_templates_name_their_line() {
    let kdl = r#"app «"pay"» { use "skywalking" { collector "oap:11800" }; target "mine" }"#;
    let target = "target \"mine\" {\n    summary \"x\"\n    delivery \"init-container\"\n    \
                  artifact \"a.txt\" template=\"a.txt.hbs\"\n}\n";
    let cases = [
        ("a\n{{nope}}\n", "target `mine`: targets/mine/a.txt.hbs: line 2, column 1: there is no `nope`"),
        ("a\n{{#if}\n", "target `mine`: targets/mine/a.txt.hbs: line 2, column 6: expected identifier"),
        ("a {{> no_such}}\n", "targets/mine/a.txt.hbs: line 1, column 3: Partial not found no_such"),
    ];
    for (template, says) in cases {
        let tree =
            [("a.kdl", kdl), ("targets/mine/target.kdl", target), ("targets/mine/a.txt.hbs", template)];
        error(&tree, "AGC919", says, "");
    }
}

#[test]
fn a_long_word_is_no_long_report() {
    let folder = Folder::new(&files(&[("a.kdl", &format!("{} \"a\"\n", "x".repeat(100_000)))]));
    for format in ["text", "concise", "json", "sarif", "github"] {
        let ran = folder.build(&["--format", format]);
        // SARIF brings the rule's page.
        assert!(ran.exit == 1 && ran.stdout.len() < 5000, "{format}: {}", ran.stdout.len());
        assert!(ran.stdout.contains("xxx…xxx"), "{format}");
    }
}

#[test]
fn several_paths_are_of_one_tree() {
    let tree = [("one/agentc.kdl", ""), ("one/a.kdl", ""), ("two/agentc.kdl", ""), ("two/a.kdl", "")];
    let folder = Folder::new(&files(&tree));
    let ran = folder.build(&["one", "two"]);
    let says =
        ["AGC930", "cannot read two: it is outside of the source tree one", "files and folders of one tree"];
    assert!(ran.exit == 2 && says.iter().all(|part| ran.stdout.contains(part)), "{}", ran.stdout);
    assert!(folder.build(&["--help"]).stdout.contains("Files and folders of one source tree"));
}

#[test]
fn a_target_is_told_with_its_dialect() {
    let kdl = r#"
app "pay" {
    use "skywalking" { collector "oap:11800" }
    target "helm-values" dialect="bitnami"
    target "helm-values" dialect="app-template"
}
"#;
    let folder = Folder::new(&files(&[("a.kdl", kdl)]));
    let ran = folder.build(&[]);
    assert!(ran.stderr.starts_with("pay: helm-values/bitnami, helm-values/app-template\n"), "{ran:?}");
}
