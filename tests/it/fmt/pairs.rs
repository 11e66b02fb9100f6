//! Texts and the form they get, written by hand.

use super::format;

/// Each pair is held in both directions: the form of a text, and that the form of a form is itself.
fn becomes(pairs: &[(&str, &str)]) {
    for (before, after) in pairs {
        assert_eq!(format(before).as_deref(), Ok(*after), "{before:?}");
        assert_eq!(format(after).as_deref(), Ok(*after), "{after:?} is not stable");
    }
}

fn stays(texts: &[&str]) {
    becomes(&texts.iter().map(|text| (*text, *text)).collect::<Vec<_>>());
}

#[test]
fn blanks_and_line_ends_are_set() {
    becomes(&[
        ("", ""),
        (" \n\n", ""),
        ("a", "a\n"),
        ("  a   1\t2 k = 3   \n", "a 1 2 k=3\n"),
        ("a{b;}\n", "a { b }\n"),
        ("a {\n  b {\n\tc\n  }\n}", "a {\n    b {\n        c\n    }\n}\n"),
        ("a; b ;c\n", "a\nb\nc\n"),
        ("a {\n b; c\n}\n", "a {\n    b\n    c\n}\n"),
        ("a {\n};\nb {   }\n", "a {}\nb {}\n"),
        ("\n\na\n\n\n\nb {\n\n\n c\n\n\n}\n\n", "a\n\nb {\n    c\n}\n"),
        ("a\u{2028}b\rc", "a\nb\nc\n"),
        ("a\r\n\tb \r\n", "a\r\nb\r\n"),
        ("\u{2028}a\r\nb\n", "a\r\nb\r\n"),
        ("a { b\n}\n", "a {\n    b\n}\n"),
    ]);
}

#[test]
fn what_is_written_well_stays() {
    stays(&[
        "// All of it.\n\na 0x1F 1_000 -1.5e3 +2 #true #null b=\"x\" \"c d\"=e { f; g 1 }\n",
        "/- kdl-version 2\na \"\\u{e9}\\n\" #\"C:\\x\"# ##\"a\"#b\"##\n",
        "a {\n    b\n\n    // why\n    c // that\n}\n",
        "/-a { b }\n/- c 1\nd /-1 /- 2 /-k=3 /-{ e } { f } /-{ g }\n",
        "a 1 \\\n    2 \\\n    k=3 {\n    b\n}\n",
    ]);
}

#[test]
fn comments_stay_where_they_belong() {
    becomes(&[
        ("a//c  \n", "a //c\n"),
        ("a { // c\nb }\n", "a { // c\n    b\n}\n"),
        ("a {b // c\n}// d\n", "a {\n    b // c\n} // d\n"),
        ("a {\n b\n   // last\n }\n// end", "a {\n    b\n    // last\n}\n// end\n"),
        ("a/*c*/1/*d*/{b}\n", "a /*c*/ 1 /*d*/ { b }\n"),
        ("a; /* of b */ b\n", "a\n/* of b */ b\n"),
        ("a; /* of a */\nb\n", "a /* of a */\nb\n"),
        ("a { /* only */ }\n", "a {\n    /* only */\n}\n"),
        ("a { /* of a */\n b }\n", "a { /* of a */\n    b\n}\n"),
        ("a k/* c */ =/* d */1\n", "a k /* c */ = /* d */ 1\n"),
        ("/* c */ /* d */ a // e\n", "/* c */ /* d */ a // e\n"),
        ("\n\n// c\n\n\n// d\n\na\n", "// c\n\n// d\n\na\n"),
        ("a {\n\n  // c\n\n\n  b\n  // d\n\n}\n", "a {\n    // c\n\n    b\n    // d\n}\n"),
    ]);
}

#[test]
fn comments_behind_code_keep_their_column() {
    stays(&["a 1    // one\nbcd    // two\n", "a {    // all\n    b     // one\n    ccc 1 // two\n}\n"]);
    becomes(&[
        ("a {\n  b     // one\n  ccc 1 // two\n}\n", "a {\n    b     // one\n    ccc 1 // two\n}\n"),
        // Nothing can stand in a column that code has reached.
        ("a{b}  // c\n", "a { b } // c\n"),
        ("a; b  // c\n", "a\nb // c\n"),
        ("a    1  // c\n", "a 1     // c\n"),
    ]);
}

