//! The KDL of this repository.

use super::format;
use super::properties::sound;
use crate::tidy::files;

#[test]
fn what_is_shipped_has_the_form() {
    let shipped =
        ["profiles", "targets", "examples", "compiler"].map(|folder| files(folder, &[".kdl"])).concat();
    assert!(shipped.len() > 30, "the folders are read");
    for (path, text) in shipped {
        assert!(format(&text).as_deref() == Ok(&text), "agentc fmt {path}");
    }
}

#[test]
fn every_source_says_the_same_in_its_form() {
    let all = files("", &[".kdl"]);
    assert!(all.len() > 70, "the folders are read");
    all.iter().for_each(|(_, text)| assert!(sound(text).is_some()));
}
