//! A `remove` of what is not there is one mistake, and hides no other of the same app.

use crate::finding::errors;

const NOTHING: (&str, &str, &str) = ("AGC908", "there is no use of `jdwp` to remove", "delete this line");

#[test]
fn what_else_is_wrong_is_told_too() {
    let wrong = ("AGC905", "`skywalking` has no setting `colector`", "did you mean `collector`?");
    let kdl = r#"app "pay" { use "skywalking" { colector "oap:11800" }; «remove use="jdwp"» }"#;
    errors(&[("a.kdl", kdl)], &[NOTHING, wrong]);
    let of_setting = ("AGC908", "there is no setting `sampel` to remove", "");
    let kdl = r#"app "pay" { use "skywalking" { colector "oap:11800"; «remove setting="sampel"» } }"#;
    errors(&[("a.kdl", kdl)], &[of_setting, wrong]);
    let of_target = ("AGC908", "there is no target `sidecar` to remove", "");
    let kdl = r#"app "pay" { use "skywalking" { colector "oap:11800" }; remove use="jdwp"; «remove target="sidecar"» }"#;
    errors(&[("a.kdl", kdl)], &[NOTHING, of_target, wrong]);
}

/// In every environment once, and still nothing is built.
#[test]
fn alone_it_still_stops_the_build() {
    let kdl = r#"app "pay" { use "skywalking" { collector "oap:11800" }; «remove use="jdwp"» }; environment "dev" { env "A" "1" }; environment "prod" { env "A" "2" }"#;
    errors(&[("a.kdl", kdl)], &[NOTHING]);
}
