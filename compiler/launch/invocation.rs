//! The `java` command in what a container starts, or in a script.

use super::command::Argument;
use super::env::{Environment, is_variable};
use super::shell::{
    Script, SimpleCommand, Word, assignment, is_shell, read_script, script_of, split_command,
};
use super::wrapper::{is_java, is_wrapper, program_name};
use super::{Lost, Origin, Reason};
use crate::text::Text;

/// How the JVM is started, as far as the command tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Invocation {
    /// The process is `java` with these arguments: no shell sees them.
    Exec(Vec<Argument>),
    /// A `sh -c` script calls `java` with these arguments; the variables that it puts among them.
    Script { args: Vec<Argument>, variables: Vec<String> },
    /// Some other program, or the image's own command, which is not known.
    Unknown,
}

/// Words of compound commands that a command may follow. Which branch runs is not known: each is followed.
const KEYWORDS: [&str; 5] = ["then", "else", "do", "{", "!"];
/// Variables that start scripts keep the path of `java` in.
const JAVA_VARIABLES: [&str; 7] =
    ["JAVA", "JAVACMD", "JAVA_BIN", "JAVA_CMD", "JAVA_EXE", "RUNJAVA", "_RUNJAVA"];

/// Scripts in scripts that are followed.
const DEPTH: usize = 4;

/// Finds the `java` command. A script's assignments before it are set in `env`.
pub(super) fn invocation(argv: Option<Vec<Argument>>, env: &mut Environment) -> Invocation {
    let argv = argv.unwrap_or_default();
    for (at, program) in argv.iter().enumerate() {
        let after = argv.get(at + 1..).unwrap_or_default();
        // A program that nobody knows, with `java` among its arguments, is there to start it.
        if is_java(&program.text) {
            return Invocation::Exec(after.to_vec());
        }
        if is_shell(&program.text) {
            let script = script_of(after.iter().map(|word| &word.text)).and_then(|at| after.get(at));
            let Some(script) = script else { return Invocation::Unknown };
            env.lost.retain(|lost| !is_substitution(lost));
            return in_script(&script.text, env);
        }
    }
    Invocation::Unknown
}

/// `$(hostname)` in a script: nobody but the shell is meant.
fn is_substitution(lost: &Lost) -> bool {
    let in_command = matches!(lost.from, Origin::Command | Origin::Args);
    in_command && matches!(&lost.why, Reason::Undefined(name) if !is_variable(name))
}

/// Follows a script to its `java` command; its assignments are set in `env`.
fn in_script(script: &Text, env: &mut Environment) -> Invocation {
    follow(script, env, 0)
}

/// The same for a file, to one of several `java` commands: a shell runs what stands before a mistake.
pub(super) fn in_script_file(script: &str, start: usize, env: &mut Environment) -> Invocation {
    let Script { commands, .. } = read_script(&Text::from(script));
    follow_commands(&commands, start, env, 0)
}

fn follow(script: &Text, env: &mut Environment, depth: usize) -> Invocation {
    match split_command(script) {
        Ok(commands) => follow_commands(&commands, 0, env, depth),
        Err(hazard) => {
            let (what, why) = (script.to_string(), Reason::Hazard(hazard));
            env.lost.push(Lost { what, from: Origin::Script, why });
            Invocation::Unknown
        }
    }
}

fn follow_commands(
    commands: &[SimpleCommand],
    mut earlier: usize,
    env: &mut Environment,
    depth: usize,
) -> Invocation {
    for command in commands {
        let java = java_in_env(command, env);
        if let Some(left) = earlier.checked_sub(1).filter(|_| java.is_some()) {
            earlier = left;
            assign(command, env);
            continue;
        }
        // `A=1 java $A` expands `$A` before it is set, yet java gets it.
        let found = java.map(|at| java_in(command, at, env));
        let nested = script_in(command, env).filter(|_| found.is_none() && depth < DEPTH);
        assign(command, env);
        let found = found.or_else(|| match follow(&nested?, env, depth + 1) {
            Invocation::Unknown => None,
            found => Some(found),
        });
        if let Some(found) = found {
            return found;
        }
    }
    Invocation::Unknown
}

