//! Layers that remove, repeat or build into what is not theirs.

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let app = |inner: &str| {
        format!(r#"app "pay" {{ env "TZ" "UTC"; use "skywalking" {{ collector "oap:11800" }}; {inner} }}"#)
    };
    vec![
        case(
            "use",
            &app("«remove use=\"otel\"»"),
            "AGC908",
            "no use of `otel` to remove",
            "fix the name, or delete",
        ),
        case("env", &app("«remove env=\"TX\"»"), "AGC908", "no env `TX` to remove", ""),
        case("jvm", &app("«remove jvm=\"-Xmx\"»"), "AGC908", "no JVM option `-Xmx` to remove", ""),
        case(
            "setting",
            &app("«remove setting=\"sampling\"»"),
            "AGC908",
            "no setting `sampling` to remove",
            "",
        ),
        case(
            "target",
            &app("«remove target=\"dockerfile\"»"),
            "AGC908",
            "no target `dockerfile` to remove",
            "",
        ),
        case("nothing", &app("«remove»"), "AGC912", "`remove` of nothing", "`use=`"),
        case(
            "a `remove` for all apps that hits none",
            r#"app "a" { jvm "-Xmx1g" }; app "b" { jvm "-Xmx1g" }; environment "prod" { «remove env="TZ"» }"#,
            "AGC908",
            "no env `TZ` to remove",
            "",
        ),
        case(
            "defaults that extend themselves",
            r#"defaults "a" { extends "b" }; defaults "b" { extends «"a"» }; app "pay" { extends "a" }"#,
            "AGC904",
            "defaults `a` extend themselves",
            "remove one of these `extends`",
        ),
        case(
            "two apps in one folder",
            r#"app "pay-canary" { jvm "-Xmx1g" }; app "pay" { jvm "-Xmx1g"; variant «"canary"» {} }"#,
            "AGC903",
            "two apps would be written to the folder `pay-canary`",
            "rename one",
        ),
        case(
            "two apps in one folder, by namespace",
            r#"app "x" namespace="a" { jvm "-Xmx1g" }; app "x" namespace="b" { jvm "-Xmx1g" }
               app «"a.x"» { container "web" { jvm "-Xmx1g" } }"#,
            "AGC903",
            "two apps would be written to the folder `a.x`",
            "rename one",
        ),
        case(
            "an app whose name no container can have",
            r#"app «"pay.v2"» { jvm "-Xmx1g" }"#,
            "AGC903",
            "the container would be called \"pay.v2\"",
            "container \"…\"",
        ),
    ]
}

pub(super) fn duplicates() -> Vec<Case> {
    let twice = |what: &'static str, kdl: &str| case(what, kdl, "AGC901", "twice", "keep one");
    vec![
        twice("app", r#"app "a" { jvm "-Xmx1g" }; app «"a"» { jvm "-Xmx1g" }"#),
        twice("profile", r#"profile "p" {}; profile «"p"» {}"#),
        twice("property of a node", r#"app "a" { workload "Deployment" from="x" «from»="y" }"#)
            .saying("remove one of the two"),
        twice("env", r#"app "a" { env "A" "1"; «env "A" "2"» }"#),
        twice("option", r#"app "a" { jvm "-Xmx1g"; «jvm "-Xmx2g"» }"#),
        twice("setting", r#"app "a" { use "skywalking" { collector "o:1"; service "a"; «service "b"» } }"#),
        twice("kubernetes", r#"kubernetes min="1.30"; «kubernetes min="1.31"»; app "a" {}"#),
    ]
}
