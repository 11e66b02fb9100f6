//! The shipped profiles against the lists of their sources.

use std::collections::BTreeSet;

use agentc::diagnostic::Sink;
use agentc::profile::{CarrierKind, Context, Facts, Item, Profile, flatten};
use agentc::resolve::{Loader, Profiles, Shipped};
use agentc::source::Sources;
use agentc::world::VirtualPath;
use indexmap::IndexMap;

/// Runs with a shipped profile, of which every release parses without a finding.
fn with<T>(name: &str, test: impl FnOnce(&Profile) -> T) -> T {
    let (sources, sink) = (Sources::default(), Sink::default());
    let profiles = Profiles::new(IndexMap::new(), &sources, &sink);
    let profile = profiles.get(name).unwrap_or_else(|| panic!("{name} is shipped and parses"));
    let result = test(&profile);
    drop(profiles);
    let findings = sink.into_sorted();
    assert!(findings.is_empty(), "{name}: {findings:?}");
    result
}

fn facts(profile: &Profile, release: &str) -> Facts {
    let release = profile.releases.iter().find(|r| r.version.value == release);
    let context = Context {
        release: release.map(|r| r.version.value.clone()).unwrap_or_default(),
        ..Context::default()
    };
    flatten(&[profile], release, &context)
}

/// Names of carriers of one kind, over all settings of the profile itself.
fn carriers(profile: &Profile, kind: CarrierKind) -> BTreeSet<String> {
    let settings = profile.items.iter().filter_map(|item| match item {
        Item::Setting(setting) => Some(setting),
        _ => None,
    });
    let own = settings.flat_map(|setting| &setting.carriers).filter(|carrier| carrier.kind == kind);
    own.map(|carrier| carrier.name.clone()).collect()
}

fn shipped() -> Vec<String> {
    Shipped.folders("profiles", "profile.kdl")
}

#[test]
fn every_shipped_profile_has_facts_for_every_release() {
    assert!(shipped().len() >= 7, "four agents, two companions and a gateway");
    for name in shipped() {
        with(&name, |profile| {
            assert_eq!(profile.name.value, name, "a profile is called like its folder");
            let releases = profile.releases.iter().map(|r| r.version.value.as_str());
            for release in releases.chain(profile.releases.is_empty().then_some("")) {
                let facts = facts(profile, release);
                assert!(facts.role.is_some(), "{name} {release} has a role");
                let loads = !facts.javaagents.is_empty();
                assert_eq!(loads, facts.files.is_some() && loads, "{name} {release} has the jars it loads");
            }
        });
    }
}

#[test]
fn every_concept_is_in_the_list() {
    let (sources, sink) = (Sources::default(), Sink::default());
    let path = VirtualPath::root().join("profiles/concepts.kdl").expect("a path");
    let loader = Loader { world: &Shipped, sources: &sources, sink: &sink };
    let files = loader.tree(&[path]).unwrap_or_default();
    let known: BTreeSet<String> = files
        .iter()
        .flat_map(|file| &file.nodes)
        .filter(|node| node.name.value == "concept")
        .filter_map(|node| Some(node.args.first()?.scalar.to_text()))
        .collect();
    assert!(known.contains("service.name"), "the list is read");
    for name in shipped() {
        with(&name, |profile| {
            let releases = profile.releases.iter().map(|r| r.version.value.as_str());
            for release in releases.chain([""]) {
                for setting in facts(profile, release).settings.values() {
                    for concept in setting.concept.iter().map(|c| &c.value) {
                        assert!(known.contains(concept), "{name}: `{concept}` of {}", setting.name.value);
                    }
                }
            }
        });
    }
}

/// Keys of `agent.config` in apache/skywalking-java 9.7.0, `apm-sniffer/config/agent.config`.
const SKYWALKING_KEYS: usize = 151;

#[test]
fn skywalking_has_every_key_of_its_file() {
    with("skywalking", |profile| {
        let facts = facts(profile, "9.7.0");
        let known = facts.settings.values().filter(|setting| setting.known_to("9.7.0"));
        let names = known.flat_map(|setting| &setting.carriers).filter(|c| c.kind == CarrierKind::Env);
        // Before 9.2.0 one variable is spelt in lower case; that is no second key.
        let env: BTreeSet<_> = names.map(|carrier| carrier.name.to_uppercase()).collect();
        assert_eq!(env.len(), SKYWALKING_KEYS, "one variable for each key of agent.config");
    });
}

/// Keys of `pinpoint-root.config` and of `profiles/{local,release}/pinpoint.config` over 2.5.4, 3.0.5 and 3.1.0
/// of pinpoint-apm/pinpoint.
const PINPOINT_KEYS: usize = 577;

