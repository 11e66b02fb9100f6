//! Each mistake is told once, at its place, with the way out.

use super::{parse, parse_bytes};

#[test]
fn all_errors_of_a_file_are_told_in_one_run() {
    let text = "a true\nb \"open\nc 8u292\n}\nd /opt/x\ne = 1\nf #\"open\ng k=null\n";
    assert_eq!(
        parse(text).lines(),
        [
            "1:3 AGC002 `true` is KDL 1; KDL 2 writes `#true`",
            "2:3 AGC001 this string is not closed on its line",
            "3:3 AGC001 `8u292` is neither a number nor a bare word",
            "4:1 AGC001 `}` without a `{`",
            "5:3 AGC001 `/` cannot stand in a bare word",
            "6:3 AGC001 `=` after a node's name",
            "7:3 AGC001 this raw string is not closed",
            "8:5 AGC002 `null` is KDL 1; KDL 2 writes `#null`",
        ]
    );
}

/// Text, place and code of the only finding, a part of its help, and the text after its fix.
type Mistake = (&'static str, &'static str, &'static str, Option<&'static str>);

const MISTAKES: &[Mistake] = &[
    // KDL 1
    ("a k=false\n", "1:5 AGC002", "write `#false`", Some("a k=#false\n")),
    ("a r\"C:\\x\"\n", "1:3 AGC002", "write #\"C:\\x\"#", Some("a #\"C:\\x\"#\n")),
    ("a r##\"x\"##\n", "1:3 AGC002", "write ##\"x\"##", Some("a ##\"x\"##\n")),
    ("a r\"x\ny\"\n", "1:3 AGC002", "lines", None),
    ("a \"x\\/y\"\n", "1:5 AGC002", "write `/`", Some("a \"x/y\"\n")),
    ("// c\n/- kdl-version 1\na\n", "2:16 AGC002", "kdl-version 2", Some("// c\n/- kdl-version 2\na\n")),
    ("a \"x\ny\n", "1:3 AGC001", "`\"\"\"` lines", None),
    // What JVM people write
    (
        "jvm -XX:MaxMetaspaceSize=256m\n",
        "1:5 AGC001",
        "quote it: \"-XX:MaxMetaspaceSize=256m\"",
        Some("jvm \"-XX:MaxMetaspaceSize=256m\"\n"),
    ),
    (
        "jvm -Dhome=/opt/{{x}}/y;b\n",
        "1:5 AGC001",
        "quote it: \"-Dhome=/opt/{{x}}/y\"",
        Some("jvm \"-Dhome=/opt/{{x}}/y\";b\n"),
    ),
    ("a { jvm -Dx=\"y z\" }\n", "1:9 AGC001", "quote it: \"-Dx=y z\"", Some("a { jvm \"-Dx=y z\" }\n")),
    ("a /opt/agents\n", "1:3 AGC001", "quote it: \"/opt/agents\"", Some("a \"/opt/agents\"\n")),
    ("a mount=/opt/agents\n", "1:9 AGC001", "quote it: \"/opt/agents\"", Some("a mount=\"/opt/agents\"\n")),
    ("a 10.0.0.1:11800\n", "1:3 AGC001", "quote it: \"10.0.0.1:11800\"", Some("a \"10.0.0.1:11800\"\n")),
    ("a size=1Gi\n", "1:8 AGC001", "quote it: \"1Gi\"", Some("a size=\"1Gi\"\n")),
    ("a https://x.y/z\n", "1:3 AGC001", "quote it: \"https://x.y/z\"", Some("a \"https://x.y/z\"\n")),
    ("a k=b=c\n", "1:6 AGC001", "quote the value: \"b=c\"", Some("a k=\"b=c\"\n")),
    ("a pattern=\"\\d+\"\n", "1:12 AGC001", "raw string", Some("a pattern=\"\\\\d+\"\n")),
    ("a \"\\u{110000}\"\n", "1:4 AGC001", "1 to 6", None),
    ("release=\"1\"\n", "1:8 AGC001", "follow its name", Some("release \"1\"\n")),
    ("a 1, 2\n", "1:3 AGC001", "write 1", Some("a 1 2\n")),
    ("a (u8)1\n", "1:3 AGC001", "leave it out", Some("a 1\n")),
    ("a k=( \"u 8\" ) \"x\"\n", "1:5 AGC001", "leave it out", Some("a k= \"x\"\n")),
    ("(t)a 1\n", "1:1 AGC001", "leave it out", Some("a 1\n")),
    ("a #tru\n", "1:3 AGC001", "did you mean `#true`?", None),
    ("a # note\n", "1:3 AGC001", "comment starts with `//`", None),
    ("a k=1 k=2\n", "1:7 AGC901", "remove one", None),
    ("a 170141183460469231731687303715884105728\n", "1:3 AGC006", "38 digits", None),
    ("a 1e999\n", "1:3 AGC006", "digits", None),
    ("a #nan\n", "1:3 AGC006", "number", None),
    // Structure
    ("a \"x\"\"y\"\n", "1:6 AGC001", "blanks", Some("a \"x\" \"y\"\n")),
    ("a {\n  b {\n}\n", "1:3 AGC001", "close it", None),
    ("a { b } c d\n", "1:9 AGC001", "another node", None),
    ("{ b }\n", "1:1 AGC001", "put the `{`", None),
    ("a k=\n", "1:3 AGC001", "\"\"", None),
    ("a;;b\n", "1:3 AGC001", "remove it", Some("a;b\n")),
    ("b {\n  a /-\n}", "2:5 AGC001", "`/-` stands before", None),
    ("a /* b\n", "1:3 AGC001", "close it with */", None),
    ("a \"\"\"x\"\"\"\n", "1:3 AGC001", "lines of its own", None),
    ("a #\"\"\"x\"\"\"#\n", "1:3 AGC001", "lines of its own", None),
    ("a \"\"\"\n  x\n y\n  \"\"\"\n", "1:3 AGC001", "blanks before it", None),
    ("true 1\n", "1:1 AGC001", "quote it: \"true\"", Some("\"true\" 1\n")),
    ("a \"\\b\"\n", "1:3 AGC906", "no output", None),
];

