//! Names become folders, objects and file names.

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let holders: [(&str, &str); 6] = [
        (r#"app «NAME» { use "skywalking" { collector "oap:11800" } }"#, "cannot be an app's name"),
        (
            r#"app "pay" namespace=«NAME» { use "skywalking" { collector "oap:11800" } }"#,
            "cannot be a namespace",
        ),
        (
            r#"app "pay" { container «NAME» { use "skywalking" { collector "oap:11800" } } }"#,
            "cannot be a container's name",
        ),
        (r#"app "pay" { variant «NAME» { jvm "-Xmx1g" } }"#, "cannot be a variant's name"),
        (r#"app "pay" { jvm "-Xmx1g" }; environment «NAME» {}"#, "cannot be an environment's name"),
        (r#"profile «NAME» { files mount="/opt/x" { jar "x.jar" } }"#, "cannot be a profile's name"),
    ];
    let names = ["..", ".", "", "a/b", "a b", r"a\nb", "Pay", "_cluster", "-a", "a-", "con", "è"];
    let long = "a".repeat(64);
    let mut all = Vec::new();
    for (kdl, message) in holders {
        for name in names.iter().copied().chain([long.as_str()]) {
            let kdl = kdl.replace("NAME", &format!("\"{name}\""));
            let help = if name == "con" { "Windows" } else { "with a letter or digit at both ends" };
            all.push(case("a name", &kdl, "AGC903", message, help));
        }
    }
    all.extend([
        case("variable", r#"app "pay" { env «"../A"» "1" }"#, "AGC909", "is no variable's name", ""),
        case(
            "label",
            r#"app "pay" { variant "v" { labels «".."»="x" } }"#,
            "AGC909",
            "is no label's name",
            "63",
        ),
        case(
            "label's value",
            r#"app "pay" { variant "v" { labels a=«"b c"» } }"#,
            "AGC909",
            "is no label's value",
            "",
        ),
        case(
            "out",
            r#"out «"../elsewhere"»; app "pay" {}"#,
            "AGC903",
            "no folder below this file's",
            "`--out`",
        ),
        case(
            "out, absolute",
            r#"out «"/tmp"»; app "pay" {}"#,
            "AGC903",
            "no folder below this file's",
            "`--out`",
        ),
        case("release", r#"profile "p" { release «"a/b"» }"#, "AGC903", "cannot be a release", ""),
        case(
            "mount",
            r#"profile "p" { files mount=«"/opt/../etc"» {} }"#,
            "AGC909",
            "no absolute path",
            "`..`",
        ),
        case(
            "mount, relative",
            r#"profile "p" { files mount=«"opt"» {} }"#,
            "AGC909",
            "no absolute path",
            "`/`",
        ),
        case(
            "jar",
            r#"profile "p" { files mount="/opt/p" { jar «"../x.jar"» } }"#,
            "AGC909",
            "no path below the agent's",
            "`..`",
        ),
        case(
            "jar, absolute",
            r#"profile "p" { javaagent «"/x.jar"» }"#,
            "AGC909",
            "no path below the agent's",
            "",
        ),
        case("file", r#"profile "p" { file «"../../etc/x"» }"#, "AGC909", "no path below the agent's", ""),
        case(
            "writable",
            r#"profile "p" { files mount="/opt/p" { writable «".."» } }"#,
            "AGC909",
            "no path below",
            "",
        ),
    ]);
    all
}