#[test]
fn pinpoint_has_every_key_of_its_files() {
    with("pinpoint", |profile| {
        let keys = carriers(profile, CarrierKind::Property);
        for extra in PINPOINT_ELSEWHERE {
            assert!(keys.contains(extra), "{extra} is a setting");
        }
        assert_eq!(keys.len() - PINPOINT_ELSEWHERE.len(), PINPOINT_KEYS, "one property for each key");
    });
}

/// Properties that no file holds: read before any file is, by the bootstrap, or by the log4j file beside the agent;
/// `profiler.sampling.rate` is the old name of one that the files hold. Sources: `profiles/pinpoint/README.md`.
const PINPOINT_ELSEWHERE: [&str; 13] = [
    "pinpoint.agentId",
    "pinpoint.agentName",
    "pinpoint.applicationName",
    "pinpoint.config",
    "pinpoint.container",
    "pinpoint.logging.file.lastmodified",
    "pinpoint.logging.file.rollover-strategy-max",
    "pinpoint.logging.file.size",
    "pinpoint.logging.level",
    "pinpoint.modules.uid.version",
    "pinpoint.profiler.log.config.location",
    "profiler.applicationservertype",
    "profiler.sampling.rate",
];

/// Properties in the metadata of the modules of open-telemetry/opentelemetry-java-instrumentation 2.31.0.
const OTEL_PROPERTIES: usize = 170;
/// Modules of 2.31.0, and their distinct names when the version is cut off.
const OTEL_MODULES: (usize, usize) = (259, 183);
/// Distinct names that are no switch; the head of `modules.kdl` says what governs their modules instead.
const OTEL_NOT_SWITCHES: usize = 14;
/// Switches that stand in `settings.kdl` because the metadata lists them too.
const OTEL_SWITCHES_IN_SETTINGS: usize = 2;
/// Further names without a version that the agent answers to, those of `modules.kdl`, and one of 1.33.6 only.
const OTEL_OTHER_NAMES: usize = 55 + 1;

#[test]
fn otel_has_every_property_and_every_switch() {
    let settings = include_str!("../../profiles/otel/settings.kdl");
    let modules = include_str!("../../profiles/otel/modules.kdl");
    let count = |text: &str| text.lines().filter(|line| line.starts_with("setting ")).count();
    assert_eq!(count(settings), OTEL_PROPERTIES);
    let switches = OTEL_MODULES.1 - OTEL_NOT_SWITCHES - OTEL_SWITCHES_IN_SETTINGS;
    assert_eq!(count(modules), switches + OTEL_OTHER_NAMES);
    let named = modules.lines().filter(|line| line.starts_with("setting ") && line.contains("} // "));
    assert_eq!(named.count(), switches, "a switch of a module names its modules");
    with("otel", |profile| {
        let all = facts(profile, "2.31.0").settings;
        assert!(all.len() >= OTEL_PROPERTIES + switches + OTEL_OTHER_NAMES, "both files are imported");
    });
}

/// Keys of `config/agent.properties` and `agent/simulator/config/simulator.properties` in shulieTech/LinkAgent.
const LINKAGENT_KEYS: usize = 29;

#[test]
fn takin_has_every_key_of_its_files() {
    with("takin", |profile| {
        let facts = facts(profile, "5.3.4");
        // What the shipped files hold is written again, as a default.
        let written = facts.settings.values().filter(|setting| setting.default.is_some());
        let in_files = written.filter(|setting| setting.carriers.iter().any(|c| c.kind == CarrierKind::File));
        assert_eq!(in_files.count(), LINKAGENT_KEYS);
    });
}

/// The KDL blocks of a document.
fn kdl(name: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = std::fs::read_to_string(path).expect(name);
    super::documents::blocks(&text)
        .into_iter()
        .filter(|(info, _)| info == "kdl")
        .map(|(_, text)| text)
        .collect()
}

#[test]
fn the_grammar_that_the_readmes_show_builds() {
    let targets = kdl("targets/README.md");
    assert_eq!((kdl("profiles/README.md").len(), targets.len()), (2, 1), "all blocks are tried");
    for block in kdl("profiles/README.md") {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        write("agentc.kdl", "");
        write("profile.kdl", &block);
        if block.contains("import \"settings.kdl\"") {
            write("settings.kdl", "setting \"more\" type=\"bool\" { env \"DEMO_MORE\" }");
        }
        write("targets/demo/target.kdl", &targets[0]);
        let output = super::commands::agentc(folder.path(), &["build"]);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
        assert!(output.status.success(), "{block}\n{said}");
        assert!(said.contains("not demo: needs the capability `demo-operator`"), "{said}");
    }
}
