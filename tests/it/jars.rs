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
