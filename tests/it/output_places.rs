//! Which files a run may take for its own, and what it says of those that are in its way.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::output_support::{artifact, scope, snapshot, write};
use crate::tree_support::{Folder, files};

const APP: &str = "app \"pay\" {\n    use \"skywalking\" { collector \"oap:11800\" }\n}\n";

fn two_teams(marked: bool) -> Folder {
    let mut tree = vec![("team-a/a.kdl", APP), ("team-b/b.kdl", APP)];
    if marked {
        tree.extend([("team-a/agentc.kdl", ""), ("team-b/agentc.kdl", "")]);
    }
    let folder = Folder::new(&files(&tree));
    for team in ["team-a", "team-b"] {
        let ran = folder.build(&[team, "--out", &format!("{team}/generated")]);
        assert_eq!(ran.exit, 0, "{}", ran.stdout);
    }
    folder
}

/// As after a clone: `.agentc` is in no repository.
#[test]
fn what_other_trees_made_inside_of_the_output_folder_is_not_stale() {
    for marked in [true, false] {
        let folder = two_teams(marked);
        for team in ["team-a", "team-b"] {
            fs::remove_dir_all(folder.path().join(team).join("generated/.agentc")).unwrap();
        }
        let before = folder.snapshot();
        let ran = folder.build(&["team-a", "--out", "."]);
        assert_eq!(ran.exit, 0, "{}", ran.stdout);
        assert!(ran.stderr.contains(" 0 removed"), "{}", ran.stderr);
        let after = folder.snapshot();
        assert!(before.iter().all(|file| after.get(file.0) == Some(file.1)), "marked: {marked}");
    }
}

#[test]
fn folders_of_others_are_not_looked_into_whatever_they_are_called() {
    for mark in ["agentc.kdl", ".agentc"] {
        let dir = tempfile::tempdir().unwrap();
        // The folder is called like the app, so that only the mark tells.
        write(&[artifact("pay/x/a.yaml", "1\n")], dir.path()).fine();
        fs::create_dir(dir.path().join("pay").join(mark)).unwrap();
        assert_eq!(write(&[], dir.path()).fine().removed, [], "{mark}");
    }
}

#[test]
fn a_file_is_stale_only_where_its_own_words_put_it() {
    let places = [
        ("prod/pay/x/a", scope("prod", "pay", "x"), true),
        ("pay/x/a", scope("", "pay", "x"), true),
        ("prod/_namespaces/shop/x/a", scope("prod", "", "x"), true),
        ("_namespaces/x/x/a", scope("", "", "x"), true),
        ("_cluster/x/a", scope("", "", "x"), true),
        ("agent/x/1.0/a", scope("", "", "x"), true),
        ("team/pay/x/a", scope("", "pay", "x"), false),
        ("team/prod/pay/x/a", scope("prod", "pay", "x"), false),
        ("team/_namespaces/shop/x/a", scope("", "", "x"), false),
        ("team/agent/x/1.0/a", scope("", "", "x"), false),
        ("pay/a", scope("", "pay", "x"), false),
    ];
    for (path, of, ours) in places {
        let dir = tempfile::tempdir().unwrap();
        let one = agentc::output::Artifact { scope: of, ..artifact(path, "1\n") };
        write(&[one], dir.path()).fine();
        assert_eq!(write(&[], dir.path()).fine().removed.len(), usize::from(ours), "{path}");
    }
}

/// Every file of the examples stands where a run looks for what is stale.
#[test]
fn all_that_was_ever_made_can_go() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = 0;
    for example in fs::read_dir(examples).unwrap() {
        let generated = example.unwrap().path().join("generated");
        if !generated.is_dir() {
            continue;
        }
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in snapshot(&generated) {
            let path = dir.path().join(&name);
            if name.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::write(path, bytes).unwrap();
            }
        }
        seen += write(&[], dir.path()).fine().removed.len();
        assert_eq!(snapshot(dir.path()).len(), 0, "{}", generated.display());
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn a_file_that_was_edited_is_named_with_the_line_that_asks_for_it() {
    let folder = Folder::new(&files(&[("agentc.kdl", ""), ("a.kdl", APP)]));
    assert_eq!(folder.build(&[]).exit, 0);
    let file = "generated/pay/init-container/patch.yaml";
    let path = folder.path().join(file);
    fs::write(&path, fs::read_to_string(&path).unwrap() + "# mine\n").unwrap();
    let report: Json = serde_json::from_str(&folder.build(&["--format", "json"]).stdout).unwrap();
    let all = report["diagnostics"].as_array().unwrap();
    let finding = all.iter().find(|finding| finding["code"] == "AGC902").unwrap();
    assert_eq!(json!([finding["file"], finding["range"]["start"]["line"]]), json!([file, 1]));
    let label = &finding["labels"][0];
    assert_eq!(json!([label["file"], label["range"]["start"]["line"]]), json!(["a.kdl", 1]));
    let github = folder.build(&["--format", "github"]).stdout;
    assert!(github.contains(&format!("::error file={file},line=1,")), "{github}");
    let text = folder.build(&[]).stdout;
    assert!(text.contains("a.kdl:1:5]") && text.contains(&format!("generated: {file}")), "{text}");
}
