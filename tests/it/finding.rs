//! One mistake in a tree: told once, at the marked place, with the way out.

use agentc::diagnostic::Severity;

use crate::tree_support::{Built, Detail, built, files, unmark};

/// The tree has this one error, at the place between `«` and `»`, and nothing is made of it.
pub fn error(tree: &[(&str, &str)], code: &str, message: &str, help: &str) {
    errors(tree, &[(code, message, help)]);
}

/// The tree has these errors and no other; one of them is at the marked place.
pub fn errors(tree: &[(&str, &str)], wanted: &[(&str, &str, &str)]) {
    let (plain, place) = unmark(&files(tree));
    let Built { details, artifacts, .. } = built(&plain);
    let found: Vec<&Detail> = details.iter().filter(|d| d.severity == Severity::Error).collect();
    let is = |detail: &&&Detail, (code, message, help): &(&str, &str, &str)| {
        detail.code == *code && detail.message.contains(message) && detail.help.contains(help)
    };
    let all = wanted.iter().all(|wanted| found.iter().any(|detail| is(&detail, wanted)));
    let there = place.is_some() && found.iter().any(|detail| detail.place == place);
    assert!(
        all && there && found.len() == wanted.len() && artifacts.is_none(),
        "wanted {wanted:#?} at {place:?}, found {details:#?}"
    );
}

/// The tree builds, and this warning or note is at the marked place.
pub fn note(tree: &[(&str, &str)], code: &str, message: &str, help: &str) {
    let (plain, place) = unmark(&files(tree));
    let Built { details, artifacts, .. } = built(&plain);
    let is = |d: &Detail| {
        d.code == code && d.place == place && d.message.contains(message) && d.help.contains(help)
    };
    let told = details.iter().any(|detail| detail.severity != Severity::Error && is(detail));
    assert!(told && place.is_some() && artifacts.is_some(), "wanted {code} at {place:?}, found {details:#?}");
}

/// Every file that the tree builds into, by path.
pub fn builds(tree: &[(&str, &str)]) -> Vec<(String, String)> {
    let Built { details, artifacts, .. } = built(&files(tree));
    artifacts.unwrap_or_else(|| panic!("{details:#?}"))
}
