//! What is no KDL, or only looks like it. The syntax tests have the rest.

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let deep = |unit: &str, fine: usize| {
        let unit = unit.repeat(100_000);
        format!("{}«{}»{}", &unit[..fine], &unit[fine..=fine], &unit[fine + 1..])
    };
    vec![
        case(
            "a block that is not closed",
            "app \"pay\" «{»\n",
            "AGC001",
            "the block of `app` is not closed",
            "close it",
        ),
        case("KDL 1", "app \"pay\" { env \"A\" «true» }", "AGC002", "KDL 2 writes `#true`", "`#true`"),
        case("an option without quotes", "app \"pay\" { jvm «-Da=b» }", "AGC001", "`-Da=b`", "\"-Da=b\""),
        case("100,000 blocks", &deep("a{", 65), "AGC003", "blocks nested more than 32 deep", ""),
        case("100,000 `(`", &format!("«{}»", "(".repeat(100_000)), "AGC001", "`(`", "quote it"),
        case("100,000 `[`", &format!("«{}»", "[".repeat(100_000)), "AGC001", "`[`", "quote it"),
        case("a text direction character", "app \"a«\u{202e}»b\" {}", "AGC906", "U+202E", "delete it"),
        case("the same as an escape", r#"app «"a\u{202e}b"» {}"#, "AGC906", "U+202E", ""),
        case("NUL", r#"app «"a\u{0}b"» {}"#, "AGC906", "U+0000", ""),
        case("a mark at the start is fine, and moves nothing", "\u{feff}apps", "", "", ""),
    ]
    .into_iter()
    .filter(|case| !case.code.is_empty())
    .collect()
}
