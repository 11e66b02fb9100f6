//! What a scalar, a key, a merge key and an alias mean.

use serde_json::{Value, json};

use super::{read, refused, value};

/// What `kubectl label --local -o json` (1.32) printed for each of these.
#[test]
fn plain_scalars_resolve_as_kubectl_does() {
    for (text, want) in scalars() {
        assert_eq!(value(&format!("v: {text}\n")), json!({ "v": want }), "{text}");
    }
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
    ]
}

#[test]
fn keys_become_what_they_are_in_json() {
    assert_eq!(value("{y: 1, 2: b, 0x10: c, 1.5: d}"), json!({"true": 1, "2": "b", "16": "c", "1.5": "d"}));
}

#[test]
fn what_kubectl_refuses_is_refused() {
    for text in [".inf", ".nan", "{~: 1}", "{[a]: 1}", "!!int x", "!!null x", "{<<: 3}", "*a", "&a [*a]"] {
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
        [false, true, true, false, true]
    );
}