/// The script of a shell that a script starts, or of `su -c`.
fn script_in(command: &SimpleCommand, env: &Environment) -> Option<Text> {
    let words = command.argv(&|name| env.shell(name));
    let is_other = |word: &&Text| !is_shell(word) && !is_su(word);
    let before = words.iter().take_while(is_other).count();
    let program = words.get(before)?;
    let skipped = |word: &Text| {
        let name = program_name(word).unwrap_or_default();
        is_wrapper(name) || KEYWORDS.contains(&name)
    };
    if words.first().is_some_and(|first| before > 0 && !skipped(first)) {
        return None;
    }
    let after = words.get(before + 1..)?;
    let at = if is_su(program) {
        after.iter().position(|word| word.known() == Some("-c"))? + 1
    } else {
        script_of(after)?
    };
    after.get(at).cloned()
}

fn is_su(program: &Text) -> bool {
    program_name(program).is_some_and(|name| matches!(name, "su" | "runuser"))
}

/// `NAME=value` before a command, or `export NAME=value`, or `env NAME=value`.
fn assign(command: &SimpleCommand, env: &mut Environment) {
    let is = |word: &Word, names: &[&str]| {
        word.literal().as_ref().and_then(Text::known).is_some_and(|known| names.contains(&known))
    };
    let words = command.words.iter().skip_while(|word| is(word, &KEYWORDS));
    let exports =
        words.skip_while(|word| is(word, &["export", "readonly", "local", "declare", "-x", "exec", "env"]));
    let exports = exports.map_while(assignment);
    for (name, word) in command.assignments.iter().cloned().chain(exports) {
        let value = Text::join(word.fields(&|name| env.shell(name)), " ");
        env.set(&name, value, word.mentions(&name));
    }
}

fn java_in(command: &SimpleCommand, at: usize, env: &mut Environment) -> Invocation {
    let (mut args, mut variables) = (Vec::new(), Vec::new());
    for word in command.words.iter().skip(at + 1) {
        variables.extend(word.sole_variable().map(|(name, _)| name.to_owned()));
        args.extend(script_arguments(word, env));
    }
    Invocation::Script { args, variables }
}

/// Which word of a command is `java`, as far as the command itself tells.
pub fn java_at(command: &SimpleCommand) -> Option<usize> {
    java_in_env(command, &Environment::default())
}

/// Which word of a command is `java`: its first, or one behind a program that starts the rest.
fn java_in_env(command: &SimpleCommand, env: &Environment) -> Option<usize> {
    let mut wrapped = false;
    for (at, word) in command.words.iter().enumerate() {
        let value = word.fields(&|name| env.shell(name)).into_iter().next();
        let conventional = word.parameter().is_some_and(|name| JAVA_VARIABLES.contains(&name));
        let is_opaque = value.as_ref().is_none_or(|value| value.sole_opaque().is_some());
        if value.as_ref().is_some_and(is_java) || conventional && is_opaque {
            return Some(at);
        }
        let name = value.as_ref().and_then(program_name).unwrap_or_default();
        if KEYWORDS.contains(&name) && !wrapped {
            continue;
        }
        wrapped |= is_wrapper(name);
        if !wrapped {
            return None;
        }
    }
    None
}

/// What a word of a script's `java` command becomes.
fn script_arguments(word: &Word, env: &mut Environment) -> Vec<Argument> {
    let variable = word.sole_variable();
    // An image that is not known may set any variable; one that nobody names adds nothing, or its default.
    if let Some((_, default)) = variable.filter(|(name, _)| !env.vars.contains_key(*name)) {
        let fields = super::shell::words(&Text::from(default.unwrap_or_default()));
        return fields.into_iter().map(|text| Argument { text, from: Origin::Script }).collect();
    }
    let from = variable.map_or(Origin::Script, |(name, _)| Origin::Variable(name.to_owned()));
    let fields = word.fields(&|name| env.shell(name));
    if let (Some(_), [field]) = (variable, fields.as_slice())
        && let Some(value) = field.sole_opaque()
    {
        let why = Reason::Elsewhere(value.clone());
        env.lost.push(Lost { what: field.to_string(), from, why });
        return Vec::new();
    }
    fields.into_iter().map(|text| Argument { text, from: from.clone() }).collect()
}
