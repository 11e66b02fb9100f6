//! The `kdl` crate as a second reader.

use agentc::syntax::{self, Node, Scalar, TokenKind};
use kdl::{KdlDocument, KdlNode, KdlValue};

use super::{APPS, PROFILE, parse};

/// The crate's reading of a document in this crate's words, without places.
pub fn theirs(document: &KdlDocument) -> Vec<Plain> {
    let scalar = |value: &KdlValue| match value {
        KdlValue::String(text) => Scalar::String(text.clone()),
        KdlValue::Integer(number) => Scalar::Integer(*number),
        KdlValue::Float(number) => Scalar::Float(*number),
        KdlValue::Bool(value) => Scalar::Bool(*value),
        KdlValue::Null => Scalar::Null,
    };
    let node = |node: &KdlNode| Plain {
        name: node.name().value().to_owned(),
        args: node.entries().iter().filter(|e| e.name().is_none()).map(|e| scalar(e.value())).collect(),
        props: node
            .entries()
            .iter()
            .filter_map(|e| Some((e.name()?.value().to_owned(), scalar(e.value()))))
            .collect(),
        children: node.children().map(theirs),
    };
    document.nodes().iter().map(node).collect()
}

#[derive(Debug, PartialEq)]
pub struct Plain {
    pub name: String,
    pub args: Vec<Scalar>,
    pub props: Vec<(String, Scalar)>,
    pub children: Option<Vec<Plain>>,
}

/// Our reading in the same words.
pub fn ours(nodes: &[Node]) -> Vec<Plain> {
    let node = |n: &Node| Plain {
        name: n.name.value.clone(),
        args: n.args.iter().map(|a| a.scalar.clone()).collect(),
        props: n.props.iter().map(|p| (p.key.value.clone(), p.value.scalar.clone())).collect(),
        children: n.children.as_deref().map(ours),
    };
    nodes.iter().map(node).collect()
}

/// What both accept, both read alike; what the crate refuses is refused.
pub(super) fn agrees(text: &str) {
    let parsed = parse(text);
    match (KdlDocument::parse_v2(text), &parsed.nodes) {
        (Ok(document), Some(nodes)) => assert_eq!(ours(nodes), theirs(&document), "{text:?}"),
        (Err(_), Some(_)) if gap_in_the_crate(text) => {}
        (Err(error), Some(nodes)) => panic!("{text:?} is refused by the crate: {error:?}, read as {nodes:?}"),
        (_, None) => {}
    }
}

/// kdl 6.7 wants a blank before `/-`, which KDL 2.0 does not: three cases of the language's own test suite.
fn gap_in_the_crate(text: &str) -> bool {
    let tokens = syntax::tokens(text);
    tokens.windows(2).any(|w| w[1].kind == TokenKind::Slashdash && !w[0].kind.is_line_space())
}

#[test]
fn the_crate_reads_the_examples_alike() {
    agrees(PROFILE);
    agrees(APPS);
}
