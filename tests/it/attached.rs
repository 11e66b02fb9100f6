//! Agents that the application has already: in its manifest, its image, its own options.

use super::finding::error;

fn manifest(container: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: pay}}\nspec:\n  selector: {{matchLabels: {{app: pay}}}}\n  \
         template:\n    metadata: {{labels: {{app: pay}}}}\n    spec:\n      containers:\n      - name: pay\n        image: pay:1\n{container}"
    )
}

const APP: &str =
    r#"app "pay" { workload "Deployment" from="pay.yaml"; use "skywalking" { collector "oap:11800" } }"#;

fn refused(container: &str, code: &str, message: &str, help: &str) {
    error(&[("a.kdl", APP), ("pay.yaml", &manifest(container))], code, message, help);
}

/// OpenTelemetry and SkyWalking weave the same classes (profiles/skywalking/README.md).
#[test]
fn a_manifest_with_another_tracing_agent() {
    refused(
        "        env:\n        - name: JAVA_TOOL_OPTIONS\n          value: «-Xmx1g -javaagent:/x/opentelemetry-javaagent.jar»\n",
        "AGC201",
        "`otel` (opentelemetry-javaagent.jar) and `skywalking`: two tracing agents in one JVM",
        "take opentelemetry-javaagent.jar out, or leave it alone: remove use=\"skywalking\"",
    );
}

#[test]
fn a_manifest_whose_command_loads_the_agent() {
    refused(
        "        command: [java, «-javaagent:/a/skywalking-agent.jar=agent.service_name=x», -jar, a.jar]\n",
        "AGC204",
        "skywalking-agent.jar is loaded twice: here and by `use \"skywalking\"`",
        "remove one",
    );
    refused(
        "        command: [sh, -c]\n        args: [«\"exec java -javaagent:/a/skywalking-agent.jar -jar a.jar\"»]\n",
        "AGC204",
        "skywalking-agent.jar is loaded twice",
        "remove one",
    );
}

/// As the agent's own documents attach it: an init container, a volume, a variable.
#[test]
fn a_manifest_that_attaches_the_agent_by_hand() {
    refused(
        "        env:\n        - {name: JAVA_TOOL_OPTIONS, value: «\"-javaagent:/skywalking/agent/skywalking-agent.jar\"»}\n        \
         volumeMounts: [{name: sw, mountPath: /skywalking}]\n      \
         initContainers:\n      - name: sw\n        image: apache/skywalking-java-agent:9.5.0-alpine\n        \
         command: [cp, -r, /skywalking/agent, /target/]\n        volumeMounts: [{name: sw, mountPath: /target}]\n      \
         volumes: [{name: sw, emptyDir: {}}]\n",
        "AGC204",
        "skywalking-agent.jar is loaded twice",
        "remove one",
    );
}

/// Nobody sees where an image has its options from: the place is that of the agent.
#[test]
fn an_image_that_has_the_agent() {
    let kdl = r#"app "pay" { image "pay:1" { env "JAVA_TOOL_OPTIONS" "-javaagent:/a/skywalking-agent.jar" }
        «use "skywalking" { collector "oap:11800" }» }"#;
    error(&[("a.kdl", kdl)], "AGC204", "skywalking-agent.jar is loaded twice", "remove one");
}

/// A profile of the tree that refines a shipped one is that agent too.
#[test]
fn a_refined_profile_is_still_the_agent() {
    let kdl = r#"profile "ours" { extends "skywalking"; image "r/ours:1" }
        app "pay" { «jvm "-javaagent:/a/skywalking-agent.jar"»; use "ours" { collector "oap:11800" } }"#;
    error(&[("a.kdl", kdl)], "AGC204", "loaded twice: here and by `use \"ours\"`", "remove one");
}

#[test]
fn an_option_of_the_app_that_loads_another_tracing_agent() {
    let kdl = r#"app "pay" { «jvm "-javaagent:/a/pinpoint-bootstrap.jar"»; use "skywalking" { collector "oap:11800" } }"#;
    error(&[("a.kdl", kdl)], "AGC201", "`pinpoint` (pinpoint-bootstrap.jar) and `skywalking`", "remove use=");
}
