//! Options and variables that the JVM or its launcher would not take.

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let long = format!(
        r#"app «"pay"» {{ jdk 8; jvm "-Dx={}"; use "skywalking" {{ collector "oap:11800" }} }}"#,
        "y".repeat(1023)
    );
    vec![
        case(
            "a variable that no shell expands",
            r#"app "pay" { launcher "java"; «jvm "-Dip=${POD_IP}"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC101",
            "`${POD_IP}` stays as it is: launcher `java`",
            "{{pod.ip}}",
        ),
        case(
            "a variable that the launcher does not read",
            r#"app "pay" { launcher "java" variable=«"CATALINA_OPTS"»; jvm "-Xmx1g" }"#,
            "AGC101",
            "launcher `java` never reads CATALINA_OPTS",
            "known: ",
        ),
        case("more than a JDK 8 reads", &long, "AGC109", "a JDK 8 ignores all of it above 1023", "shorter"),
        case("no option", "app \"pay\" { jvm «\"Xmx1g\"» }", "AGC909", "is no JVM option", "-Xmx512M"),
        case(
            "two options in one text",
            "app \"pay\" { jvm «\"-Xms1g -Xmx1g\"» }",
            "AGC909",
            "holds several JVM options",
            "a `jvm` node of its own",
        ),
        case(
            "an option with its value in the next word",
            r#"app "pay" { jvm «"--add-opens java.base/java.lang=ALL-UNNAMED"» }"#,
            "AGC909",
            "is one word here",
            "with `=`: jvm \"--add-opens=java.base/java.lang=ALL-UNNAMED\"",
        ),
        case(
            "a variable's name",
            "app \"pay\" { env «\"A-B\"» \"1\" }",
            "AGC909",
            "`A-B` is no variable's name",
            "",
        ),
    ]
}
