//! Imports that lead nowhere, outside or in a circle.

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "missing",
            "import «\"b.kdl\"»",
            "AGC904",
            "cannot import `b.kdl`: no such file",
            "is relative to",
        ),
        case("outside", "import «\"../../b.kdl\"»", "AGC904", "leads out of the source tree", "stay inside"),
        case("absolute", "import «\"/etc/passwd\"»", "AGC904", "leads out of the source tree", "stay inside"),
        case("itself", "import «\"a.kdl\"»", "AGC904", "a.kdl → a.kdl", "remove one"),
        case("a cycle", "import \"x/b.kdl\"", "AGC904", "a.kdl → x/b.kdl → a.kdl", "remove one")
            .with("x/b.kdl", "import «\"../a.kdl\"»"),
        case("with a backslash", r#"import «"x\\b.kdl"»"#, "AGC904", "backslash", "`/`"),
        case("nothing", "«import»", "AGC912", "`import` needs 1 argument", ""),
        case(
            "a mistake in what two apps import is one mistake",
            r#"app "a" { import "c.kdl" }; app "b" { import "c.kdl" }"#,
            "AGC905",
            "unknown profile `skywalkin`",
            "`skywalking`",
        )
        .with("c.kdl", "use «\"skywalkin\"»"),
        case(
            "so is a syntax error",
            r#"app "a" { import "c.kdl" }; app "b" { import "c.kdl" }"#,
            "AGC001",
            "not closed on its line",
            "",
        )
        .with("c.kdl", "use «\"skywalking»\n"),
    ]
}
