//! What a text is read as.

use agentc::syntax::Scalar;

use super::{APPS, PROFILE, parse, slice};

#[test]
fn nodes_have_their_places() {
    let text = "app \"pay\" n=0x10 /* c */ k = #true { // x\n  jvm r#\"\n";
    assert!(parse(text).nodes.is_none());
    let text = "/- kdl-version 2\napp \"pay\" n=0x10 /* c */ k = #true {\n  jvm 1.5 #null\n} // end\n";
    let parsed = parse(text);
    let nodes = parsed.nodes.as_deref().expect("parses");
    let [app] = nodes else { panic!("{nodes:?}") };
    let at = |span| slice(&parsed.sources, span);
    assert_eq!((at(app.name.span), at(app.args[0].span)), ("app".into(), "\"pay\"".into()));
    assert_eq!(app.args[0].scalar, Scalar::String("pay".into()));
    assert_eq!((at(app.props[0].key.span), at(app.props[0].value.span)), ("n".into(), "0x10".into()));
    assert_eq!(app.props[0].value.scalar, Scalar::Integer(16));
    assert_eq!(app.props[1].value.scalar, Scalar::Bool(true));
    assert!(at(app.span).starts_with("app \"pay\"") && at(app.span).ends_with("#null\n}"));
    let [jvm] = app.children() else { panic!("{nodes:?}") };
    assert_eq!(at(jvm.span), "jvm 1.5 #null");
    assert_eq!((&jvm.args[0].scalar, &jvm.args[1].scalar), (&Scalar::Float(1.5), &Scalar::Null));
}

#[test]
fn the_example_sources_parse() {
    for text in [PROFILE, APPS] {
        let parsed = parse(text);
        assert!(parsed.nodes.is_some(), "{:#?}", parsed.lines());
    }
}

#[test]
fn slashdash_leaves_out_what_follows_it() {
    let text = "/-a { b }\nc /-1 2 /-k=3 k=4 /-{ d } { e } /-{ f }\n/- g;h\n/-\ni\n";
    let parsed = parse(text);
    let nodes = parsed.nodes.expect("parses");
    let names: Vec<_> = nodes.iter().map(|n| n.name.value.as_str()).collect();
    assert_eq!(names, ["c", "h"]);
    assert_eq!(nodes[0].args.len(), 1);
    assert_eq!(nodes[0].prop("k").map(|v| &v.scalar), Some(&Scalar::Integer(4)));
    assert_eq!(nodes[0].children()[0].name.value, "e");
}
