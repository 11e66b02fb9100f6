//! `eval exec java $JAVA_OPTS …`: the commands that `eval` makes of its words.

use std::ops::Range;

use super::find::is_program;
use crate::launch::env::Environment;
use crate::launch::shell::{SimpleCommand, Word, read_script};
use crate::text::{Piece, Text};

/// The commands behind an `eval`, if one of them starts a JVM; each word says which variable it was taken out of.
pub(super) fn evaluated(words: &[Word], env: &mut Environment) -> Option<Vec<SimpleCommand>> {
    let (first, words) = words.split_first()?;
    (first.literal()?.known()? == "eval").then_some(())?;
    let (text, taken) = joined(words, env);
    let mut commands = read_script(&text).commands;
    for word in commands.iter_mut().flat_map(|command| &mut command.words) {
        let after = taken.partition_point(|(range, _)| range.start <= word.range.start);
        let around = after.checked_sub(1).and_then(|at| taken.get(at));
        let inside = around.filter(|(range, _)| word.range.end <= range.end);
        word.variable = inside.map(|(_, name)| name.clone());
    }
    commands.iter().any(|command| is_program(&command.words, env)).then_some(commands)
}

/// The text that `eval` reads, and the bytes of it that variables hold.
fn joined(words: &[Word], env: &Environment) -> (Text, Vec<(Range<usize>, String)>) {
    let lookup = |name: &str| {
        let is_own = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        // One that nobody names adds nothing.
        let is_set = !is_own || env.vars.contains_key(name) || env.lists.contains_key(base(name));
        if is_set { env.shell(name) } else { None }
    };
    let (mut text, mut at, mut taken) = (Text::empty(), 0, Vec::new());
    for (nth, word) in words.iter().enumerate() {
        if nth > 0 {
            text.push_str(" ");
            at += 1;
        }
        for (variable, value) in word.values(&lookup) {
            let end = at + known_bytes(&value);
            taken.extend(variable.map(|name| (at..end, name.to_owned())));
            text.append(&value);
            at = end;
        }
    }
    (text, taken)
}

fn base(name: &str) -> &str {
    name.split('[').next().unwrap_or_default()
}

fn known_bytes(text: &Text) -> usize {
    let bytes = |piece: &Piece| match piece {
        Piece::Known(text) => text.len(),
        Piece::Opaque(_) => 0,
    };
    text.pieces().iter().map(bytes).sum()
}
