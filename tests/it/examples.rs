//! The examples: what is committed is what a build makes, what their READMEs say is true.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use agentc::diagnostic::{Severity, Sink};
use agentc::output::{Artifact, Mode, Scope, Task, apply};
use agentc::read::manifest::workload;
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath, World};
use agentc::{Request, compile, yaml};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn examples() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> = entries.filter(|path| path.join("agentc.kdl").is_file()).collect();
    all.sort();
    all
}

/// The sources of an example: everything but what was generated.
fn sources_of(example: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(example).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.is_file());
    files
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// All artifacts of these sources by path. Nothing worse than a note may be found.
fn build(files: &BTreeMap<String, String>) -> (Vec<Artifact>, BTreeMap<String, String>) {
    let mut world = Memory::default();
    for (name, text) in files {
        assert!(world.insert(name, text.as_str()), "{name}");
    }
    let kdl = world.files(&VirtualPath::root()).unwrap().into_iter().filter(|p| p.has_extension("kdl"));
    let request = Request { files: kdl.collect(), ..Request::default() };
    let (sources, sink) = (Sources::default(), Sink::default());
    let compiled = compile(&world, &request, &sources, &sink, &|_, _| {});
    let findings = sink.into_sorted();
    let bad: Vec<_> = findings.iter().filter(|f| f.severity != Severity::Info).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let artifacts = compiled.expect("no error").artifacts;
    let texts = artifacts.iter().map(|a| (a.path.as_str().to_owned(), a.text())).collect();
    (artifacts, texts)
}

/// The committed output of an example by path; that it is what a build makes is a test of its own.
fn committed(example: &str) -> BTreeMap<String, String> {
    let (generated, mut files) = (root().join(example).join("generated"), BTreeMap::new());
    read_all(&generated, "", &mut files);
    files
}

