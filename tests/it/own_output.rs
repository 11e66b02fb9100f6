//! What this compiler writes has no finding: the rules are what it promises. Facts:
//! a finding that the team's own manifest has already is the team's, and stays.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use agentc::check::{Linter, Selection};
use agentc::diagnostic::{Diagnostic, Sink};
use agentc::jvms::Recogniser;
use agentc::read::compose::Beside;
use agentc::resolve::Profiles;
use agentc::source::Sources;

use super::commands::agentc;
use super::golden;
use super::tree_support::deployment;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Of style, what `--strict` says of our output is what users leave open, or their manifest does: nobody gave a digest
/// (no build goes to a registry), the application has no probe, the agent's default for logs is not said.
const LEFT_OPEN: [&str; 3] = ["AGC402", "AGC608", "AGC212"];

/// The command of the team's own manifest says `-Xmx256m`, whatever `jvm "-Xmx512m"` in KDL says.
const TEAMS: &str = "AGC108 `-Xmx512m` in JAVA_TOOL_OPTIONS is replaced by `-Xmx256m` in command";

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn is_manifest(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml")
}

struct Lint {
    recogniser: Recogniser,
    selection: Selection,
}

impl Lint {
    fn new(strict: bool) -> Self {
        let (sources, sink) = (Sources::default(), Sink::default());
        let profiles = Profiles::new(indexmap::IndexMap::new(), &sources, &sink);
        Lint {
            recogniser: Recogniser::new(&profiles),
            selection: Selection { strict, ..Selection::default() },
        }
    }

    fn file(&self, path: &Path) -> Vec<Diagnostic> {
        let (sources, sink) = (Sources::default(), Sink::default());
        let id = sources.add(
            path.display().to_string(),
            fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        );
        let linter = Linter {
            recogniser: &self.recogniser,
            selection: &self.selection,
            sources: &sources,
            beside: Beside::nothing(),
        };
        if is_manifest(path) {
            linter.manifest(id, &sink);
        } else {
            linter.dockerfile(id, &sink);
        }
        sink.into_report(&sources)
    }

    /// What is found in the generated files and not in the manifests that they were made from.
    fn own(&self, generated: &Path, input: &Path) -> Vec<String> {
        let (mut outputs, mut inputs) = (Vec::new(), Vec::new());
        files(generated, &mut outputs);
        files(input, &mut inputs);
        inputs.retain(|path| is_manifest(path) && !path.starts_with(generated));
        let key = |finding: &Diagnostic| (finding.code.id, finding.message.clone());
        let teams: BTreeSet<_> = inputs.iter().flat_map(|path| self.file(path)).map(|it| key(&it)).collect();
        let of = |path: &PathBuf| {
            let own = self.file(path).into_iter().filter(|finding| !teams.contains(&key(finding)));
            own.map(|finding| format!("{}: {} {}", path.display(), finding.code.id, finding.message))
                .collect::<Vec<_>>()
        };
        let judged = |path: &&PathBuf| {
            is_manifest(path)
                || path.file_name().is_some_and(|name| name.to_string_lossy().contains("Dockerfile"))
        };
        outputs.iter().filter(judged).flat_map(of).collect()
    }
}

/// Generated files, and the folder with what they were made from.
fn builds() -> Vec<(PathBuf, PathBuf)> {
    let golden = golden::folders().into_iter().map(|folder| (folder.join("out"), folder.join("input")));
    let examples = fs::read_dir(Path::new(ROOT).join("examples")).expect("examples/");
    let examples = examples.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir());
    let examples = examples.map(|folder| (folder.join("generated"), folder));
    golden.chain(examples).filter(|(generated, _)| generated.is_dir()).collect()
}

#[test]
fn what_a_build_writes_has_no_finding() {
    let (plain, strict, builds) = (Lint::new(false), Lint::new(true), builds());
    assert!(builds.len() > 40, "{}", builds.len());
    for (generated, input) in builds {
        let mut own = plain.own(&generated, &input);
        own.retain(|finding| !finding.ends_with(TEAMS));
        assert_eq!(own, Vec::<String>::new());
        let mut open = strict.own(&generated, &input);
        open.retain(|finding| {
            !finding.ends_with(TEAMS) && !LEFT_OPEN.iter().any(|code| finding.contains(&format!(": {code} ")))
        });
        assert_eq!(open, Vec::<String>::new());
    }
}

#[test]
fn this_project_has_no_finding() {
    for folder in [".", "profiles", "targets"] {
        let output = agentc(Path::new(ROOT), &["lint", folder, "--format", "concise"]);
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{folder}");
    }
}

#[test]
fn a_new_tree_has_no_finding_before_and_after_its_build() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(agentc(folder.path(), &["init"]).status.success());
    for command in ["lint", "build", "lint"] {
        let output = agentc(folder.path(), &[command]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(command == "build" || output.stdout.is_empty(), "{output:?}");
    }
}

/// Design 7: a finding in a generated file also names the KDL line it came from.
#[test]
fn a_finding_in_a_generated_file_names_the_app() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = deployment("pay", "      - {name: web, image: registry.example.com/web:latest}\n");
    let app = r#"app "pay" { workload "Deployment" from="../pay.yaml"; jdk 17; use "skywalking" { collector "oap:11800" } }"#;
    fs::create_dir(folder.path().join("apps")).expect("a folder");
    fs::write(folder.path().join("agentc.kdl"), "").expect("written");
    fs::write(folder.path().join("apps/pay.kdl"), format!("// Shop\n{app}\n")).expect("written");
    fs::write(folder.path().join("pay.yaml"), &manifest).expect("written");
    let built = agentc(folder.path(), &["build"]);
    assert_eq!(built.status.code(), Some(0), "{built:?}");
    let output = agentc(folder.path(), &["lint", "generated", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let finding = &report["diagnostics"][0];
    assert_eq!(finding["file"], "generated/pay/init-container/pay.yaml", "{report}");
    let label = &finding["labels"][1];
    assert_eq!((&label["file"], &label["range"]["start"]["line"]), (&"apps/pay.kdl".into(), &2.into()));
}
