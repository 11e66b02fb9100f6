//! A realistic tree with anything done to it is built, or refused with a reason: never a panic, never a doubt.

use agentc::diagnostic::Severity;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::determinism::realistic;
use crate::tree_support::{Files, built};

/// What stands where something else should.
const PIECES: [&str; 48] = [
    "{",
    "}",
    "\"",
    "\n",
    ";",
    "=",
    "#",
    "/-",
    "//",
    "/*",
    "\\",
    "(",
    "[",
    "{{",
    "}}",
    "${X}",
    "$(X)",
    "$$",
    "..",
    "/",
    "-",
    ":",
    ",",
    "'",
    "%",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "é",
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "1.5",
    "#null",
    "#true",
    "{{pod.name}}",
    "{{app.name}}",
    "{{set.level}}",
    "import",
    "remove",
    "use",
    "variant",
    "secret=\"a/b\"",
    "- ",
    "\t",
    "null",
    "<<: *a",
];

#[derive(Clone, Debug)]
enum Edit {
    Byte(u8),
    Delete(usize),
    Insert(&'static str),
    /// A line is written twice.
    Repeat,
    /// Another file's text stands there.
    Paste(Index),
}

fn edits() -> impl Strategy<Value = Vec<(Index, Index, Edit)>> {
    let edit = prop_oneof![
        2 => any::<u8>().prop_map(Edit::Byte),
        3 => (1..40usize).prop_map(Edit::Delete),
        6 => proptest::sample::select(&PIECES[..]).prop_map(Edit::Insert),
        2 => Just(Edit::Repeat),
        1 => any::<Index>().prop_map(Edit::Paste),
    ];
    prop::collection::vec((any::<Index>(), any::<Index>(), edit), 1..4)
}

fn apply(files: &mut Files, edits: &[(Index, Index, Edit)]) {
    let original = realistic();
    for (file, place, edit) in edits {
        let bytes = &mut file.get_mut(files).1;
        let at = place.index(bytes.len() + 1);
        match edit {
            Edit::Byte(byte) => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = *byte),
            Edit::Delete(length) => drop(bytes.drain(at..(at + length).min(bytes.len()))),
            Edit::Insert(piece) => drop(bytes.splice(at..at, piece.bytes())),
            Edit::Repeat => {
                let start = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
                let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n + 1);
                let line = bytes[start..end].to_vec();
                drop(bytes.splice(end..end, line));
            }
            Edit::Paste(other) => drop(bytes.splice(at..at, other.get(&original).1.iter().copied())),
        }
    }
}

proptest! {
    // A case compiles twice; PROPTEST_CASES=5000 is a night's worth.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_edit_is_built_or_refused(edits in edits()) {
        let mut files = realistic();
        apply(&mut files, &edits);
        let first = built(&files);
        let errors = first.details.iter().filter(|d| d.severity == Severity::Error).count();
        prop_assert_eq!(first.artifacts.is_none(), errors > 0, "{:#?}", first.findings);
        for detail in &first.details {
            prop_assert!(!detail.message.is_empty());
            prop_assert!(detail.code != "AGC919", "no fault of a target: {:#?}", first.findings);
            if detail.code != "AGC932" {
                let (name, start, end) = detail.place.clone().expect("a place");
                let known = files.iter().any(|(path, _)| *path == name) || name.starts_with("profiles/");
                prop_assert!(known && start <= end, "{name}");
            }
        }
        files.reverse();
        prop_assert_eq!(built(&files), first);
    }
}
