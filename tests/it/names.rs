//! Names that are made of others: 63 characters for containers, volumes and labels' values (RFC 1123), 253 for keys of
//! ConfigMaps (apimachinery `validation.go`). Too long is told, or made shorter so that two names stay two.

use crate::build_support::{build, documents};
use crate::finding::{builds, error};

fn long(letter: char, length: usize) -> String {
    letter.to_string().repeat(length)
}

#[test]
fn names_of_variables_are_names() {
    for name in [long('A', 70_000), long('A', 254), "A-B".to_owned(), "1A".to_owned()] {
        error(
            &[("a.kdl", &format!("app \"pay\" {{ env «\"{name}\"» \"1\" }}"))],
            "AGC909",
            "is no variable's name",
            "at most 253",
        );
    }
    let used = |name: &str| {
        format!("app \"pay\" {{ use \"otel\" {{ endpoint \"http://c:4317\"; env «\"{name}\"» \"1\" }} }}")
    };
    for name in [
        long('A', 70_000),
        "A B".to_owned(),
        "A=B".to_owned(),
        "..A".to_owned(),
        "1A".to_owned(),
        String::new(),
    ] {
        error(&[("a.kdl", &used(&name))], "AGC909", "is no variable's name", "at most 253");
    }
    // LinkAgent reads variables with dots.
    for name in [long('A', 253), "simulator.app.name".to_owned()] {
        builds(&[("a.kdl", &used(&name).replace(['«', '»'], ""))]);
    }
}

#[test]
fn a_variants_name_is_told_when_it_is_too_long() {
    let app = |name: &str, variant: &str, kind: &str| {
        format!("app \"{name}\" {{ workload \"{kind}\"; jvm \"-Xmx1g\"; variant «\"{variant}\"» {{}} }}")
    };
    let told = |kdl: &str, limit: &str| {
        error(&[("a.kdl", kdl)], "AGC903", &format!("the name of such an object has {limit}"), "shorten one");
    };
    told(&app(&long('a', 40), &long('b', 23), "Deployment"), "63");
    told(&app(&long('a', 40), &long('b', 12), "StatefulSet"), "52");
    told(&app(&long('a', 40), &long('b', 12), "CronJob"), "52");
    for (kind, length) in [("Deployment", 22), ("StatefulSet", 11)] {
        builds(&[("a.kdl", &app(&long('a', 40), &long('b', length), kind).replace(['«', '»'], ""))]);
    }
}

fn profile(name: &str, folders: [&str; 2]) -> String {
    format!(
        r#"profile "{name}" {{
            image "acme/mine:{{{{release}}}}"
            release "1.0" default=#true
            files mount="/opt/agents/mine" from="/agent" {{ jar "mine.jar"; whole-directory
                writable "{}"; writable "{}" }}
            javaagent "mine.jar"
            setting "mode" type="string" {{ file "mine.properties" key="mode" }}
            file "mine.properties"
        }}
        app «"pay"» {{ use "{name}" {{ mode "x" }} }}"#,
        folders[0], folders[1]
    )
}

/// Two long names that begin alike are two names of 63 characters.
#[test]
fn long_names_stay_two() {
    let (one, other) = (format!("{}/one", long('d', 60)), format!("{}/two", long('d', 60)));
    let kdl = profile(&long('p', 63), [&one, &other]).replace(['«', '»'], "");
    let built = build(&[("a.kdl", &kdl)], None).unwrap_or_else(|problem| panic!("{problem}"));
    let pod = documents(&built, "pay/init-container/patch.yaml")[0]["spec"]["template"]["spec"].clone();
    let names: Vec<&str> =
        pod["volumes"].as_array().into_iter().flatten().filter_map(|v| v["name"].as_str()).collect();
    let different: std::collections::BTreeSet<&&str> = names.iter().collect();
    assert_eq!((names.len(), different.len()), (4, 4), "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 63 && name.starts_with("agentc-ppp")), "{names:?}");
    let map = &documents(&built, "pay/init-container/config-maps.yaml")[0]["metadata"]["name"];
    assert!(map.as_str().is_some_and(|name| name.len() <= 253), "{map}");
}

/// What is no letter becomes `-`: two folders may get one name.
#[test]
fn two_of_one_name_are_told() {
    let kdl = profile("mine", ["logs/x", "logs-x"]);
    error(&[("a.kdl", &kdl)], "AGC313", "two volumes would be called \"agentc-mine-logs-x\"", "rename");
}

/// An agent that was put in by hand, or by an earlier run, is not merged with ours.
#[test]
fn what_the_manifest_has_already_is_told() {
    let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec:\n  selector: {matchLabels: {app: pay}}\n  \
                    template:\n    metadata: {labels: {app: pay}}\n    spec:\n      containers: [{name: pay, image: pay}]\n      \
                    volumes: [{name: agentc-otel, emptyDir: {}}]\n";
    let kdl =
        r#"app "pay" { workload "Deployment" from=«"pay.yaml"»; use "otel" { endpoint "http://c:4317" } }"#;
    let message = "the manifest has a volume \"agentc-otel\"";
    error(&[("a.kdl", kdl), ("pay.yaml", manifest)], "AGC313", message, "take that out");
}

/// Two secrets whose names differ in signs alone are two variables.
#[test]
fn values_of_two_secrets_are_two() {
    let kdl = r#"app "pay" { jvm "-Da={{pod.labels.[a-b]}}"; jvm "-Db={{pod.labels.[a.b]}}"; use "jdwp" }"#;
    let built = build(&[("a.kdl", kdl)], None).unwrap_or_else(|problem| panic!("{problem}"));
    let patch = &documents(&built, "pay/init-container/patch.yaml")[0];
    let env =
        patch["spec"]["template"]["spec"]["containers"][0]["env"].as_array().expect("variables").clone();
    let fields: std::collections::BTreeSet<&str> =
        env.iter().filter_map(|entry| entry.pointer("/valueFrom/fieldRef/fieldPath")?.as_str()).collect();
    assert_eq!(fields.len(), 2, "{env:?}");
}
