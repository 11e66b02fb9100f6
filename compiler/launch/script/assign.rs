//! Variables that a script sets.

use super::words::arguments;
use crate::launch::env::Environment;
use crate::launch::shell::{Lookup, SimpleCommand, Word, assignment};
use crate::text::{Opaque, Text};

/// Commands that set variables.
const SETTERS: [&str; 8] = ["export", "readonly", "local", "declare", "typeset", "-x", "exec", "env"];

/// `NAME=value` before a command, or `export NAME=value`, or `env NAME=value`; `${NAME:=value}` in any word.
pub(super) fn assign(command: &SimpleCommand, words: &[Word], maybe: bool, env: &mut Environment) {
    let inside: Vec<(String, Text)> =
        words.iter().flat_map(|word| word.sets(&|name| env.shell(name))).collect();
    for (name, value) in inside {
        set(&name, value, None, true, maybe, env);
    }
    let is = |word: &&Word| {
        let text = word.literal();
        text.as_ref().and_then(Text::known).is_some_and(|known| SETTERS.contains(&known))
    };
    let listed: Vec<(String, Word)> = words.iter().skip_while(is).map_while(assignment).collect();
    for list in &command.lists {
        let elements = arguments(&list.words, env);
        env.set_list(&list.name, elements, list.appends, maybe);
    }
    for (name, word) in command.assignments.iter().cloned().chain(listed) {
        let joined = |lookup: Lookup| Text::join(word.fields(lookup), " ");
        let value = joined(&|name| env.shell(name));
        let sure = (!env.sure.is_empty()).then(|| joined(&|name| env.shell_surely(name)));
        set(&name, value, sure, word.mentions(&name), maybe, env);
    }
    if words.first().and_then(Word::literal).is_some_and(|first| first.known() == Some("unset")) && !maybe {
        for name in words.iter().skip(1).filter_map(Word::literal) {
            env.unset(name.known().unwrap_or_default());
        }
    }
}

fn set(name: &str, value: Text, sure: Option<Text>, keeps: bool, maybe: bool, env: &mut Environment) {
    if maybe {
        return env.set_maybe(name, value, keeps);
    }
    let sure = sure.filter(|sure| *sure != value);
    env.set(name, value, keeps);
    match sure {
        Some(sure) => drop(env.sure.insert(name.to_owned(), sure)),
        None => drop(env.sure.remove(name)),
    }
}

/// The variable of a `for`, which has another value each time.
pub(super) fn loop_variable(command: &SimpleCommand, env: &mut Environment) {
    let mut words = command.words.iter().filter_map(Word::literal);
    if words.any(|word| matches!(word.known(), Some("for" | "select")))
        && let Some(name) = words.next()
        && let Some(name) = name.known()
    {
        let value = Text::opaque(Opaque::Unknown(name.to_owned()));
        env.vars.insert(name.to_owned(), value);
    }
}
