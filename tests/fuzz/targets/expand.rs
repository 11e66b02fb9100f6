//! The kubelet's `$(VAR)`: the first line is a text to escape, the second one follows it.
#![no_main]

use agentc::launch::expand::{escape_reference, expand};
use agentc::text::Text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let (value, next) = input.split_once('\n').unwrap_or((input, ""));
    let lookup = |name: &str| (name.len() < 4).then(|| Text::from(format!("<{name}>")));
    let escaped = escape_reference(value);
    assert_eq!(expand(&escaped, lookup).text, Text::from(value));
    let both = expand(&format!("{escaped}{next}"), lookup).text.to_string();
    assert_eq!(both, format!("{value}{}", expand(next, lookup).text));
});