#[test]
fn mistakes_are_told_once_with_the_way_out() {
    for &(text, place, help, fixed) in MISTAKES {
        let parsed = parse(text);
        let lines = parsed.lines();
        assert!(parsed.nodes.is_none() && lines.len() == 1, "{text:?}: {lines:#?}");
        assert!(lines[0].starts_with(place), "{text:?}: {lines:#?}");
        let told = parsed.only().help.clone().unwrap_or_default();
        assert!(told.contains(help), "{text:?}: {told}");
        assert!(!parsed.only().message.ends_with('.'), "{text:?}");
        match fixed {
            Some(fixed) => {
                assert_eq!(parsed.fixed(), fixed, "{text:?}");
                assert!(parse(fixed).nodes.is_some(), "{text:?}: the fix does not parse");
            }
            None => assert!(parsed.only().fix.is_none(), "{text:?}: {:?}", parsed.only().fix),
        }
    }
}

#[test]
fn a_missing_brace_is_looked_for_by_indentation() {
    let parsed = parse("a {\n  b {\n    c\n  d {\n  }\n}\n");
    assert_eq!(parsed.lines(), ["1:3 AGC001 the block of `a` is not closed"]);
    let related = &parsed.only().related[0];
    assert_eq!(parsed.sources.locate(related.span).1.line, 2);
}

#[test]
fn a_repeated_property_names_the_first() {
    let parsed = parse("a key=1 b key=2");
    let related = &parsed.only().related[0];
    assert_eq!((related.span.start, related.message.as_str()), (2, "first here"));
}

#[test]
fn control_and_direction_characters_are_refused() {
    for c in [
        '\0', '\u{7}', '\u{b}', '\u{c}', '\u{1b}', '\u{7f}', '\u{85}', '\u{200f}', '\u{202e}', '\u{2066}',
        '\u{feff}',
    ] {
        for text in [format!("a \"x{c}y\"\n"), format!("// x{c}\na\n"), format!("a /* {c} */\n")] {
            let parsed = parse(&text);
            let at = u32::try_from(text.find(c).expect("is there")).expect("small");
            let found = parsed.only();
            assert_eq!(
                (found.code.id, found.primary.as_ref().map(|p| p.span.start)),
                ("AGC906", Some(at)),
                "{text:?}"
            );
        }
    }
    assert!(parse("a \"\tx\"\r\nb \"é\u{10ffff}\"\n").nodes.is_some());
}

#[test]
fn line_ends_and_marks_do_not_move_spans() {
    let parsed = parse_bytes("\u{feff}a 1\r\nb true\r\n".as_bytes());
    assert_eq!(parsed.lines(), ["2:3 AGC002 `true` is KDL 1; KDL 2 writes `#true`"]);
    let parsed = parse("t \"\"\"\r\n  x\r\n  y\r\n  \"\"\"\r\n");
    let nodes = parsed.nodes.expect("parses");
    assert_eq!(nodes[0].args[0].as_str(), Some("x\ny"));
}

#[test]
fn what_is_not_utf8_is_placed() {
    let parsed = parse_bytes(b"a 1\nb \"\xff\"\n");
    assert_eq!(parsed.lines(), ["2:4 AGC004 byte 0xff at offset 7 is not UTF-8"]);
    let parsed = parse_bytes(b"\xef\xbb\xbfa \x80");
    assert_eq!(parsed.lines(), ["1:3 AGC004 byte 0x80 at offset 5 is not UTF-8"]);
    let utf16 =
        |order: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for text in ["\u{feff}app \"x\"\n", "app \"x\"\n"] {
        let little = parse_bytes(&utf16(u16::to_le_bytes, text));
        assert_eq!(little.lines(), ["1:1 AGC004 the file is UTF-16LE, not UTF-8"]);
        assert_eq!(
            little.sources.get(little.only().primary.as_ref().expect("span").span.source).text,
            "app \"x\"\n"
        );
        let big = parse_bytes(&utf16(u16::to_be_bytes, text));
        assert_eq!(big.lines(), ["1:1 AGC004 the file is UTF-16BE, not UTF-8"]);
    }
}