fn read_all(dir: &Path, above: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = format!("{above}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            read_all(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    files.retain(|path, _| !path.starts_with('.'));
}

#[test]
fn committed_output_is_what_a_build_makes() {
    let all = examples();
    assert!(all.len() >= 6, "{all:?}");
    for example in all {
        let (artifacts, _) = build(&sources_of(&example));
        let sink = Sink::default();
        let (out, scope) = (example.join("generated"), Scope::all());
        let task = Task { out: &out, scope: &scope, mode: Mode::Check, force: false };
        let outcome = apply(&artifacts, task, &sink);
        let findings = sink.into_sorted();
        assert!(findings.is_empty(), "{}: {findings:#?}", example.display());
        let differ: Vec<_> = outcome.ok().unwrap().differences.into_iter().map(|d| d.diff).collect();
        assert!(differ.is_empty(), "{}: run `agentc build`\n{}", example.display(), differ.concat());
    }
}

/// Fenced blocks of a text: language and lines.
fn fences(text: &str) -> Vec<(&str, Vec<&str>)> {
    let (mut found, mut open) = (Vec::new(), None);
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(language), None) => open = Some((language, Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// A block that starts with `# generated/…` quotes that file: its lines stand there, in this order. `…` leaves
/// something out.
#[test]
fn readmes_quote_what_is_there() {
    for example in examples() {
        let readme = fs::read_to_string(example.join("README.md")).unwrap();
        let mut quotes = 0;
        for (_, lines) in fences(&readme) {
            let Some(file) = lines.first().and_then(|first| first.strip_prefix("# generated/")) else {
                continue;
            };
            let text = fs::read_to_string(example.join("generated").join(file)).expect(file);
            let mut rest = text.lines().map(str::trim);
            for line in
                lines.iter().skip(1).map(|line| line.trim()).filter(|line| !line.is_empty() && *line != "…")
            {
                let pieces: Vec<&str> = line.split('…').collect();
                let fits = |l: &str| pieces.iter().try_fold(l, |l, p| Some(l.split_once(p)?.1)).is_some();
                assert!(rest.any(fits), "{}: {file} has no line `{line}` here", example.display());
            }
            quotes += 1;
        }
        assert!(quotes > 0, "{} quotes nothing", example.display());
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every `agentc …` line of a `sh` block runs, in a copy, as it stands, and exits with 0.
#[test]
fn commands_of_readmes_run() {
    for example in examples() {
        let readme = fs::read_to_string(example.join("README.md")).unwrap();
        let copied = tempfile::tempdir().unwrap();
        copy(&example, copied.path());
        let blocks = fences(&readme).into_iter().filter(|(language, _)| *language == "sh");
        let lines = blocks.flat_map(|(_, lines)| lines).filter_map(|line| line.strip_prefix("agentc "));
        let mut ran = 0;
        for line in lines {
            let done = Command::new(env!("CARGO_BIN_EXE_agentc"))
                .args(line.split_whitespace())
                .current_dir(copied.path())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{}: agentc {line}\n{said}", example.display());
            ran += 1;
        }
        assert!(ran > 0, "{} runs nothing", example.display());
    }
}

/// The value of the variable that carries the options, on one line of a merged manifest.
fn options<'t>(texts: &'t BTreeMap<String, String>, path: &str, variable: &str) -> &'t str {
    let text = texts.get(path).unwrap_or_else(|| panic!("{path} in {:?}", texts.keys()));
    let (_, rest) = text.split_once(&format!("name: {variable}\n")).unwrap();
    rest.lines().next().unwrap().trim().strip_prefix("value: ").unwrap()
}

/// `LinkAgent`'s own check (`JvmArgsCheckUtils`): TTL before every agent, the launcher behind every agent, and beside
/// `SkyWalking` two properties of `SkyWalking`'s.
#[test]
fn linkagent_stands_around_the_other_agent() {
    let texts = committed("takin-pod");
    let options = options(&texts, "order/init-container/order.yaml", "JAVA_TOOL_OPTIONS");
    let agents = options.split(' ').filter_map(|option| option.strip_prefix("-javaagent:"));
    let jars: Vec<_> = agents.map(|jar| jar.rsplit('/').next().unwrap()).collect();
    assert_eq!(
        jars,
        [
            "transmittable-thread-local-2.12.1.jar",
            "skywalking-agent.jar",
            "simulator-launcher-instrument.jar"
        ]
    );
    for needed in ["is_cache_enhanced_class=true", "class_cache_mode=MEMORY"] {
        assert!(options.contains(&format!(" -Dskywalking.agent.{needed}")), "{options}");
    }
    // JDK 8 needs tools.jar for the self-attach and reads at most 1023 bytes of the variable.
    assert!(options.contains(" -Xbootclasspath/a:/usr/local/openjdk-8/lib/tools.jar "), "{options}");
    assert!(options.len() <= 1023, "{}", options.len());
}

/// JDWP runs code for whoever reaches it: no file outside of `dev` may hold it.
#[test]
fn a_debug_port_stays_in_dev() {
    for example in ["pinpoint-tomcat", "skywalking-canary", "fleet"] {
        let texts = committed(example);
        let with: BTreeSet<&str> = texts
            .iter()
            .filter(|(_, text)| text.contains("jdwp"))
            .map(|(path, _)| path.split('/').next().unwrap())
            .collect();
        assert_eq!(with, BTreeSet::from(["dev"]), "{example}");
    }
}

/// Pod Security "restricted" (Kubernetes, Pod Security Standards), for every pod of a merged manifest: the manifests
/// keep to it, so what is added must.
#[test]
fn pods_stay_restricted() {
    let mut pods = 0;
    for example in examples() {
        let texts = committed(example.file_name().unwrap().to_str().unwrap());
        let whole = texts.iter().filter(|(path, _)| path.ends_with(".yaml") && !path.ends_with("patch.yaml"));
        for (path, text) in whole {
            let (sources, sink) = (Sources::default(), Sink::default());
            let document =
                yaml::parse(&sources, sources.add(path, text), &sink).ok().unwrap()[0].root.to_json();
            let Some(pod) = workload(&document).and_then(|w| w.pod_spec(&document).cloned()) else {
                continue;
            };
            let hosts = pod["volumes"].as_array().into_iter().flatten().find(|v| v.get("hostPath").is_some());
            assert!(hosts.is_none(), "{path}: {hosts:?}");
            let all = ["initContainers", "containers"].into_iter().filter_map(|list| pod[list].as_array());
            for container in all.flatten() {
                assert_restricted(&pod, container, &format!("{}/{path}", example.display()));
            }
            pods += 1;
        }
    }
    assert!(pods >= 8, "{pods}");
}

fn assert_restricted(pod: &Value, container: &Value, shown: &str) {
    let (own, above) = (&container["securityContext"], &pod["securityContext"]);
    let either = |key: &str| if own[key].is_null() { &above[key] } else { &own[key] };
    let name = &container["name"];
    assert_eq!(either("runAsNonRoot"), true, "{shown}: {name}");
    assert_ne!(either("runAsUser"), 0, "{shown}: {name}");
    assert_eq!(either("seccompProfile")["type"], "RuntimeDefault", "{shown}: {name}");
    assert_eq!(own["allowPrivilegeEscalation"], false, "{shown}: {name}");
    assert_eq!(own["capabilities"]["drop"], json!(["ALL"]), "{shown}: {name}");
}

/// The two Deployments must not count each other's pods, and the canary starts with none.
#[test]
fn canary_and_release_select_apart() {
    let texts = committed("skywalking-canary");
    let of = |name: &str| &texts[&format!("prod/{name}/init-container/service-backend.yaml")];
    let selector = |text: &str| -> Vec<String> {
        let (_, rest) = text.split_once("matchLabels:\n").unwrap();
        rest.lines().take(2).map(|line| line.trim().to_owned()).collect()
    };
    assert_eq!(selector(of("service-backend")), ["app: service-backend", "role: release"]);
    assert_eq!(selector(of("service-backend-canary")), ["app: service-backend", "role: canary"]);
    assert!(of("service-backend-canary").contains("\n  replicas: 0\n"));
}

/// One line moves the wave: the patches of its services change, in every environment, and nothing else.
#[test]
fn one_line_moves_the_wave() {
    let files = sources_of(&root().join("fleet"));
    let wave: BTreeSet<&str> = files["services.kdl"]
        .lines()
        .filter(|line| line.contains("\"wave-1\""))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(wave.len(), 100);
    assert_eq!(files["services.kdl"].lines().filter(|line| line.starts_with("app ")).count(), 200);

    let line = "defaults \"wave-1\" { settings \"skywalking\" release=\"9.7.0\" }";
    let mut moved = files.clone();
    let edited = files["agentc.kdl"].replacen(line, &line.replace("9.7.0", "8.16.0"), 1);
    assert_ne!(edited, files["agentc.kdl"]);
    moved.insert("agentc.kdl".to_owned(), edited);

    let (before, after) = (build(&files).1, build(&moved).1);
    assert!(before.keys().eq(after.keys()));
    let changed: BTreeSet<String> =
        before.iter().filter(|(path, text)| after[*path] != **text).map(|(path, _)| path.clone()).collect();
    let file = |env: &str, app: &str| format!("{env}/{app}/image-volume/patch.yaml");
    let expected: BTreeSet<String> =
        ["dev", "test", "prod"].iter().flat_map(|env| wave.iter().map(move |app| file(env, app))).collect();
    assert_eq!(changed, expected);
}
