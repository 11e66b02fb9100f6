//! `JAVA_TOOL_OPTIONS`, cut into options.

use agentc::launch::tokenize::{UnmatchedQuote, quote_option, tokenize};
use agentc::text::Text;
use proptest::prelude::*;

use super::{any_text, shown, text};

fn check_tokens(value: &str, expected: &[&str]) {
    assert_eq!(shown(&tokenize(&Text::from(value)).expect("quotes match")), expected, "{value:?}");
}

/// C1: whitespace with newlines splits; either quote groups, anywhere; no backslash escapes.
#[test]
fn options_are_split_as_libjvm_does() {
    check_tokens("", &[]);
    check_tokens("  -Da=1\t-Db=2\n-Dc=3\u{b}-Dd \r\n", &["-Da=1", "-Db=2", "-Dc=3", "-Dd"]);
    check_tokens(r#"-Da="x y" '-Db=1 2' -D"c"=3"#, &["-Da=x y", "-Db=1 2", "-Dc=3"]);
    check_tokens(r#"-Da="it's" -Db='say "hi"'"#, &["-Da=it's", r#"-Db=say "hi""#]);
    check_tokens(r"-Da=C:\x\ -Db=\t", &[r"-Da=C:\x\", r"-Db=\t"]);
    check_tokens(r#"-Da="" "" x"#, &["-Da=", "", "x"]);
    check_tokens("-Da=${POD_IP} -Db=$(ls)", &["-Da=${POD_IP}", "-Db=$(ls)"]);
    check_tokens("-Da=\u{a0}b", &["-Da=\u{a0}b"]);
}

#[test]
fn a_quote_that_nothing_closes_stops_the_jvm() {
    assert_eq!(tokenize(&Text::from("-Da=it's")), Err(UnmatchedQuote('\'')));
    assert_eq!(tokenize(&Text::from(r#"-Da=\""#)), Err(UnmatchedQuote('"')));
}

#[test]
fn an_opaque_value_is_part_of_its_option() {
    let value = text(&["-Dip=", "@status.podIP", " -Dx=", "@metadata.name", "-1"]);
    let expected = ["-Dip={{status.podIP}}", "-Dx={{metadata.name}}-1"];
    assert_eq!(shown(&tokenize(&value).expect("no quotes")), expected);
}

#[test]
fn quoting_is_spared_where_it_is_not_needed() {
    let quoted = |option: &str| quote_option(&Text::from(option)).map(|t| t.to_string());
    assert_eq!(quoted("-javaagent:/a/b.jar=k=v;x=\\y").as_deref(), Ok("-javaagent:/a/b.jar=k=v;x=\\y"));
    assert_eq!(quoted("-Da=b c").as_deref(), Ok("\"-Da=b c\""));
    assert_eq!(quoted("").as_deref(), Ok("\"\""));
    assert!(quoted("-Da=\0").is_err());
}

proptest! {
    #[test]
    fn quoted_options_come_back(options in prop::collection::vec(any_text(), 0..6)) {
        let quoted = options.iter().map(|o| quote_option(o).expect("no NUL"));
        prop_assert_eq!(tokenize(&Text::join(quoted, " ")), Ok(options));
    }
}
