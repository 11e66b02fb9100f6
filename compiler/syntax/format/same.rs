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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::Sources;

    fn read(text: &str) -> Vec<Node> {
        let sources = Sources::default();
        super::super::parse(&sources, sources.add("a.kdl", text), &Sink::default()).expect("KDL")
    }

    #[test]
    fn what_says_something_else_is_seen() {
        let text = "a 1 k=2 \"\"\"\n  x\n  \"\"\" { b } // c\n/-d /* e */\n";
        let moved = "a 1 k=2 \"\"\"\n    x\n    \"\"\" {\n    b\n}// c\n/-d /* e */";
        assert!(nodes(&read(text), &read(moved)) && words(text, moved));
        for (from, to) in
            [("a 1", "c 1"), ("1", "#true"), ("k=2", "k=3"), ("k", "l"), ("x\n", " x\n"), ("{ b }", "{}")]
        {
            let other = text.replacen(from, to, 1);
            assert!(!nodes(&read(text), &read(&other)), "{other}");
        }
        assert!(!nodes(&read("a"), &read("a {}")) && !nodes(&read("a"), &read("a\nb")));
        for (from, to) in
            [("// c", "// d"), ("/* e */", "/* f */"), (" // c", ""), ("/-d", "/-e"), ("1", "0x1")]
        {
            assert!(!words(text, &text.replacen(from, to, 1)), "{from}");
        }
    }
}
