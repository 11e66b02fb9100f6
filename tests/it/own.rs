//! What the application brings itself and no form can help: told where it is written, before any proof.

use crate::finding::{builds, error, note};

/// A manifest whose container has this more.
fn manifest(container: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: pay}}\nspec:\n  selector: {{matchLabels: {{app: pay}}}}\n  template:\n    metadata: {{labels: {{app: pay}}}}\n    spec:\n      containers:\n      - name: web\n        image: web:1\n{container}"
    )
}

fn env(entries: &[&str]) -> String {
    let lines: String = entries.iter().map(|entry| format!("        - {entry}\n")).collect();
    manifest(&format!("        env:\n{lines}"))
}

fn app(inner: &str) -> String {
    format!(
        r#"app "pay" {{ workload "Deployment" from="pay.yaml"; {inner} use "skywalking" {{ collector "oap:11800" }} }}"#
    )
}

fn wrong(inner: &str, manifest: &str, code: &str, message: &str, help: &str) {
    error(&[("a.kdl", &app(inner)), ("pay.yaml", manifest)], code, message, help);
}

#[test]
fn an_options_variable_is_not_written_out() {
    let plain = manifest("");
    wrong(
        "«env \"JAVA_TOOL_OPTIONS\" \"-Xmx1g -Xms1g\"»;",
        &plain,
        "AGC119",
        "JAVA_TOOL_OPTIONS",
        "jvm \"-Xmx1g\"; jvm \"-Xms1g\"",
    );
    // Tomcat reads it too, whichever variable carries the agents.
    wrong(
        "launcher \"catalina\"; «env \"JAVA_OPTS\" \"-Xmx1g\"»;",
        &plain,
        "AGC119",
        "JAVA_OPTS",
        "jvm \"-Xmx1g\"",
    );
}

/// The JVM exits with 1 at a word that is no option (facts: M).
#[test]
fn a_word_that_is_no_option() {
    let plain = manifest("");
    wrong("«jvm \"-jar\"»;", &plain, "AGC111", "-jar in JAVA_TOOL_OPTIONS", "the container's command");
    wrong("«jvm \"--add-opens\"»;", &plain, "AGC111", "the value must follow `=`", "");
    wrong("launcher \"catalina\"; «jvm \"-jar\"»;", &plain, "AGC111", "-jar in CATALINA_OPTS", "");
    let fine = r#"jvm "-Xmx1g"; jvm "--add-opens=java.base/java.lang=ALL-UNNAMED"; jvm "-Da=it's \"so\""; jvm "-XX:+UseG1GC";"#;
    builds(&[("a.kdl", &app(fine)), ("pay.yaml", &plain)]);
}

#[test]
fn options_of_the_manifest_with_which_no_jvm_starts() {
    let quote = env(&["{name: JAVA_TOOL_OPTIONS, value: «'-Da=\"x'»}"]);
    wrong("", &quote, "AGC110", "nothing closes the quote \"", "without agents");
    let word = env(&["{name: JAVA_TOOL_OPTIONS, value: «-Xmx1g Main»}"]);
    wrong("", &word, "AGC111", "Main in the application's own JAVA_TOOL_OPTIONS", "correct it there");
}

/// SkyWalking takes a property before a variable (facts: A4).
#[test]
fn an_option_that_is_stronger_than_the_plan() {
    let own = env(&["{name: JAVA_TOOL_OPTIONS, value: «-Dskywalking.agent.service_name=x»}"]);
    wrong("", &own, "AGC218", "overrides `service` of `skywalking`", "service \"x\"");
    let command = manifest("        command: «[java, -Dskywalking.agent.service_name=x, -jar, /a.jar]»\n");
    wrong("", &command, "AGC218", "overrides `service`", "");
    let kdl = "«jvm \"-Dskywalking.agent.service_name=x\"»;";
    wrong(kdl, &manifest(""), "AGC218", "overrides `service`", "");
    // The same value does no harm.
    builds(&[
        ("a.kdl", &app("")),
        ("pay.yaml", &env(&["{name: JAVA_TOOL_OPTIONS, value: -Dskywalking.agent.service_name=pay}"])),
    ]);
}

#[test]
fn a_launcher_that_the_command_is_not() {
    let exec = manifest("        command: [java, -jar, /app.jar]\n");
    wrong("«launcher \"catalina\"»;", &exec, "AGC117", "does not read CATALINA_OPTS", "launcher \"java\"");
    let other = "«launcher \"shell\" variable=\"JAVA_OPTS\"»;";
    wrong(other, &exec, "AGC117", "does not read JAVA_OPTS", "JAVA_TOOL_OPTIONS");
    let script = manifest("        command: [sh, -c, exec java -jar /app.jar]\n");
    wrong(other, &script, "AGC117", "does not read JAVA_OPTS", "JAVA_TOOL_OPTIONS");
    let reads = manifest("        command: [sh, -c, exec java $JAVA_OPTS -jar /app.jar]\n");
    builds(&[("a.kdl", &app(&other.replace(['«', '»'], ""))), ("pay.yaml", &reads)]);
}

/// The API server takes them: of a name given twice the last one holds, a reference to what stands behind is text.
#[test]
fn awkward_lists_of_variables() {
    for entries in [
        &["{name: A, value: x}", "{name: A, value: z}"][..],
        &["{name: A, value: $(B)}", "{name: B, value: x}"],
        &["{name: C, value: $(A)}", "{name: A, value: x}", "{name: JAVA_TOOL_OPTIONS, value: -Dx=$(A)}"],
    ] {
        builds(&[("a.kdl", &app("")), ("pay.yaml", &env(entries))]);
    }
}

#[test]
fn a_config_map_that_may_hold_the_variable() {
    let from = |prefix: &str| {
        manifest(&format!(
            "        envFrom:\n        - {{secretRef: {{name: s}}, prefix: X_}}\n        - «{{configMapRef: {{name: a}}{prefix}}}»\n"
        ))
    };
    let told = "if `a` has JAVA_TOOL_OPTIONS, its value is hidden";
    note(&[("a.kdl", &app("")), ("pay.yaml", &from(""))], "AGC106", told, "`env` of the manifest");
    note(&[("a.kdl", &app("")), ("pay.yaml", &from(", prefix: JAVA_"))], "AGC106", told, "jvm");
}
