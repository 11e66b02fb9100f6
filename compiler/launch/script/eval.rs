//! `set --`, `shift` and `eval`: what becomes of a script's arguments.

use super::words::arguments;
use crate::launch::command::Argument;
use crate::launch::env::Environment;
use crate::launch::shell::{Word, evaluate, read_script};
use crate::launch::tokenize::tokenize;
use crate::launch::{Lost, Origin, Reason};
use crate::text::Text;

/// More arguments than a script has: `set -- "$@" "$@"` doubles them.
const MOST: usize = 4096;

/// Takes in what a command does to `"$@"`.
pub(super) fn positional(words: &[Word], env: &mut Environment) {
    change(words, env);
    env.args = env.args.take().filter(|args| args.len() <= MOST);
}

fn change(words: &[Word], env: &mut Environment) {
    let Some((first, rest)) = words.split_first() else { return };
    let first = first.literal();
    match first.as_ref().and_then(Text::known) {
        Some("set") if is_end(rest.first()) => {
            env.args = Some(arguments(rest.get(1..).unwrap_or_default(), env));
        }
        Some("shift") => {
            let by = rest.first().and_then(Word::literal);
            let by = by.as_ref().and_then(Text::known).map_or(Some(1), |by| by.parse().ok());
            env.args = by.and_then(|by: usize| env.args.as_ref()?.get(by..).map(<[Argument]>::to_vec));
        }
        Some("eval") => eval(rest, env),
        _ => {}
    }
}

fn is_end(word: Option<&Word>) -> bool {
    word.and_then(Word::literal).is_some_and(|word| word.known() == Some("--"))
}

fn eval(words: &[Word], env: &mut Environment) {
    if let Some(listed) = words.first().and_then(|word| through_xargs(word, env)) {
        let behind = env.args.take().unwrap_or_else(|| vec![env.written(unknown_arguments())]);
        env.args = Some(listed.into_iter().chain(behind).collect());
        return;
    }
    let mut found: Vec<Argument> = Vec::new();
    for argument in arguments(words, env) {
        let fields = evaluate(&argument.text, &|name| env.shell(name)).fields;
        found.extend(fields.into_iter().map(|text| Argument { text, ..argument.clone() }));
    }
    if let [set, end, args @ ..] = found.as_slice()
        && (set.text.known(), end.text.known()) == (Some("set"), Some("--"))
    {
        env.args = Some(args.to_vec());
    }
}

fn unknown_arguments() -> Text {
    Text::opaque(crate::text::Opaque::Unknown("@".to_owned()))
}

/// The words of `set -- $( printf '%s\n' "$A $B" | xargs -n1 | … )`: the way of start scripts that Gradle writes to
/// take the quotes out of variables that hold options.
fn through_xargs(word: &Word, env: &mut Environment) -> Option<Vec<Argument>> {
    let (before, inside) = word.substitution()?;
    if !before.starts_with("set --") {
        return None;
    }
    let commands = read_script(&Text::from(inside)).commands;
    let starts = |wanted: &str| {
        let named = |word: &Word| word.literal().is_some_and(|text| text.known() == Some(wanted));
        commands.iter().find(|command| command.words.first().is_some_and(named))
    };
    let (written, _) = (starts("printf").or_else(|| starts("echo"))?, starts("xargs")?);
    let mut found = Vec::new();
    for name in written.words.iter().flat_map(Word::variables) {
        let Some(value) = env.vars.get(name).cloned() else { continue };
        let from = Origin::Variable(name.to_owned());
        if let Some(opaque) = value.sole_opaque() {
            let why = Reason::Elsewhere(opaque.clone());
            env.lost.push(Lost { what: value.to_string(), from, why });
            continue;
        }
        let sure = env.sure.get(name).map(|sure| tokenize(sure).unwrap_or_default());
        let fields = tokenize(&value).unwrap_or_default();
        let maybe = super::unsure(&fields, sure.as_deref());
        let one = |(text, maybe)| Argument { text, from: from.clone(), by_shell: true, maybe };
        found.extend(fields.into_iter().zip(maybe).map(one));
    }
    Some(found)
}
