//! Agents that cannot be together, or not in this order.

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "two agents that trace",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; «use "otel" { endpoint "http://c:4317" }» }"#,
            "AGC201",
            "`skywalking` and `otel`: two tracing agents in one JVM",
            "remove use=\"otel\"",
        ),
        case(
            "two agents that must be last",
            r#"profile "a" { image "r/a:1"; files mount="/opt/a" { jar "a.jar" }; javaagent "a.jar" order="last" }
               profile "b" { image "r/b:1"; files mount="/opt/b" { jar "b.jar" }; javaagent "b.jar" order="last" }
               app "pay" { use "a"; «use "b"» }"#,
            "AGC203",
            "`a` and `b` must both load last",
            "use only one of them",
        ),
        case(
            "an agent that the app loads itself",
            r#"app "pay" { «jvm "-javaagent:/x/skywalking-agent.jar"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC204",
            "skywalking-agent.jar is loaded twice",
            "remove one",
        ),
        case(
            "a plugin that the release does not have",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; plugin «"apm-gson-2.x-plugn"» } }"#,
            "AGC905",
            "9.7.0 has no plugin `apm-gson-2.x-plugn`",
            "did you mean `apm-gson-2.x-plugin`?",
        ),
        case(
            "a plugin of another release",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; plugin «"apm-gson-2.x-plugin-9.6.0.jar"» } }"#,
            "AGC905",
            "no plugin `apm-gson-2.x-plugin-9.6.0.jar`",
            "",
        ),
        case(
            "a plugin of another folder",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; plugin "apm-jdk-http-plugin" from=«"optional-plugins"» } }"#,
            "AGC905",
            "optional-plugins of the agent does not hold `apm-jdk-http-plugin`",
            "it is in bootstrap-plugins",
        ),
        case(
            "a JDK that the release does not support",
            r#"app "pay" { jdk 21; «use "skywalking" release="8.16.0" { collector "oap:11800" }» }"#,
            "AGC405",
            "`skywalking` 8.16.0 supports JDK 8 to 17, this container has JDK 21",
            "another release, or another JDK",
        ),
        case(
            "a release that is not listed",
            r#"app "pay" { use "skywalking" release=«"9.7.1"» { collector "oap:11800" } }"#,
            "AGC913",
            "`skywalking` lists no release 9.7.1",
            r#"did you mean `9.7.0`? another release needs its image: use "skywalking" release="9.7.1" image="…""#,
        ),
        case(
            "a release that cannot be one",
            r#"app "pay" { use "skywalking" release=«"../9"» image="r/s:9" { collector "oap:11800" } }"#,
            "AGC903",
            "\"../9\" cannot be a release",
            "",
        ),
        case(
            "a target that the profile cannot go by",
            r#"app "gate" { use "apisix" { plugins "skywalking"; endpoint "http://oap:12800" }; target «"init-container"» }"#,
            "AGC914",
            "`apisix` is configured by files alone",
            "",
        ),
        case(
            "a target that the clusters are too old for",
            r#"kubernetes min=«"1.30"»; app "pay" { use "skywalking" { collector "oap:11800" }; target "image-volume" }"#,
            "AGC915",
            "needs Kubernetes 1.35, the clusters have 1.30",
            "raise `kubernetes min=`",
        ),
        case(
            "a delivery that the target does not have",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; target "init-container" delivery=«"sidecar"» }"#,
            "AGC905",
            "target `init-container` has no delivery `sidecar`",
            "known: init-container",
        ),
        case(
            "a variable given beside the setting that writes it",
            r#"app "pay" { «env "SW_AGENT_NAME" "x"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC313",
            "SW_AGENT_NAME would be x, and for `skywalking` it must be pay",
            "as a setting of the agent",
        ),
    ]
}

/// Profiles that nobody uses, and numbers that an agent does not take.
pub(super) fn profiles() -> Vec<Case> {
    vec![
        case(
            "a profile that nobody uses, of another that is not there",
            r#"profile "a" { extends «"skywaking"» }; app "pay" { use "skywalking" { collector "oap:11800" } }"#,
            "AGC905",
            "unknown profile `skywaking`",
            "did you mean `skywalking`?",
        ),
        case(
            "a profile that nobody uses, of itself",
            r#"profile "a" { extends «"a"» }; app "pay" { use "skywalking" { collector "oap:11800" } }"#,
            "AGC905",
            "unknown profile `a`",
            "",
        ),
        case(
            "a ratio above one",
            r#"app "pay" { use "otel" { endpoint "http://c:4317"; sampler "traceidratio"; sampler-arg «"1.5"» } }"#,
            "AGC910",
            "`sampler-arg` is 1.5, the agent takes 0 to 1",
            "a ratio is from 0 to 1",
        ),
        case(
            "one transaction of fewer than none",
            r#"app "pay" { use "pinpoint" { collector "c"; sampling-rate «-1» } }"#,
            "AGC910",
            "`sampling-rate` is -1, the agent takes 0 and more",
            "one transaction of so many",
        ),
    ]
}
