//! Images of one plan: one for each JVM of the application, one for each agent that nobody publishes.

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::target::Emitted;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, inspect};

use crate::build_support::{build, documents};
use crate::mutants::text_mutants;

/// Two agents, each in an archive of its own.
const BUILT: &str = r#"
registry "harbor.example.com/agents"
profile "one" {
    release "1.0" default=#true { archive "https://example.com/one.tar.gz" strip=1 sha256="1111111111111111111111111111111111111111111111111111111111111111" }
    files mount="/opt/agents/one" { jar "one.jar"; whole-directory }
    javaagent "one.jar"
}
profile "two" {
    release "2.0" default=#true { archive "https://example.com/two.tar.gz" strip=2 }
    files mount="/opt/agents/two" { jar "two.jar"; whole-directory }
    javaagent "two.jar"
}
app "pay" { image "r/pay:1"; use "one"; use "two"; target "dockerfile" }
"#;

#[test]
fn every_agent_has_a_dockerfile_of_its_own() {
    let built = build(&[("a.kdl", BUILT)], None).unwrap_or_else(|problem| panic!("{problem}"));
    let one = &built.files["one/dockerfile/1.0/agent.Dockerfile"];
    let two = &built.files["two/dockerfile/2.0/agent.Dockerfile"];
    assert!(
        one.contains("https://example.com/one.tar.gz") && one.contains(" /unpacked/ /opt/agents/one/"),
        "{one}"
    );
    assert!(two.contains("--strip-components=2") && two.contains(" /unpacked/ /opt/agents/two/"), "{two}");
}

