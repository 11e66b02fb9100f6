//! What the JVM really sees. Expectations are the documented behaviour of libjvm, the `java` launcher, the
//! kubelet and POSIX shells, not what the code printed.

mod expand;
mod files;
mod invocations;
mod launches;
mod shell;
mod tokenize;

use agentc::text::{Opaque, Text};
use proptest::prelude::*;

fn field(path: &str) -> Text {
    Text::opaque(Opaque::Field(path.to_owned()))
}

fn text(parts: &[&str]) -> Text {
    let mut all = Text::empty();
    for part in parts {
        match part.strip_prefix('@') {
            Some(path) => all.append(&field(path)),
            None => all.push_str(part),
        }
    }
    all
}

fn shown(list: &[Text]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// Text with blanks, quotes, dollars, backslashes and opaque values in all mixtures.
fn any_text() -> impl Strategy<Value = Text> {
    let known = r#"[a-z$(){}=;\\'" \t\n*#~é-]{0,6}"#;
    let piece = prop_oneof![3 => known.prop_map(Text::from), 1 => Just(field("metadata.name"))];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| Text::join(pieces, ""))
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}
