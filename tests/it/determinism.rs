//! Same input, same bytes: whatever the order of files and arguments, the locale, the number of threads.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use crate::tree_support::{Files, Folder, files};

/// Apps, layers, two environments, a manifest and an own profile, in several files.
pub fn realistic() -> Files {
    files(&[
        ("agentc.kdl", include_str!("fixtures/fleet/agentc.kdl")),
        ("apps/pay.kdl", include_str!("fixtures/fleet/apps/pay.kdl")),
        ("apps/pay.yaml", include_str!("fixtures/fleet/apps/pay.yaml")),
        ("apps/others.kdl", include_str!("fixtures/fleet/apps/others.kdl")),
        ("profiles/mine.kdl", include_str!("fixtures/fleet/profiles/mine.kdl")),
    ])
}

/// Arguments and environment.
type Run<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

#[test]
fn one_tree_of_bytes() {
    let mut reversed = realistic();
    reversed.reverse();
    let (first, second) = (Folder::new(&realistic()), Folder::new(&reversed));
    let ran = first.build(&["."]);
    assert_eq!(ran.exit, 0, "{ran:?}");
    let want = first.snapshot();
    let outputs = want.keys().filter(|name| name.starts_with("generated/") && !name.ends_with('/'));
    assert!(outputs.count() >= 12, "{:?}", want.keys());
    let runs: [Run; 5] = [
        (&["."], &[]),
        (&["."], &[("RAYON_NUM_THREADS", "1")]),
        (&["."], &[("RAYON_NUM_THREADS", "8"), ("TZ", "Asia/Shanghai")]),
        (&["."], &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", "/nowhere")]),
        (&["."], &[("LC_ALL", "C"), ("COLUMNS", "40"), ("USER", "somebody")]),
    ];
    for (args, variables) in runs {
        let _ = std::fs::remove_dir_all(second.path().join("generated"));
        let ran = second.build_with(args, variables);
        assert_eq!(ran.exit, 0, "{ran:?}");
        assert_eq!(second.snapshot(), want, "{args:?} {variables:?}");
    }
    assert_eq!(first.build(&[".", "--check"]).exit, 0);
    // Files that are named one by one stand in the headers, in an order of their own.
    let mut kdl = ["profiles/mine.kdl", "agentc.kdl", "apps/others.kdl", "apps/pay.kdl"];
    assert_eq!(first.build(&kdl).exit, 0);
    kdl.reverse();
    assert_eq!(second.build(&kdl).exit, 0);
    assert_eq!(second.snapshot(), first.snapshot());
}

/// Findings too: threads plan apps in any order.
#[test]
fn one_list_of_findings() {
    let mut tree = realistic();
    for (path, bytes) in &mut tree {
        if path == "apps/others.kdl" {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text.replace("use \"skywalking\"", "use \"skywaking\"").into_bytes();
        }
        if path == "apps/pay.yaml" {
            bytes.extend_from_slice(b"kind: Deployment\n");
        }
    }
    let folder = Folder::new(&tree);
    let first = folder.build_with(&["."], &[("RAYON_NUM_THREADS", "1")]);
    assert_eq!(first.exit, 1);
    for _ in 0..8 {
        let again = folder.build_with(&["."], &[("RAYON_NUM_THREADS", "8")]);
        assert_eq!(again.stdout, first.stdout);
    }
}
