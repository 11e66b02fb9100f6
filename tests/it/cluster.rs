//! Objects that belong to the whole cluster.

use crate::build_support::{build, documents};
use crate::tree_support::{built, files, unmark};

const DEFAULTS: &str = r#"
kubernetes min="1.36"
defaults { use "skywalking" { collector "oap:11800" }; target "admission-policy" }
"#;

/// A namespace has no dot (RFC 1123 label), so the first one ends it.
#[test]
fn names_of_policies_say_which_part_is_the_namespace() {
    let kdl = format!("{DEFAULTS}app \"c\" namespace=\"a-b\"\napp \"b-c\" namespace=\"a\"\n");
    let built = build(&[("a.kdl", &kdl)], None).expect("two apps");
    let names = |app: &str| -> Vec<String> {
        let all = documents(&built, &format!("{app}/admission-policy/policy.yaml"));
        all.iter().map(|document| document["metadata"]["name"].to_string()).collect()
    };
    assert_eq!(names("c"), [r#""agentc-a-b.c""#; 2]);
    assert_eq!(names("b-c"), [r#""agentc-a.b-c""#; 2]);
}

/// A template of the tree that calls every policy the same: policy and binding, in each environment by itself.
#[test]
fn one_name_for_two_apps_is_an_error() {
    let own = |shipped: &str| {
        let name = |line: &str| match line.split_once("{{#quoted}}agentc-{{#if ") {
            Some((key, _)) => format!("{key}agentc\n"),
            None => format!("{line}\n"),
        };
        shipped.lines().map(name).collect::<String>()
    };
    let kdl = format!(
        "{DEFAULTS}app \"b\" namespace=\"a\"\napp «\"c\"» namespace=\"a\"\n\
         environment \"dev\" {{}}\nenvironment \"prod\" {{}}\n"
    );
    let policy = own(include_str!("../../targets/admission-policy/policy.yaml.hbs"));
    let known = own(include_str!("../../targets/admission-policy/known.yaml.hbs"));
    let (tree, place) = unmark(&files(&[
        ("a.kdl", &kdl),
        ("targets/admission-policy/policy.yaml.hbs", &policy),
        ("targets/admission-policy/known.yaml.hbs", &known),
    ]));
    let built = built(&tree);
    assert_eq!(built.artifacts, None);
    let found: Vec<_> = built.details.iter().filter(|d| d.code == "AGC313").collect();
    assert_eq!(found.len(), 4, "{:?}", built.findings);
    for kind in ["MutatingAdmissionPolicy `agentc`", "MutatingAdmissionPolicyBinding `agentc`"] {
        assert!(found.iter().any(|d| d.message.ends_with(&format!("would both be the cluster's {kind}"))));
    }
    assert!(found.iter().all(|d| d.place == place && d.help.starts_with("rename one of the apps")));
}
