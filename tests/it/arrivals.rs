//! Whether an agent arrives, and what is told of one that does not: both say the same of every example there is.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use super::commands::agentc;
use super::tidy::files;

/// The rules that say why a jar is not there.
const CAUSES: [&str; 4] = ["AGC205", "AGC301", "AGC306", "AGC310"];

/// Every manifest, Dockerfile and script of the cases and pages, each in a folder of its own.
fn examples(folder: &Path) {
    let cases = files("tests/cases", &[".yaml", ".yml", ".Dockerfile", ".sh"]);
    for (at, (path, text)) in cases.iter().enumerate() {
        let name = path.rsplit('/').next().expect("a name");
        write(&folder.join(format!("case-{at}")), name, text);
    }
    let pages = [files("tests/cases/rules", &[".md"]), files("compiler/check/rules", &[".md"])].concat();
    for (at, (path, text)) in pages.iter().enumerate() {
        let slug = path.rsplit('/').next().expect("a name").trim_end_matches(".md");
        for (nth, fence) in text.split("\n```").enumerate().filter(|(nth, _)| nth % 2 == 1) {
            let (info, body) = fence.split_once('\n').unwrap_or(("", ""));
            let name = match info.split(' ').next() {
                Some("yaml") => format!("{slug}.yaml"),
                Some("dockerfile") => format!("{slug}.Dockerfile"),
                Some("sh") => format!("{slug}.sh"),
                _ => continue,
            };
            write(&folder.join(format!("page-{at}-{nth}")), &name, body);
        }
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join(name), text).expect("written");
}

#[test]
fn what_does_not_arrive_is_told_once_and_nothing_else_is() {
    let folder = tempfile::tempdir().expect("a folder");
    examples(folder.path());
    let output = agentc(folder.path(), &["launch", "--format", "json", "."]);
    let got: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    let launches = got["launches"].as_array().expect("a list");
    let (mut missing, mut problems) = (0, Vec::new());
    for launch in launches {
        let of = |key: &str| launch[key].as_array().cloned().unwrap_or_default();
        let no = of("agents").iter().filter(|agent| agent["arrives"] == "no").count();
        // A mount over the application itself is no agent's matter.
        let of_agents =
            |f: &Json| !f["message"].as_str().is_some_and(|m| m.ends_with("which the JVM is to run"));
        let findings: Vec<Json> = of("findings").into_iter().filter(of_agents).collect();
        let causes = findings.iter().filter(|f| CAUSES.iter().any(|code| f["code"] == *code)).count();
        // A race is told of a copy that may win.
        let sure = findings.iter().filter(|f| f["code"] == "AGC205" || f["code"] == "AGC310").count();
        missing += no;
        let is_patch = launch["file"].as_str().is_some_and(|file| file.contains("patch"));
        if (no > 0 && causes == 0 && !is_patch) || causes > no.max(of("agents").len()) || sure > no {
            problems.push(format!(
                "{}: {no} do not arrive\n  {:?}\n  {findings:?}",
                launch["file"],
                of("agents")
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(launches.len() > 500 && missing > 20, "{} launches, {missing} missing", launches.len());
}