#[test]
fn comments_of_several_lines_move_with_their_node() {
    becomes(&[(
        "a {\n  /* one\n   * two  \n\n   */\n  b\n}\n",
        "a {\n    /* one\n     * two\n\n     */\n    b\n}\n",
    )]);
    stays(&["/*\n* far left\n    far right\n*/\na\n"]);
}

#[test]
fn strings_of_several_lines_move_with_their_node() {
    becomes(&[
        (
            "a {\n  b \"\"\"\n    x\n      y \\\"\n   \n    \"\"\" 1\n}\n",
            "a {\n    b \"\"\"\n      x\n        y \\\"\n\n      \"\"\" 1\n}\n",
        ),
        ("a {\n\tb #\"\"\"\n\t\tx\n\t\t\"\"\"#\n}\n", "a {\n    b #\"\"\"\n        x\n        \"\"\"#\n}\n"),
        ("    a \"\"\"\n  x\n  \"\"\"\n", "a \"\"\"\nx\n\"\"\"\n"),
        // An escaped line end takes the blanks after it away: where such a line starts says nothing.
        (
            "a {\n  b \"\"\"\n    x \\\n  y\n    \"\"\"\n}\n",
            "a {\n    b \"\"\"\n    x \\\n  y\n    \"\"\"\n}\n",
        ),
        ("a \"x \\\n     y\"\n", "a \"x \\\n     y\"\n"),
    ]);
}

#[test]
fn what_is_left_out_stays_so() {
    becomes(&[
        ("/-\na\n", "/- a\n"),
        ("/- // why\n\na 1\n", "/- // why\na 1\n"),
        ("a 1 /-\n2 3\n", "a 1 /- 2 3\n"),
        ("a 1 /- // why\n2 3\n", "a 1 /- // why\n    2 3\n"),
        ("a/-1/-{b}{c}\n", "a /-1 /-{ b } { c }\n"),
        ("a { /-b;c }\n", "a { /-b; c }\n"),
        ("/-a {\n  b  1\n}\n", "/-a {\n    b 1\n}\n"),
    ]);
}

#[test]
fn continuations_stay_where_something_goes_on() {
    becomes(&[
        ("a \\\n1 \\\n\\\n\n", "a \\\n    1\n"),
        ("a \\ // why\n1\n", "a \\ // why\n    1\n"),
        ("a \\   // why\n1\n", "a \\ // why\n    1\n"),
        ("a { b \\ // c\n}\n", "a {\n    b // c\n}\n"),
        ("a \\ /* c */ // d\n  1\n", "a /* c */ \\ // d\n    1\n"),
        ("a \\ // c\n\nb\n", "a // c\nb\n"),
        ("a \\\n{ b }\n", "a { b }\n"),
        ("a { b } \\\n/-{ c }\n", "a { b } \\\n    /-{ c }\n"),
        ("\\\na; \\ // c\nb\n", "a // c\nb\n"),
        ("a k \\\n= \\\n1\n", "a k=1\n"),
        ("a \\", "a\n"),
    ]);
}

#[test]
fn a_block_on_one_line_stays_there_if_there_is_room() {
    let row = format!("a {{ b \"{0}\"; c \"{0}\" }}\n", "x".repeat(100));
    let fits = format!("a {{ b \"{}\" {{ c }} }}\n", "x".repeat(84));
    assert_eq!(fits.len(), 101);
    stays(&[&row, &fits, "a { b { c; d }; e { f } }\n"]);
    let x = "x".repeat(80);
    becomes(&[
        (
            &format!("a {{ b \"{x}\" {{ c; d }}; e }} // f\n"),
            &format!("a {{\n    b \"{x}\" {{ c; d }}\n    e\n}} // f\n"),
        ),
        ("a { b { c\n }; d }\n", "a {\n    b {\n        c\n    }\n    d\n}\n"),
    ]);
}

#[test]
fn what_is_no_kdl_has_no_form() {
    assert_eq!(format("a {\n"), Err(vec!["AGC001 the block of `a` is not closed".to_owned()]));
    assert_eq!(format("a true\n"), Err(vec!["AGC002 `true` is KDL 1; KDL 2 writes `#true`".to_owned()]));
    let told = format(&"a{\nb{\nc{\nd{\ne\n}}}}\n".repeat(55_000)).expect_err("too large");
    assert!(told[0].starts_with("AGC005 formatted, the file would have"), "{told:?}");
}
