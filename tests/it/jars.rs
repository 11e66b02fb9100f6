//! Jars in folders of the agent's own, without the whole folder.

use crate::build_support::{build, documents};

fn profile(jars: &str, more: &str) -> String {
    format!(
        r#"kubernetes min="1.36"
        profile "mine" {{
            image "acme/mine:{{{{release}}}}"
            release "1.0" default=#true
            files mount="/opt/agents/mine" from="/agent" {{ {jars} }}
            javaagent "boot/mine.jar"
            plugins "boot/plugins" bundled="optional"
        }}
        app "pay" namespace="shop" {{ image "r/pay:1"; use "mine" {{ {more} }}
            target "init-container"; target "sidecar"; target "image-volume"; target "dockerfile"; target "admission-policy"
            target "helm-values" dialect="app-template"; target "helm-values" dialect="bitnami" }}"#
    )
}

/// Every form is proved: the jar stands where `-javaagent` names it.
#[test]
fn a_jar_in_a_folder_reaches_its_folder() {
    for jars in [
        "jar \"boot/mine.jar\"",
        "jar \"boot/mine.jar\"; jar \"root.jar\"; jar \"boot/deep/x.jar\"; jar \"boot/y.jar\"",
    ] {
        let kdl = profile(jars, "");
        let built = build(&[("a.kdl", &kdl)], None).unwrap_or_else(|problem| panic!("{jars}: {problem}"));
        let patch = &documents(&built, "pay/init-container/patch.yaml")[0];
        let inits = patch["spec"]["template"]["spec"]["initContainers"].as_array().expect("init containers");
        let boot = inits.iter().find(|init| init["name"] == "agentc-mine-boot").expect("a copy");
        assert_eq!(boot["volumeMounts"][0]["subPath"], "boot", "{boot}");
        assert_eq!(boot["volumeMounts"][0]["mountPath"], "/agentc/mine/boot", "{boot}");
    }
}

/// What is copied after the agent waits for a copy that there is.
#[test]
fn a_plugin_waits_for_the_first_copy() {
    let kdl = profile("jar \"boot/mine.jar\"", "plugin \"x.jar\" image=\"acme/x:1\"")
        .replace("target \"image-volume\"; ", "");
    let built = build(&[("a.kdl", &kdl)], None).unwrap_or_else(|problem| panic!("{problem}"));
    let values = built
        .files
        .iter()
        .find(|(path, text)| path.contains("helm") && text.contains("dependsOn"))
        .expect("values");
    assert!(values.1.contains("dependsOn:\n        - agentc-mine-boot\n"), "{}", values.1);
}

/// SkyWalking keeps what is switched off in three folders (facts: A9). An image or a release whose jars are not listed
/// may hold others.
#[test]
fn a_plugin_is_found_in_its_folder() {
    let source = |used: &str, plugin: &str| {
        let kdl = format!(
            "app \"pay\" {{ use \"skywalking\" {used} {{ collector \"oap:11800\"; plugin {plugin} }} }}"
        );
        let built = build(&[("a.kdl", &kdl)], None).unwrap_or_else(|problem| panic!("{plugin}: {problem}"));
        let patch = documents(&built, "pay/init-container/patch.yaml")[0].clone();
        let inits = patch["spec"]["template"]["spec"]["initContainers"].as_array().expect("a list").clone();
        inits[1]["command"][1].as_str().expect("a source").to_owned()
    };
    for (used, plugin, wanted) in [
        ("", "\"apm-gson-2.x-plugin\"", "optional-plugins/apm-gson-2.x-plugin-9.7.0.jar"),
        ("", "\"apm-jdk-http-plugin\"", "bootstrap-plugins/apm-jdk-http-plugin-9.7.0.jar"),
        (
            "",
            "\"kafka-reporter-plugin-9.7.0.jar\"",
            "optional-reporter-plugins/kafka-reporter-plugin-9.7.0.jar",
        ),
        ("image=\"acme/sky:1\"", "\"ours\"", "optional-plugins/ours-9.7.0.jar"),
        ("release=\"9.6.0\"", "\"x\" from=\"bootstrap-plugins\"", "bootstrap-plugins/x-9.6.0.jar"),
    ] {
        assert_eq!(source(used, plugin), format!("/skywalking/agent/{wanted}"), "{plugin}");
    }
}

/// Two plugins are copied to one folder: what the first one leaves must not keep the second from it. The proof reads
/// both where they are loaded.
#[test]
fn copies_beside_the_application_do_not_stop_each_other() {
    let kdl = "app \"pay\" { target \"sidecar\"; use \"skywalking\" { collector \"oap:11800\"; plugin \"apm-gson-2.x-plugin\"; plugin \"apm-jdk-http-plugin\" } }";
    let built = build(&[("a.kdl", kdl)], None).unwrap_or_else(|problem| panic!("{problem}"));
    let patch = documents(&built, "pay/sidecar/patch.yaml")[0].clone();
    let inits = patch["spec"]["template"]["spec"]["initContainers"].as_array().expect("a list").clone();
    let marks: std::collections::BTreeSet<String> =
        inits.iter().map(|init| init["startupProbe"]["exec"]["command"][2].to_string()).collect();
    assert_eq!((inits.len(), marks.len()), (3, 3), "{marks:?}");
}
