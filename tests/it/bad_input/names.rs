//! Names that nothing has.
#![expect(clippy::too_many_lines, reason = "a table")]

use super::{Case, case};

/// Nearest names are offered at a Damerau-Levenshtein distance of a third of the name.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case("top-level node", "«apps» \"pay\" {}", "AGC905", "unknown node `apps`", "did you mean `app`?"),
        case(
            "node of an app",
            "app \"pay\" { «luancher» \"java\" }",
            "AGC905",
            "unknown node `luancher`",
            "did you mean `launcher`?",
        ),
        case(
            "setting",
            r#"app "pay" { use "skywalking" { «colector» "oap:11800" } }"#,
            "AGC905",
            "`skywalking` has no setting `colector`",
            "did you mean `collector`?",
        ),
        case(
            "setting that is near nothing",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; «frobnicate» 1 } }"#,
            "AGC905",
            "`skywalking` has no setting `frobnicate`",
            "what it does not know goes by `env`, `property` or `option`",
        ),
        case(
            "profile that is used",
            r#"app "pay" { use «"skywaking"» }"#,
            "AGC905",
            "unknown profile `skywaking`",
            "did you mean `skywalking`?",
        ),
        case(
            "profile that is refined",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; settings «"otell"» { endpoint "http://c:4317" } }"#,
            "AGC905",
            "unknown profile `otell`",
            "did you mean `otel`?",
        ),
        case(
            "target",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; target «"init-contaner"» }"#,
            "AGC905",
            "unknown target `init-contaner`",
            "did you mean `init-container`?",
        ),
        case(
            "property",
            r#"app "pay" { use "skywalking" «relase»="9.7.0" { collector "oap:11800" } }"#,
            "AGC905",
            "`use` has no property `relase`",
            "did you mean `release`?",
        ),
        case(
            "launcher",
            r#"app "pay" { launcher «"catlina"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC905",
            "unknown launcher `catlina`",
            "did you mean `catalina`?",
        ),
        case(
            "defaults",
            r#"defaults "tomcat" { launcher "catalina" }; app "pay" { extends «"tomcta"» }"#,
            "AGC905",
            "no `defaults \"tomcta\"`",
            "did you mean `tomcat`?",
        ),
        case(
            "app of an environment",
            r#"app "pay" { jvm "-Xmx1g" }; environment "prod" { app «"pya"» { jvm "-Xmx2g" } }"#,
            "AGC905",
            "no app `pya` to refine",
            "did you mean `pay`?",
        ),
        case(
            "template variable",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; service «"{{ap.name}}"» } }"#,
            "AGC918",
            "`{{ap.name}}` is no template variable",
            "did you mean `app.name`?",
        ),
        case(
            "template variable without its end",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; service «"{{app.name"» } }"#,
            "AGC918",
            "`{{` without `}}`",
            "{{name}}",
        ),
        case(
            "node of a profile",
            "profile \"mine\" { «sumary» \"x\" }",
            "AGC905",
            "unknown node `sumary` in `profile`",
            "did you mean `summary`?",
        ),
        case(
            "type of a setting",
            "profile \"mine\" { setting \"a\" type=«\"strng\"» { env \"A\" } }",
            "AGC905",
            "unknown type `strng`",
            "did you mean `string`?",
        ),
    ]
}
