//! Words of a script's commands, and where each was written.

use std::collections::BTreeSet;

use crate::launch::command::Argument;
use crate::launch::env::Environment;
use crate::launch::shell::{self, Lookup, Word};
use crate::launch::{Lost, Origin, Reason};
use crate::text::Text;

/// What the words of a command become.
pub(super) fn arguments(words: &[Word], env: &Environment) -> Vec<Argument> {
    words.iter().flat_map(|word| argument(word, env)).collect()
}

/// What a word becomes.
fn argument(word: &Word, env: &Environment) -> Vec<Argument> {
    if let Some(all) = env.elements(word) {
        return all;
    }
    if let Some(name) = &word.variable {
        return taken_out(word, name, env);
    }
    let variable = word.sole_variable();
    // An image that is not known may set any variable; one that nobody names adds nothing, or its default.
    if let Some((name, default)) = variable.filter(|(name, _)| !env.vars.contains_key(*name)) {
        let fields =
            |lookup: Lookup| default.map(|word| shell::words(&word.whole(lookup))).unwrap_or_default();
        let from = default.map(|_| Origin::Variable(name.to_owned()));
        return written(env, &from.unwrap_or_else(|| env.here.clone()), &fields);
    }
    let from = variable.map_or_else(|| env.here.clone(), |(name, _)| Origin::Variable(name.to_owned()));
    written(env, &from, &|lookup| word.fields(lookup))
}

/// What a word becomes that `eval` took out of a variable.
fn taken_out(word: &Word, name: &str, env: &Environment) -> Vec<Argument> {
    let sure = env.sure.get(name).map(|sure| shell::evaluate(sure, &|name| env.shell(name)).fields);
    let fields = word.fields(&|name| env.shell(name));
    let maybe = unsure(&fields, sure.as_deref());
    let from = Origin::Variable(name.to_owned());
    let one = |(text, maybe)| Argument { text, from: from.clone(), by_shell: true, maybe };
    fields.into_iter().zip(maybe).map(one).collect()
}

/// The words that variables make, and which of them only a branch that may not be taken does.
fn written(env: &Environment, from: &Origin, fields: &dyn Fn(Lookup) -> Vec<Text>) -> Vec<Argument> {
    let all = fields(&|name| env.shell(name));
    let sure = (!env.sure.is_empty()).then(|| fields(&|name| env.shell_surely(name)));
    let maybe = unsure(&all, sure.as_deref());
    let one = |(text, maybe)| Argument { text, from: from.clone(), by_shell: true, maybe };
    all.into_iter().zip(maybe).map(one).collect()
}

/// Which of the words are missing where only what is sure is done.
pub(in crate::launch) fn unsure(all: &[Text], sure: Option<&[Text]>) -> Vec<bool> {
    let sure: Option<BTreeSet<&Text>> = sure.map(|sure| sure.iter().collect());
    all.iter().map(|word| sure.as_ref().is_some_and(|sure| !sure.contains(word))).collect()
}

/// What the words behind `java` become. A value that is not known at all may hold options.
pub(super) fn java_arguments(words: &[Word], env: &mut Environment) -> Vec<Argument> {
    let mut all = Vec::new();
    for word in words {
        let own = argument(word, env);
        if let (Some((name, _)), [only]) = (word.sole_variable(), own.as_slice())
            && let Some(value) = only.text.sole_opaque()
        {
            let (why, from) = (Reason::Elsewhere(value.clone()), Origin::Variable(name.to_owned()));
            env.lost.push(Lost { what: only.text.to_string(), from, why });
            continue;
        }
        all.extend(own);
    }
    all
}
