//! The README: its tour is run, its table is what a build of the shipped profiles gives.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use agentc::diagnostic::Sink;
use agentc::resolve::Shipped;
use agentc::source::Sources;
use agentc::target;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile};

use super::documents::{blocks, follow};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_tour_runs() {
    follow(&read("README.md"));
}

#[test]
fn the_tour_in_chinese_is_the_same_tour() {
    follow(&read("README.zh-CN.md"));
    let commands = |name: &str| {
        let all = blocks(&read(name)).into_iter().filter(|(info, _)| info == "console");
        all.map(|(_, text)| text).collect::<Vec<_>>()
    };
    assert_eq!(commands("README.md"), commands("README.zh-CN.md"));
}

/// `proved` or `modelled`, and why a build of the profile alone gives nothing; or why it is refused.
type Outcome = Result<(&'static str, Option<String>), String>;
/// By target and profile.
type Outcomes = BTreeMap<String, BTreeMap<String, Outcome>>;

/// What a gateway's file cannot leave to a ConfigMap of the cluster.
const APISIX: [&str; 2] = ["apisix.plugins=skywalking", "apisix.endpoint=http://oap:12800"];

fn outcomes() -> Outcomes {
    let mut given = outcomes_of(&APISIX);
    for (target, by_profile) in outcomes_of(&[]) {
        for (profile, alone) in by_profile {
            let outcome = given.get_mut(&target).and_then(|all| all.get_mut(&profile));
            if let (Some(Ok((_, note))), Err(why)) = (outcome, alone) {
                *note = Some(format!(
                    "where its required settings are given; a build of the profile alone {why}"
                ));
            }
        }
    }
    given
}

fn outcomes_of(apisix: &[&str]) -> Outcomes {
    let (sources, sink) = (Sources::default(), Sink::default());
    let targets = target::targets(&Memory::default(), &sources, &sink).expect("targets");
    let mut all: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
    for profile in Shipped.folders("profiles", "profile.kdl") {
        let file = VirtualPath::root().join(&format!("profiles/{profile}/profile.kdl")).expect("a path");
        let set = apisix.iter().filter(|_| profile == "apisix").map(|set| (*set).to_owned()).collect();
        let request = Request { files: vec![file], set, ..Request::default() };
        let compiled = compile(&Shipped, &request, &sources, &sink, &|_, _| {}).expect("the profile builds");
        for summary in compiled.summaries {
            for name in summary.built {
                let proof = if targets[&name].is_modelled() { "modelled" } else { "proved" };
                all.entry(name).or_default().insert(profile.clone(), Ok((proof, None)));
            }
            for (name, why) in summary.refused {
                all.entry(name).or_default().insert(profile.clone(), Err(why));
            }
        }
    }
    assert_eq!(all.len(), targets.len(), "every target is tried");
    all
}

/// Cells that are not refused and have no golden folder, which is called like the target, or like it and more.
fn without_golden(outcomes: &Outcomes) -> Vec<String> {
    let folders: Vec<String> =
        super::golden::folders().iter().map(|folder| super::golden::name(folder)).collect();
    let cells = outcomes.iter().flat_map(|(target, by_profile)| {
        by_profile
            .iter()
            .filter(|(_, outcome)| outcome.is_ok())
            .map(move |(profile, _)| format!("{profile}/{target}"))
    });
    let has = |cell: &String| {
        folders.iter().any(|folder| {
            folder.strip_prefix(cell.as_str()).is_some_and(|more| more.is_empty() || more.starts_with('-'))
        })
    };
    cells.filter(|cell| !has(cell)).collect()
}

fn matrix(outcomes: Outcomes) -> String {
    let (profiles, mut reasons) = (Shipped.folders("profiles", "profile.kdl"), Vec::<String>::new());
    let mut table = format!("| | {} |\n|---|{}\n", profiles.join(" | "), "---|".repeat(profiles.len()));
    for (target, by_profile) in outcomes {
        let mut cell = |profile: &String| {
            let (word, why) = match &by_profile[profile] {
                Ok((proof, None)) => return (*proof).to_owned(),
                Ok((proof, Some(why))) => (*proof, why),
                Err(why) => ("refused", why),
            };
            let named = |word: &str| word.trim_matches('`') == profile;
            let words = why.split(' ').map(|word| if named(word) { "the profile" } else { word });
            let why = words.collect::<Vec<_>>().join(" ");
            let known = reasons.iter().position(|reason| *reason == why);
            let at = known.unwrap_or_else(|| {
                reasons.push(why);
                reasons.len() - 1
            });
            format!("{word} {}", at + 1)
        };
        let cells: Vec<String> = profiles.iter().map(&mut cell).collect();
        table.push_str(&format!("| `{target}` | {} |\n", cells.join(" | ")));
    }
    let numbered = reasons.iter().enumerate().map(|(at, reason)| format!("{}. {reason}\n", at + 1));
    format!("{table}\n{}", numbered.collect::<String>())
}

#[test]
fn the_table_is_what_a_build_gives() {
    let readme = read("README.md");
    let (before, rest) = readme.split_once("<!-- matrix -->\n").expect("the marker");
    let (table, after) = rest.split_once("<!-- /matrix -->").expect("the end");
    let outcomes = outcomes();
    let bare = without_golden(&outcomes);
    assert!(bare.is_empty(), "no golden folder: {}", bare.join(", "));
    let wanted = format!("\n{}\n", matrix(outcomes));
    if std::env::var_os("UPDATE").is_some() {
        let text = format!("{before}<!-- matrix -->\n{wanted}<!-- /matrix -->{after}");
        std::fs::write(path("README.md"), text).expect("written");
    } else {
        assert_eq!(table, wanted, "UPDATE=1 cargo test --test it the_table writes it anew");
    }
    assert!(!wanted.contains("not yet"), "a form is proved, modelled, or refused for a reason");
}

/// The string literals between two marks of a source file.
fn words(file: &str, from: &str, to: &str) -> Vec<String> {
    let text = read(file);
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{file} has {from}"));
    let (part, _) = rest.split_once(to).expect("an end");
    part.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_grammars_are_told_whole() {
    let tables = [
        ("targets/README.md", "compiler/target/spec.rs", "const NODES"),
        ("targets/README.md", "compiler/target/spec.rs", "const STEPS"),
        ("profiles/README.md", "compiler/profile/setting_read.rs", "const PROPS"),
        ("profiles/README.md", "compiler/profile/setting_read.rs", "const CHILDREN"),
        ("profiles/README.md", "compiler/profile/read.rs", "const PROFILE_NODES"),
        ("profiles/README.md", "compiler/profile/detect.rs", "const NODES"),
    ];
    for (document, file, from) in tables {
        let text = read(document);
        let told: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        let words = words(file, from, "];");
        assert!(words.len() > 5, "{file}: {from}");
        for word in words {
            assert!(told.contains(&word.as_str()), "{document} does not tell of `{word}`");
        }
    }
}

#[test]
fn what_templates_see_is_told() {
    let text = read("targets/README.md");
    let source = read("compiler/target/model/mod.rs");
    let (_, model) = source.split_once("pub fn model(").expect("the model");
    let (_, object) = model.split_once("Ok(json!({").expect("the object");
    // The object's own keys stand one step in.
    let (object, _) = object.split_once("\n    }))").expect("its end");
    let keys = object.lines().filter_map(|line| line.strip_prefix("        \"")?.split('"').next());
    let keys: Vec<&str> = keys.collect();
    assert!(keys.len() > 20, "{keys:?}");
    for key in keys {
        assert!(text.contains(&format!("`{key}`")), "targets/README.md does not tell of `{key}`");
    }
}
