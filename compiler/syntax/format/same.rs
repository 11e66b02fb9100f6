//! Whether two texts say the same.

use super::super::node::Node;
use super::piece::pieces;

/// Whether nodes are alike, wherever they stand.
pub(super) fn nodes(one: &[Node], other: &[Node]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| node(one, other))
}

fn node(one: &Node, other: &Node) -> bool {
    let args = |node: &Node| node.args.iter().map(|arg| arg.scalar.clone()).collect::<Vec<_>>();
    let props = |node: &Node| {
        let pair = |prop: &super::super::Property| (prop.key.value.clone(), prop.value.scalar.clone());
        node.props.iter().map(pair).collect::<Vec<_>>()
    };
    one.name.value == other.name.value
        && args(one) == args(other)
        && props(one) == props(other)
        && one.children.is_some() == other.children.is_some()
        && nodes(one.children(), other.children())
}

/// Whether the same things are written in the same way, comments and what is left out among them. Blanks around the
/// lines of a piece do not count: they move with their node.
pub(super) fn words(one: &str, other: &str) -> bool {
    let (ours, theirs) = (pieces(one), pieces(other));
    let lines = |text: &'_ str, start, end| {
        let piece: &str = text.get(start..end).unwrap_or_default();
        piece.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(a, b)| {
            let (a_lines, b_lines): (Vec<String>, Vec<String>) =
                (lines(one, a.start, a.end), lines(other, b.start, b.end));
            a.kind == b.kind && a_lines == b_lines
        })
}
