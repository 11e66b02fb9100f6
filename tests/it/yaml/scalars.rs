//! What a scalar, a key, a merge key and an alias mean.
#![allow(clippy::unreadable_literal, clippy::too_many_lines)] // a table, as the oracle prints it

use serde_json::{Value, json};

use super::{read, refused, value};

/// What `kubectl label --local -o json` (1.32) printed for each of these.
#[test]
fn plain_scalars_resolve_as_kubectl_does() {
    let read = |text: &str| read(&format!("v: {text}\n")).map(|documents| documents[0].root.to_json());
    let same = |text: &str, want: &Value| matches!(read(text), Ok(got) if got == json!({ "v": want }));
    let wrong: Vec<_> = scalars().into_iter().filter(|(text, want)| !same(text, want)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

pub(super) fn scalars() -> Vec<(&'static str, Value)> {
    vec![
        ("y", json!(true)),
        ("Y", json!(true)),
        ("n", json!(false)),
        ("N", json!(false)),
        ("yes", json!(true)),
        ("Off", json!(false)),
        ("yEs", json!("yEs")),
        ("0644", json!(420)),
        ("0o644", json!(420)),
        ("0_644", json!(420)),
        ("-0644", json!(-420)),
        ("0x1F", json!(31)),
        ("+0x1f", json!(31)),
        ("0O17", json!(15)),
        ("0b11", json!(3)),
        ("-0b11", json!(-3)),
        ("+12", json!(12)),
        ("1_000", json!(1000)),
        ("1__0", json!(10)),
        ("089", json!(89)),
        ("0o8", json!("0o8")),
        ("0x", json!("0x")),
        ("12:30:45", json!("12:30:45")),
        ("2001-01-01", json!("2001-01-01")),
        ("1e3", json!(1000)),
        ("1.5e3", json!(1500)),
        (".5", json!(0.5)),
        ("+.5", json!(0.5)),
        ("-.5", json!(-0.5)),
        ("5.", json!(5)),
        ("1.0", json!(1)),
        (".1_0", json!(0.1)),
        ("._5", json!("._5")),
        (".e1", json!(".e1")),
        ("1_0.5_0", json!(10.5)),
        ("1e400", json!("1e400")),
        ("1e21", json!(1e21)),
        ("0.0000001", json!(1e-7)),
        ("18446744073709551616", json!(18_446_744_073_709_551_616_f64)),
        ("-9223372036854775808", json!(i64::MIN)),
        ("~", Value::Null),
        ("Null", Value::Null),
        ("", Value::Null),
        ("''", json!("")),
        ("'1'", json!("1")),
        ("=", json!("=")),
        ("!!str 5", json!("5")),
        ("!!str ~", json!("~")),
        ("!!str", json!("")),
        ("!!int \"7\"", json!(7)),
        ("!!float 3", json!(3)),
        ("!!float 0644", json!(420)),
        ("!!bool \"yes\"", json!(true)),
        ("!!timestamp 2001-01-01", json!("2001-01-01")),
        ("! 5", json!("5")),
        ("!foo bar", json!("bar")),
        ("1:30", json!("1:30")),
        ("190:20:30", json!("190:20:30")),
        ("-1:30", json!("-1:30")),
        ("0644.5", json!(644.5)),
        ("1e+3", json!(1000)),
        ("1E3", json!(1000)),
        ("1e-3", json!(0.001)),
        ("0b2", json!("0b2")),
        ("0b_1", json!(1)),
        ("0x_1F", json!(31)),
        ("0x1F_", json!(31)),
        ("+0644", json!(420)),
        ("-0x1F", json!(-31)),
        ("1_", json!(1)),
        ("_1", json!("_1")),
        ("-_1", json!(-1)),
        ("1_.5", json!(1.5)),
        ("2001-12-14t21:59:43.10-05:00", json!("2001-12-14t21:59:43.10-05:00")),
        ("2001-12-14 21:59:43", json!("2001-12-14 21:59:43")),
        ("12e03", json!(12000)),
        ("!!str 1", json!("1")),
        ("!!str 0644", json!("0644")),
        ("!!binary aGk=", json!("hi")),
        ("!!binary /w==", json!("\u{fffd}")),
        ("!!binary \"aG\\nk=\"", json!("hi")),
        ("!!binary ''", json!("")),
        ("!!int 1_000", json!(1000)),
        ("!!int 0x1F", json!(31)),
        ("!!float 1", json!(1)),
        ("!!float .5", json!(0.5)),
        ("!!null ~", Value::Null),
        ("!!bool yes", json!(true)),
        ("0.", json!(0)),
        ("-0", json!(0)),
        ("+0", json!(0)),
        ("-0.0", json!(0)),
        ("--1", json!("--1")),
        ("+", json!("+")),
        ("1e", json!("1e")),
        ("e3", json!("e3")),
        ("1.e3", json!(1000)),
        ("00", json!(0)),
        ("0777777777777777777777777", json!(7.777777777777778e+23)),
        ("09", json!(9)),
        ("0xG", json!("0xG")),
        ("9223372036854775807", json!(i64::MAX)),
        ("9223372036854775808", json!(9223372036854776000_f64)),
        ("9007199254740993", json!(9_007_199_254_740_993_i64)),
        ("123456789012345678901234567890", json!(1.2345678901234568e+29)),
        ("-9223372036854775809", json!(-9223372036854776000_f64)),
        ("TRUE", json!(true)),
        ("tRue", json!("tRue")),
        ("nO", json!("nO")),
        ("ON", json!(true)),
        ("NULL", Value::Null),
        ("null", Value::Null),
        ("nul", json!("nul")),
        ("0o", json!("0o")),
        ("0o17", json!(15)),
        ("-0o17", json!(-15)),
        ("0o_17", json!(15)),
        ("1__0.5", json!(10.5)),
        ("5e-324", json!(5e-324)),
        ("1e-400", json!(0)),
        ("1.7976931348623157e308", json!(1.7976931348623157e+308)),
        ("1e309", json!("1e309")),
        (".5.5", json!(".5.5")),
        ("1.2.3", json!("1.2.3")),
        ("1.10", json!(1.1)),
        ("1.0e0", json!(1)),
        ("1,000", json!("1,000")),
        ("0x1p3", json!("0x1p3")),
        ("0b", json!("0b")),
        ("1e1000", json!("1e1000")),
        ("1_000.000_1", json!(1000.0001)),
        ("!!str yes", json!("yes")),
        ("!!str null", json!("null")),
        ("!!int '0644'", json!(420)),
        ("! 0644", json!("0644")),
        ("!local 1", json!("1")),
        ("'0644'", json!("0644")),
        ("\"no\"", json!("no")),
        ("yes ", json!(true)),
        ("n # c", json!(false)),
        ("off", json!(false)),
        ("0x7fffffffffffffff", json!(i64::MAX)),
        ("0xffffffffffffffff", json!(18446744073709552000_f64)),
        (
            "0b1111111111111111111111111111111111111111111111111111111111111111",
            json!(18446744073709552000_f64),
        ),
        ("-.5e1", json!(-5)),
        ("1.e", json!("1.e")),
        ("._1", json!("._1")),
        ("1._5", json!(1.5)),
        ("1.5_", json!(1.5)),
        ("0.1e1", json!(1)),
        ("1e5", json!(100000)),
        ("12345678901234567890", json!(12345678901234567000_f64)),
        ("100000000000000000000000", json!(1e+23)),
    ]
}

#[test]
fn keys_become_what_they_are_in_json() {
    assert_eq!(value("{y: 1, 2: b, 0x10: c, 1.5: d}"), json!({"true": 1, "2": "b", "16": "c", "1.5": "d"}));
}

#[test]
fn what_kubectl_refuses_is_refused() {
    for text in [
        ".inf",
        "+.inf",
        ".nan",
        ".NaN",
        "{~: 1}",
        "{[a]: 1}",
        "!!int x",
        "!!int 1.5",
        "!!float 1e400",
        "!!bool 1",
        "!!null x",
        "!!binary 1",
        "!!timestamp x",
        "!!binary \"aG k=\"",
        "!!binary aGk",
        "{<<: 3}",
        "*a",
        "&a [*a]",
    ] {
        let (id, message, line) = refused(&format!("a: 1\nv: {text}\n"));
        assert_eq!((id.as_str(), line), ("AGC711", 2), "{text}: {message}");
    }
}

/// kubectl merges where `<<` stands, so a key before it loses and a key after it wins.
#[test]
fn merge_keys() {
    let base = "base: &b {x: 1, z: 2}\nof: &c {z: 3}\n";
    let merged = |map: &str| value(&format!("{base}v: {map}\n"))["v"].clone();
    assert_eq!(merged("{<<: *b, x: 9}"), json!({"x": 9, "z": 2}));
    assert_eq!(merged("{x: 9, <<: *b}"), json!({"x": 1, "z": 2}));
    assert_eq!(merged("{<<: [*c, *b]}"), json!({"z": 3, "x": 1}));
    assert_eq!(merged("{'<<': *c}"), json!({"<<": {"z": 3}}));
}

#[test]
fn aliases_are_marked_as_shared() {
    let documents = read("a: &x {k: v}\nb: *x\nc: {<<: *x}\n").expect("valid");
    let root = &documents[0].root;
    let shared = |pointer| root.at(pointer).expect("there").shared;
    assert_eq!(
        [shared("/a/k"), shared("/b"), shared("/b/k"), shared("/c"), shared("/c/k")],
        [true, true, true, false, true]
    );
}
