//! Where things that rules speak of are written.

use crate::check::{JvmScope, positions};
use crate::jvms::Said;
use crate::profile::CarrierKind;
use crate::source::Span;
use crate::yaml::Node;

/// Where something that is said to an agent is written.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// Its name.
    pub name: Span,
    /// Its value; name and value, where they are one word.
    pub value: Span,
}

/// Finds it; where the text is put together from several, as near as is known.
pub fn of(scope: &JvmScope, said: &Said) -> Written {
    let Some(word) = &said.word else { return variable(scope, said) };
    let Some(word) = scope.shown(&said.from, word) else {
        let whole = scope.place(&said.from);
        return Written { name: whole, value: whole };
    };
    let (before, value) = match said.kind {
        CarrierKind::Option => (0, scope.to_end_of_word(word)),
        _ => (2, word),
    };
    let inside = scope.text_at(value).get(before..).unwrap_or_default();
    let name = positions(inside, &said.name, |c| c == '=').first().map_or(value, |at| {
        let start = value.start as usize + before + at;
        Span::new(value.source, start, start + said.name.len())
    });
    Written { name, value }
}

fn variable(scope: &JvmScope, said: &Said) -> Written {
    let value = scope.place(&said.from);
    let name = entry(scope, &said.name).and_then(|entry| entry.get("name")).map_or_else(
        || {
            // `NAME=value` of a script or an `ENV`.
            let named = scope.text_at(value).starts_with(&format!("{}=", said.name));
            let end = value.start as usize + said.name.len();
            if named { Span::new(value.source, value.start as usize, end) } else { value }
        },
        |node| node.span,
    );
    Written { name, value }
}

/// The entry of the container's `env` that holds, where the variable is set there.
pub fn entry<'a>(scope: &JvmScope<'a>, name: &str) -> Option<&'a Node> {
    let container = scope.pod?.container_of(scope.jvm)?;
    let entries = container.node.get("env").map_or(&[][..], Node::items);
    entries.iter().rev().find(|entry| entry.get("name").and_then(Node::as_str) == Some(name))
}

/// Whether another text of the container, or of the file, uses a variable: it is there for that.
pub fn is_used(scope: &JvmScope, name: &str) -> bool {
    let text = scope.text_at(scope.jvm.place);
    let text = if scope.pod.is_some() { text } else { &scope.source.text };
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    text.match_indices('$').any(|(at, _)| {
        let after = text.get(at + 1..).unwrap_or_default().trim_start_matches(['(', '{']);
        after.strip_prefix(name).is_some_and(|rest| rest.chars().next().is_none_or(ends))
    })
}
