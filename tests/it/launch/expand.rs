//! `$(VAR)`, as the kubelet expands it.

use agentc::launch::expand;
use agentc::text::Text;
use proptest::prelude::*;

fn check_expansion(input: &str, expected: &str) {
    let value = |name: &str| match name {
        "VAR_A" => Some("A"),
        "VAR_B" => Some("B"),
        "VAR_REF" => Some("$(VAR_A)"),
        "VAR_EMPTY" => Some(""),
        _ => None,
    };
    let expanded = expand::expand(input, |name| value(name).map(Text::from));
    assert_eq!(expanded.text.to_string(), expected, "{input}");
}

/// The cases in which Kubernetes' own table (`expand_test.go`) says what happens.
#[test]
fn references_are_expanded_as_the_kubelet_does() {
    check_expansion("___$(VAR_B)___", "___B___");
    check_expansion("$(VAR_A)_$(VAR_B)", "A_B");
    check_expansion("$$(VAR_B)_$(VAR_A)", "$(VAR_B)_A");
    check_expansion("f000-$$VAR_A", "f000-$VAR_A");
    check_expansion("foo\\$(VAR_A)bar", "foo\\Abar");
    check_expansion("$(VAR_A$(VAR_B))", "$(VAR_A$(VAR_B))");
    check_expansion("$(VAR_A$(VAR_B)", "$(VAR_A$(VAR_B)");
    check_expansion("$(VAR_REF)", "$(VAR_A)");
    check_expansion("foo$(VAR_EMPTY)bar", "foobar");
    check_expansion("foo$(VAR_Awhoops!", "foo$(VAR_Awhoops!");
    check_expansion("f00__(VAR_A)__", "f00__(VAR_A)__");
    check_expansion("$?_boo_$!", "$?_boo_$!");
    check_expansion("$(VAR_DNE)", "$(VAR_DNE)");
    check_expansion("$$$$$$(BIG_MONEY)", "$$$(BIG_MONEY)");
    check_expansion("$$$$$$$(VAR_A)", "$$$A");
    check_expansion("$VAR_A) ${VAR_A}", "$VAR_A) ${VAR_A}");
    check_expansion("$(VAR_B)_______$(A", "B_______$(A");
    check_expansion("--$($($($($--", "--$($($($($--");
    check_expansion("$(VAR_A)foobarzab$", "Afoobarzab$");
    check_expansion("$(foo$$var)", "$(foo$$var)");
}

proptest! {
    #[test]
    fn escaped_text_comes_back(value in r"[$(){}A-Bé ]{0,12}", next in r"[$(A)]{0,4}") {
        let lookup = |name: &str| Some(Text::from(format!("<{name}>")));
        let escaped = expand::escape_reference(&value);
        prop_assert_eq!(expand::expand(&escaped, lookup).text, Text::from(value.clone()));
        // What follows is read on its own: an escaped text never eats into it.
        let both = expand::expand(&format!("{escaped}{next}"), lookup).text.to_string();
        prop_assert_eq!(both, format!("{value}{}", expand::expand(&next, lookup).text));
    }
}
