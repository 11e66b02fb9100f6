//! CONTRIBUTING.md is followed to the letter; what it adds is what a shipped profile would have to be.

use super::commands::agentc;
use super::documents::{blocks, follow};

fn text() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md");
    std::fs::read_to_string(path).expect("CONTRIBUTING.md")
}

#[test]
fn the_examples_are_followed() {
    let folder = follow(&text());
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("built");
    let patch = read("generated/billing/init-container/patch.yaml");
    // What the agent's documents ask for, with the app's name as the service and the pod's as the node.
    for line in [
        "image: docker.elastic.co/observability/apm-agent-java:1.57.0",
        "- name: ELASTIC_APM_SERVER_URL",
        "value: http://apm-server.elastic.svc:8200",
        "- name: ELASTIC_APM_SERVICE_NAME",
        "value: billing",
        "fieldPath: metadata.name",
    ] {
        assert!(patch.lines().any(|l| l.trim() == line), "{line}\n{patch}");
    }
}

#[test]
fn a_target_that_adds_what_nobody_planned_is_refused() {
    let label = "  template:\n    metadata:\n      labels: {patched: \"true\"}\n    spec:\n      {{> pod}}";
    let folder = follow(&text());
    let template = folder.path().join("targets/kubectl-patch/patch.yaml.hbs");
    let good = std::fs::read_to_string(&template).expect("written");
    let bad = good.replace("  template:\n    spec:\n      {{> pod}}", label);
    assert_ne!(good, bad);
    std::fs::write(&template, bad).expect("written");
    let output = agentc(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("AGC921"));
}

#[test]
fn both_examples_are_whole_folders() {
    let files: Vec<String> = blocks(&text())
        .into_iter()
        .filter_map(|(info, _)| Some(info.split_once(' ')?.1.to_owned()))
        .collect();
    for file in [
        "profiles/elastic-apm/profile.kdl",
        "targets/kubectl-patch/target.kdl",
        "targets/kubectl-patch/patch.yaml.hbs",
    ] {
        assert!(files.iter().any(|f| f == file), "{file}");
    }
}

#[test]
fn a_tree_adds_a_dialect_to_a_shipped_target() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("targets/helm-values/acme");
    std::fs::create_dir_all(&own).expect("made");
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("targets/helm-values/bitnami");
    for name in ["dialect.kdl", "values.yaml.hbs", "pod.yaml.hbs"] {
        let text = std::fs::read_to_string(shipped.join(name)).expect(name);
        // A fragment of the tree's own is imported by the dialect, and is no part of the program.
        let text = text.replace("bitnami\" {", "acme\" {\n    import \"../../_own/acme.kdl\"");
        std::fs::write(own.join(name), text).expect("written");
    }
    std::fs::create_dir(folder.path().join("targets/_own")).expect("made");
    std::fs::write(folder.path().join("targets/_own/acme.kdl"), "refuse \"no reason\" when=\"unbound\"\n")
        .expect("written");
    let app = "app \"x\" { jdk 17; use \"skywalking\" { collector \"a:1\" }; target \"helm-values\" dialect=\"acme\" }";
    std::fs::write(folder.path().join("agentc.kdl"), app).expect("written");
    let output = agentc(folder.path(), &["build"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let all = std::fs::read_dir(folder.path().join("generated/x")).expect("built");
    assert_eq!(all.count(), 1, "one target");
}
