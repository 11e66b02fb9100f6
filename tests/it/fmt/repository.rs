//! The KDL of this repository.

use super::format;
use super::properties::sound;
use crate::documents::blocks;
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
fn what_documents_show_has_the_form() {
    let mut shown = 0;
    for (path, text) in files("", &["README.md", "README.zh-CN.md", "CONTRIBUTING.md"]) {
        for (info, text) in blocks(&text).into_iter().filter(|(info, _)| info.starts_with("kdl ")) {
            assert_eq!(format(&text).as_ref(), Ok(&text), "{path}: {info}");
            shown += 1;
        }
    }
    assert!(shown > 3, "the documents are read");
}

#[test]
fn every_source_says_the_same_in_its_form() {
    let all = files("", &[".kdl"]);
    assert!(all.len() > 70, "the folders are read");
    for (path, text) in all {
        assert!(sound(&text).is_some(), "{path}");
    }
}
