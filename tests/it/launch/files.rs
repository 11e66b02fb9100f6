//! What stands at a path, and where it comes from.

use agentc::launch::{Content, Files, Layer, Lookup, Origin, Tree};

fn image(path: &str) -> Content {
    Content::Image { image: "agent:1".into(), path: path.into() }
}

fn tree(writable: bool, layers: Vec<(&str, Content)>) -> Tree {
    let layers = layers.into_iter().map(|(at, content)| Layer { at: at.into(), content }).collect();
    Tree { layers, writable }
}

#[test]
fn the_longest_mount_decides() {
    let mut files = Files::default();
    files.trees.insert("/opt/agents".into(), tree(false, vec![("", Content::Empty), ("a", image("/agent"))]));
    files.trees.insert("/opt/agents/a/logs".into(), tree(true, vec![("", Content::Empty)]));
    let found = |content, beneath, writable| Lookup::Found { content, beneath, writable };
    assert_eq!(files.lookup("/opt/agents/a/x.jar"), found(image("/agent/x.jar"), vec![], false));
    assert_eq!(files.lookup("/opt//agents/./b/../a"), found(image("/agent"), vec![], false));
    assert_eq!(files.lookup("/opt/agents/a/logs"), found(Content::Empty, vec![], true));
    assert_eq!(files.lookup("/opt/agents/a/logs/x"), Lookup::Absent);
    assert_eq!(files.lookup("/opt/agents/b"), Lookup::Absent);
    assert!(matches!(files.lookup("/opt/agentsx/a"), Lookup::Unknown { .. }));
}

#[test]
fn later_layers_cover_earlier_ones() {
    let layers = vec![
        ("", image("/agent")),
        ("plugins", image("/more")),
        ("config/a.properties", Content::Text("k=v".into())),
        ("logs", Content::Unknown("a script".into())),
    ];
    let mut files = Files::default();
    files.trees.insert("/a".into(), tree(true, layers));
    let below = |path| vec![image(path)];
    let found = |content, beneath| Lookup::Found { content, beneath, writable: true };
    assert_eq!(files.lookup("/a/plugins/x.jar"), found(image("/more/x.jar"), below("/agent/plugins/x.jar")));
    assert_eq!(files.lookup("/a/config/a.properties"), found(Content::Text("k=v".into()), vec![]));
    let unknown = Lookup::Unknown { why: "a script".into(), beneath: below("/agent/logs/x"), writable: true };
    assert_eq!(files.lookup("/a/logs/x"), unknown);
}

#[test]
fn origins_read_like_the_place_they_name() {
    assert_eq!(Origin::Variable("A_B".into()).to_string(), "A_B");
    assert_eq!(Origin::Entrypoint.to_string(), "ENTRYPOINT");
}
