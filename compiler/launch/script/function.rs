//! Functions of a script: their bodies are what a call of them runs.

use std::sync::Arc;

use crate::launch::shell::{SimpleCommand, Word};
use crate::text::Text;

/// A function that a script defines.
pub(super) struct Function {
    pub name: String,
    /// What stands between its brackets.
    pub body: Arc<[SimpleCommand]>,
    /// How many commands the definition is.
    pub length: usize,
}

/// Words that may stand before a command.
const KEYWORDS: [&str; 12] =
    ["{", "}", "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!"];

/// Whether a command begins a definition with bash's keyword.
pub(super) fn is_keyword(command: &SimpleCommand) -> bool {
    is(command.words.first(), "function")
}

/// The function whose definition begins a script: `NAME() { … }`, or bash's `function NAME { … }`. None where its
/// body is no group, or nothing closes it.
pub(super) fn defined(commands: &[SimpleCommand]) -> Option<Function> {
    let (first, rest) = commands.split_first()?;
    let keyword = is_keyword(first);
    if !keyword && !first.defines {
        return None;
    }
    let name = first.words.get(usize::from(keyword))?.literal()?.known()?.to_owned();
    let behind = first.words.get(2..).filter(|words| keyword && !words.is_empty());
    let (opening, from) = match behind {
        Some(words) => (SimpleCommand { words: words.to_vec(), ..first.clone() }, 1),
        None => (rest.first()?.clone(), 2),
    };
    is(opening.words.first(), "{").then_some(())?;
    let inside = SimpleCommand { words: opening.words.get(1..)?.to_vec(), ..opening };
    let after = commands.get(from..)?;
    let mut depth = depth_behind(1, &inside);
    let end = after.iter().position(|command| {
        depth = depth_behind(depth, command);
        depth == 0
    })?;
    let head = (!inside.words.is_empty() || !inside.assignments.is_empty()).then_some(inside);
    let body = head.into_iter().chain(after.iter().take(end).cloned()).collect();
    Some(Function { name, body, length: from + end + 1 })
}

/// How many groups are open behind a command.
fn depth_behind(depth: usize, command: &SimpleCommand) -> usize {
    let text = |word: &Word| word.literal().and_then(|text| text.known().map(str::to_owned));
    let keywords =
        command.words.iter().map_while(|word| text(word).filter(|t| KEYWORDS.contains(&t.as_str())));
    keywords.fold(depth, |depth, word| match word.as_str() {
        "{" => depth + 1,
        "}" => depth.saturating_sub(1),
        _ => depth,
    })
}

fn is(word: Option<&Word>, wanted: &str) -> bool {
    let text = word.and_then(Word::literal);
    text.as_ref().and_then(Text::known) == Some(wanted)
}
