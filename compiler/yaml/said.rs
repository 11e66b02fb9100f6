//! What the parser says of a mistake, in words of those who write manifests.

/// The parser's words and ours.
const SAID: [(&str, &str); 15] = [
    ("simple key expect", "the text before this line stands where a key is expected, and no `:` follows it"),
    (
        "did not find expected <document start>",
        "this line is indented less than the first one of the document",
    ),
    (
        "while parsing a block mapping, did not find expected key",
        "a key is expected here, as far in as those above",
    ),
    ("while parsing a block collection, did not find", "a `-` is expected here, as far in as those above"),
    ("mapping values are not allowed", "no `: ` can stand here: a text that has one is quoted"),
    ("block sequence entries are not allowed", "no `- ` can stand here: an item begins a line"),
    ("while parsing a flow sequence, expected", "a `,` or the closing `]` is expected here"),
    ("while parsing a flow mapping, did not find", "a `,` or the closing `}` is expected here"),
    ("while scanning a quoted scalar, found unexpected end", "a quote is not closed"),
    ("while scanning a quoted scalar, found unexpected document", "a quote is not closed in its document"),
    ("while parsing node, found unknown anchor", "no anchor of this name stands before it in the document"),
    ("while parsing a quoted scalar, found unknown escape", "no escape of this kind exists in double quotes"),
    ("invalid trailing content after double-quoted", "something stands behind the closing quote"),
    ("misplaced bracket", "a bracket is closed that is not open"),
    ("unexpected end of plain scalar", "a text ends here too early"),
];

/// The same in plain words, where there are any.
pub(super) fn plainly(said: &str) -> &str {
    SAID.iter().find(|(start, _)| said.starts_with(start)).map_or(said, |(_, plain)| plain)
}