/// Without an app, both stand below the folder of the defaults.
#[test]
fn without_an_app_they_do_not_meet_either() {
    let unbound = BUILT
        .replace(r#"app "pay" { image "r/pay:1"; "#, "defaults { ")
        .replace("; target \"dockerfile\"", "");
    let built =
        build(&[("a.kdl", &unbound)], Some("dockerfile")).unwrap_or_else(|problem| panic!("{problem}"));
    let carriers: Vec<&String> =
        built.files.keys().filter(|path| path.ends_with("agent.Dockerfile")).collect();
    assert_eq!(carriers.len(), 2, "{:?} {:?}", built.files.keys(), built.refused);
}

/// What is judged fine of each file: changed in every small way, and with the other one's text.
#[test]
fn each_of_them_is_proved() {
    let mut world = Memory::default();
    assert!(world.insert("a.kdl", BUILT));
    let path = VirtualPath::root().join("a.kdl").expect("a path");
    let request = Request { files: vec![path], ..Request::default() };
    let (sources, sink) = (Sources::default(), Sink::default());
    let all = inspect(&world, &request, &sources, &sink, &|workshop, draft| {
        let fine = |at: usize, file: &Emitted| {
            let mut files = draft.emitted.clone();
            files[at] = file.clone();
            workshop.judge(draft, &files).is_empty()
        };
        let carriers: Vec<usize> =
            (0..draft.emitted.len()).filter(|at| draft.emitted[*at].name == "agent.Dockerfile").collect();
        let [first, second] = carriers[..] else { panic!("{carriers:?}") };
        for (at, other) in [(first, second), (second, first)] {
            assert!(fine(at, &draft.emitted[at]));
            let text = draft.emitted[other].text.clone();
            assert!(!fine(at, &Emitted { text, ..draft.emitted[at].clone() }), "the other one's text");
        }
        let survivors = |at: usize| {
            let all = text_mutants(&draft.emitted[at]).into_iter();
            all.filter(|mutant| fine(at, &mutant.file))
                .map(|m| (m.place, m.kind))
                .collect::<std::collections::BTreeSet<_>>()
        };
        let (of_first, of_second) = (survivors(first), survivors(second));
        assert_eq!(of_first, of_second);
        // What `survivors.txt` gives a reason for, and nothing else.
        assert!(of_first.iter().all(|(place, _)| place != ":COPY"), "{of_first:?}");
        assert!(of_first.iter().all(|(place, kind)| place != ":ADD" || *kind == "swap"), "{of_first:?}");
    });
    assert_eq!(all.map(|all| all.len()).ok(), Some(1), "{:?}", sink.into_sorted());
}

/// A pod of two JVMs, which are built on different images.
const TWO_JVMS: &str = r#"
profile "one" {
    image "acme/one:{{release}}"
    release "1.0" default=#true
    files mount="/opt/agents/one" from="/agent" { jar "one.jar" }
    javaagent "one.jar"
    setting "mode" type="string" { file "one.properties" key="mode" }
    file "one.properties"
}
app "pay" {
    container "web" { image "r/web:1"; jdk 17; launcher "catalina"; use "one" { mode "web" } }
    container "worker" { image "r/worker:2"; jdk 8; use "one" { mode "worker" }; jvm "-Xmx1g" }
    container "idle" { image "r/idle:3" }
    target "dockerfile"
}
"#;

#[test]
fn every_jvm_has_an_image_of_its_own() {
    let built = build(&[("a.kdl", TWO_JVMS)], None).unwrap_or_else(|problem| panic!("{problem}"));
    let file = |name: &str| built.files[&format!("pay/dockerfile/{name}")].clone();
    let (web, worker) = (file("web.app.Dockerfile"), file("worker.app.Dockerfile"));
    assert!(web.starts_with("FROM r/web:1\n") && web.contains("ENV CATALINA_OPTS="), "{web}");
    assert!(web.contains("COPY web.one.properties /opt/agents/one/one.properties\n"), "{web}");
    assert!(worker.starts_with("FROM r/worker:2\n") && worker.contains("-Xmx1g"), "{worker}");
    assert!(!worker.contains("web.one.properties") && !worker.contains("CATALINA"), "{worker}");
    assert_eq!(file("web.one.properties"), "mode=web\n");
    assert_eq!(file("worker.one.properties"), "mode=worker\n");
    assert_eq!(built.files.len(), 4, "nothing is baked for the idle one: {:?}", built.files.keys());
    let header = &built.headers["pay/dockerfile/worker.app.Dockerfile"];
    assert!(header.contains("docker build -f worker.app.Dockerfile ."), "{header}");
}

/// One base image does not make one image of two.
#[test]
fn one_base_image_is_built_twice() {
    let same = TWO_JVMS.replace("r/worker:2", "r/web:1");
    let built = build(&[("a.kdl", &same)], None).unwrap_or_else(|problem| panic!("{problem}"));
    assert_ne!(
        built.files["pay/dockerfile/web.app.Dockerfile"],
        built.files["pay/dockerfile/worker.app.Dockerfile"]
    );
}

/// Each is read back for its own JVM.
#[test]
fn the_image_of_another_jvm_is_noticed() {
    let mut world = Memory::default();
    assert!(world.insert("a.kdl", TWO_JVMS));
    let path = VirtualPath::root().join("a.kdl").expect("a path");
    let request = Request { files: vec![path], ..Request::default() };
    let (sources, sink) = (Sources::default(), Sink::default());
    let all = inspect(&world, &request, &sources, &sink, &|workshop, draft| {
        let at = |name: &str| draft.emitted.iter().position(|file| file.name == name).expect("a file");
        let (web, worker) = (at("web.app.Dockerfile"), at("worker.app.Dockerfile"));
        for (changed, from, to) in [(web, "r/web:1", "r/worker:2"), (worker, "-Xmx1g", "-Xmx2g")] {
            let mut files = draft.emitted.clone();
            files[changed].text = files[changed].text.replace(from, to);
            assert!(!workshop.judge(draft, &files).is_empty(), "{to}");
        }
        let mut files = draft.emitted.clone();
        files[worker].text = draft.emitted[web].text.clone();
        assert!(!workshop.judge(draft, &files).is_empty());
    });
    assert_eq!(all.map(|all| all.len()).ok(), Some(1), "{:?}", sink.into_sorted());
}

/// JVMs with the same files share one ConfigMap, and each mounts it.
#[test]
fn one_config_map_serves_two_jvms() {
    let same =
        TWO_JVMS.replace("mode \"worker\"", "mode \"web\"").replace("\"dockerfile\"", "\"init-container\"");
    let built = build(&[("a.kdl", &same)], None).unwrap_or_else(|problem| panic!("{problem}"));
    let maps = documents(&built, "pay/init-container/config-maps.yaml");
    assert_eq!(maps.len(), 1, "{maps:?}");
    let volumes =
        &documents(&built, "pay/init-container/patch.yaml")[0]["spec"]["template"]["spec"]["volumes"];
    let named = |v: &&serde_json::Value| v["configMap"]["name"] == maps[0]["metadata"]["name"];
    assert_eq!(volumes.as_array().into_iter().flatten().filter(named).count(), 2, "{volumes}");
}
