//! Where things that rules speak of are written.

use crate::check::JvmScope;
use crate::jvms::Said;
use crate::launch::{Agent, Origin};
use crate::profile::CarrierKind;
use crate::source::Span;
use crate::text::Text;
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
    let whole = scope.place(&said.from);
    let Some(word) = find(scope, &said.from, word).into_iter().last() else {
        return Written { name: whole, value: whole };
    };
    let (before, value) = match said.kind {
        CarrierKind::Option => (0, to_end_of_word(scope, word)),
        _ => (2, word),
    };
    let inside = text_at(scope, value).get(before..).unwrap_or_default();
    let name = position(inside, &said.name, |c| c == '=').first().map_or(value, |at| {
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
            let named = text_at(scope, value).starts_with(&format!("{}=", said.name));
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

/// Every place where a JVM option stands as it is, a word by itself, in order.
pub fn find(scope: &JvmScope, from: &Origin, word: &Text) -> Vec<Span> {
    let Some(word) = word.known().filter(|word| !word.is_empty()) else { return Vec::new() };
    let whole = scope.place(from);
    let ends = |c: char| c == '=' || is_separator(c);
    let found = position(text_at(scope, whole), word, ends);
    let start = |at: usize| whole.start as usize + at;
    found.into_iter().map(|at| Span::new(whole.source, start(at), start(at) + word.len())).collect()
}

/// Where an agent is loaded.
pub fn agent(scope: &JvmScope, agent: &Agent) -> Span {
    let word = Text::join([Text::from("-javaagent:"), agent.jar.clone()], "");
    find(scope, &agent.from, &word).into_iter().last().unwrap_or_else(|| scope.place(&agent.from))
}

/// The text at a place.
pub fn text_at<'a>(scope: &JvmScope<'a>, span: Span) -> &'a str {
    scope.source.text.get(span.start as usize..span.end as usize).unwrap_or_default()
}

/// Whether another text of the container, or of the file, uses a variable: it is there for that.
pub fn is_used(scope: &JvmScope, name: &str) -> bool {
    let text = text_at(scope, scope.jvm.place);
    let text = if scope.pod.is_some() { text } else { &scope.source.text };
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    text.match_indices('$').any(|(at, _)| {
        let after = text.get(at + 1..).unwrap_or_default().trim_start_matches(['(', '{']);
        after.strip_prefix(name).is_some_and(|rest| rest.chars().next().is_none_or(ends))
    })
}

fn to_end_of_word(scope: &JvmScope, word: Span) -> Span {
    let rest = scope.source.text.get(word.end as usize..).unwrap_or_default();
    let length = rest.find(|c: char| is_separator(c) && c != ',').unwrap_or(rest.len());
    Span::new(word.source, word.start as usize, word.end as usize + length)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ']' | '[' | ')' | '(' | ';')
}

/// Where a word stands in a text between separators.
fn position(text: &str, word: &str, ends: impl Fn(char) -> bool) -> Vec<usize> {
    let begins = |at: usize| {
        text.get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|c| is_separator(c) || c == '=')
    };
    let parted =
        |at: usize| text.get(at + word.len()..).and_then(|after| after.chars().next()).is_none_or(&ends);
    text.match_indices(word).map(|(at, _)| at).filter(|at| begins(*at) && parted(*at)).collect()
}
