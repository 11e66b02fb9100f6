//! What the fuzzer starts from compiles: from a tree that stops at its first mistake it would not come far.

use crate::tree_support::{Files, built};

#[test]
fn every_tree_builds() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/seeds/tree");
    let seeds: Vec<_> =
        std::fs::read_dir(folder).expect("seeds").map(|entry| entry.expect("a seed")).collect();
    assert!(seeds.len() >= 4);
    for seed in seeds {
        let text = std::fs::read_to_string(seed.path()).expect("text");
        let parts = format!("\n{text}");
        let file = |part: &str| part.split_once('\n').map(|(path, text)| (path.to_owned(), text.into()));
        let tree: Files =
            parts.split("\n== ").filter_map(file).filter(|(path, _)| !path.is_empty()).collect();
        let built = built(&tree);
        let wrote = built.artifacts.is_some_and(|all| !all.is_empty());
        assert!(wrote, "{}: {:?}", seed.path().display(), built.findings);
    }
}
