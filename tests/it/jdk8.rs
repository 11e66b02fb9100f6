//! A JDK 8 reads 1,023 bytes and 64 options of a variable, and says nothing of the rest (`HotSpot` 8, arguments.cpp).

use crate::finding::{builds, error, note};

/// An app with so many options of its own; the agent's is one more.
fn app(more: &str, options: usize) -> String {
    let options: String = (0..options).map(|n| format!("jvm \"-Da{n}\"\n")).collect();
    format!("app «\"pay\"» {{ {more}\n{options} use \"skywalking\" {{ collector \"oap:11800\" }} }}")
}

fn unmarked(text: &str) -> String {
    text.replace(['«', '»'], "")
}

#[test]
fn the_65th_option_is_told() {
    let (message, help) =
        ("has 65 options: a JDK 8 drops all behind the first 64", "fewer or shorter options");
    error(&[("a.kdl", &app("jdk 8", 64))], "AGC109", &format!("JAVA_TOOL_OPTIONS {message}"), help);
    let last = app("jdk 8; launcher \"java\" variable=\"_JAVA_OPTIONS\"", 64);
    error(&[("a.kdl", &last)], "AGC109", &format!("_JAVA_OPTIONS {message}"), help);
    // Both limits hold for what an image gives, too.
    let image = app("jdk 8; image \"r/pay:1\"; target \"dockerfile\"", 64);
    error(&[("a.kdl", &image)], "AGC109", message, help);
    let long =
        app(&format!("jdk 8; image \"r/pay:1\"; target \"dockerfile\"; jvm \"-Dx={}\"", "y".repeat(1023)), 0);
    error(&[("a.kdl", &long)], "AGC109", "a JDK 8 ignores all of it above 1023", help);
}

#[test]
fn sixty_four_options_are_read_and_later_jdks_read_all() {
    builds(&[("a.kdl", &unmarked(&app("jdk 8", 63)))]);
    builds(&[("a.kdl", &unmarked(&app("jdk 11", 64)))]);
    // Nothing but HotSpot has the limit: a script's variable has none.
    builds(&[("a.kdl", &unmarked(&app("jdk 8; launcher \"catalina\"", 64)))]);
}

/// The application's own options of the manifest count as well.
#[test]
fn options_of_the_manifest_count() {
    let own: Vec<String> = (0..64).map(|n| format!("-Da{n}")).collect();
    let manifest = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: pay}}\nspec:\n  selector: {{matchLabels: {{app: pay}}}}\n  \
         template:\n    metadata: {{labels: {{app: pay}}}}\n    spec: {{containers: [{{name: pay, image: pay, env: [{{name: \
         JAVA_TOOL_OPTIONS, value: \"{}\"}}]}}]}}\n",
        own.join(" ")
    );
    let kdl = app("jdk 8; workload \"Deployment\" from=\"pay.yaml\"", 0);
    error(&[("a.kdl", &kdl), ("pay.yaml", &manifest)], "AGC109", "has 65 options", "");
}

/// A JDK that nobody named may be an 8.
#[test]
fn an_unknown_jdk_gets_a_warning() {
    let long = app(&format!("jvm \"-Dx={}\"", "y".repeat(1023)), 0);
    note(&[("a.kdl", &long)], "AGC109", "a JDK 8 ignores all of it above 1023", "say which JDK it is");
    note(
        &[("a.kdl", &app("", 64))],
        "AGC109",
        "a JDK 8 drops all behind the first 64",
        "say which JDK it is",
    );
}
