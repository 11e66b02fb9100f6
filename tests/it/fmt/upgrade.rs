//! KDL 1 to KDL 2: pairs from the grammars of both.

use agentc::syntax::upgrade;

use super::format;

const PAIRS: &[(&str, &str)] = &[
    ("a true k=false null\n", "a #true k=#false #null\n"),
    ("a {b true;}\n", "a { b #true }\n"),
    ("a \"true\" // true\n", "a \"true\" // true\n"),
    ("a #true true\n", "a #true #true\n"),
    ("/-a true\nb /-null 1\n", "/-a #true\nb /-#null 1\n"),
    // Raw strings
    ("a r\"C:\\x\" r#\"a\"b\"# r\"\"\n", "a #\"C:\\x\"# #\"a\"b\"# #\"\"#\n"),
    // KDL 2 would take these for the quotes of several lines.
    ("a r#\"\"\"#\n", "a \"\\\"\"\n"),
    ("a r#\"\"\"x\"#\n", "a \"\\\"\\\"x\"\n"),
    ("a r\"x\\n\n  y\"\n", "a #\"\"\"\n    x\\n\n      y\n    \"\"\"#\n"),
    ("a {\n  b r##\"\n\"#\n\"##\n}\n", "a {\n    b ##\"\"\"\n\n        \"#\n\n        \"\"\"##\n}\n"),
    // A line of blanks would be an empty one.
    ("a r\"x\n \ny\\\"\n", "a \"x\\n \\ny\\\\\"\n"),
    // Quoted strings
    ("a \"x\\/y\\\\/\"\n", "a \"x/y\\\\/\"\n"),
    ("a \"x\n\n\ty\\t\\\"\" 1\n", "a \"\"\"\n    x\n\n    \ty\\t\\\"\n    \"\"\" 1\n"),
    ("a \"x\n\"\n", "a \"\"\"\n    x\n\n    \"\"\"\n"),
    ("a \"x\n  \"\n", "a \"x\\n  \"\n"),
    ("a \"x\r\ny\"\r\n", "a \"\"\"\r\n    x\r\n    y\r\n    \"\"\"\r\n"),
    // Names
    ("a#b #c=1\n", "\"a#b\" \"#c\"=1\n"),
    ("inf 1 nan=2\n", "\"inf\" 1 \"nan\"=2\n"),
    (".5a; -a 1\n", "\".5a\"\n-a 1\n"),
    // The marker
    ("/- kdl-version 1\na null\n", "/- kdl-version 2\na #null\n"),
    ("// c\n\n/-kdl-version 1\na\n", "// c\n\n/-kdl-version 2\na\n"),
    ("a\n/- kdl-version 1 true\n", "a\n/- kdl-version 1 #true\n"),
];

#[test]
fn kdl_1_becomes_kdl_2() {
    for (before, after) in PAIRS {
        assert_eq!(format(&upgrade(before)).as_deref(), Ok(*after), "{before:?}");
        assert_eq!(upgrade(after), *after, "{after:?} is KDL 2");
    }
}

#[test]
fn what_is_neither_stays() {
    for text in [
        "true 1\n",
        "a \"x\n",
        "a \"x\n\\\"",
        "a r\"xyz",
        "a r#\"x\"\n",
        "a [1]\n",
        "a /opt/x\n",
        "5 true=1\n",
        "a\\",
    ] {
        assert_eq!(upgrade(text), text);
        assert!(format(text).is_err() || text == "a\\", "{text:?}");
    }
}
