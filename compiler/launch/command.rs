//! The process that a container starts, and the `java` command in it.

use std::collections::BTreeMap;

use super::env::{Environment, is_variable};
use super::shell::{Script, SimpleCommand, Word, assignment, read_script, split_command};
use super::{Container, Lost, Origin, Reason};
use crate::text::Text;

/// A word of a command and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Argument {
    pub text: Text,
    pub from: Origin,
}

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

/// Programs that start the rest of their command line.
const INITS: [&str; 5] = ["tini", "tini-static", "dumb-init", "catatonit", "exec"];
/// Words of compound commands that a command may follow. Which branch runs is not known: each is followed.
const KEYWORDS: [&str; 5] = ["then", "else", "do", "{", "!"];
/// Shells that take a script after `-c`.
const SHELLS: [&str; 5] = ["sh", "ash", "bash", "dash", "ksh"];

/// Whether a shell is started: one that PATH finds, or one where shells are.
fn is_shell(program: &Text) -> bool {
    let folder = program.known().and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let found = matches!(folder, "" | "/bin" | "/usr/bin" | "/usr/local/bin" | "/busybox");
    found && program_name(program).is_some_and(|name| SHELLS.contains(&name))
}

/// The command and its arguments, expanded by the kubelet; `None` where the image decides and is not known.
pub(super) fn argv(container: &Container, env: &mut Environment) -> Option<Vec<Argument>> {
    let image = container.image.as_ref();
    let given = |list: &Option<Vec<String>>| list.as_ref().filter(|l| !l.is_empty()).cloned();
    let (command, args) = (given(&container.command), given(&container.args));
    let mut all = match &command {
        Some(command) => expanded(command, &Origin::Command, env),
        None => verbatim(&image?.entrypoint, &Origin::Entrypoint),
    };
    match (args, command) {
        (Some(args), _) => all.extend(expanded(&args, &Origin::Args, env)),
        // A `command` drops the image's CMD as well as its ENTRYPOINT.
        (None, Some(_)) => {}
        (None, None) => all.extend(verbatim(&image?.cmd, &Origin::Cmd)),
    }
    Some(all)
}

fn expanded(list: &[String], from: &Origin, env: &mut Environment) -> Vec<Argument> {
    list.iter().map(|word| Argument { text: env.expand(word, from), from: from.clone() }).collect()
}

fn verbatim(list: &[String], from: &Origin) -> Vec<Argument> {
    list.iter().map(|word| Argument { text: Text::from(word.as_str()), from: from.clone() }).collect()
}

/// Finds the `java` command. A script's assignments before it are set in `env`.
pub(super) fn invocation(argv: Option<Vec<Argument>>, env: &mut Environment) -> Invocation {
    let Some(argv) = argv else { return Invocation::Unknown };
    let mut rest = argv.as_slice();
    while let Some((program, after)) = rest.split_first() {
        let name = program_name(&program.text);
        if name == Some("java") {
            return Invocation::Exec(after.to_vec());
        }
        if is_shell(&program.text) {
            let at = script_of(after.iter().map(|word| &word.text));
            let Some(script) = at.and_then(|at| after.get(at)) else { return Invocation::Unknown };
            env.lost.retain(|lost| !is_substitution(lost));
            return in_script(&script.text, env);
        }
        if !name.is_some_and(|name| INITS.contains(&name)) {
            break;
        }
        let options = after.iter().take_while(|word| word.text.strip_prefix("-").is_some()).count();
        rest = after.get(options..).unwrap_or_default();
    }
    Invocation::Unknown
}

/// The last part of a program's path.
fn program_name(program: &Text) -> Option<&str> {
    program.known()?.rsplit('/').next()
}

/// Where in the arguments of a shell its script stands: behind `-c`, `-ec`, `-lc`.
fn script_of<'a>(args: impl Iterator<Item = &'a Text>) -> Option<usize> {
    let is_flag = |word: &Text| word.known().is_some_and(|w| w.starts_with('-') && w.ends_with('c'));
    let mut options = args.take_while(|word| word.strip_prefix("-").is_some());
    options.position(is_flag).map(|at| at + 1)
}

/// Where in a command line the script stands that a shell takes.
pub fn script_at(argv: &[Text]) -> Option<usize> {
    let (program, words) = argv.split_first()?;
    let at = script_of(words.iter()).filter(|at| is_shell(program) && *at < words.len())?;
    Some(at + 1)
}

/// `$(hostname)` in a script: nobody but the shell is meant.
fn is_substitution(lost: &Lost) -> bool {
    let in_command = matches!(lost.from, Origin::Command | Origin::Args);
    in_command && matches!(&lost.why, Reason::Undefined(name) if !is_variable(name))
}

/// What a container runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// The words of its command.
    pub argv: Vec<Text>,
    /// The script, where the command is a shell with `-c`.
    pub script: Option<Text>,
    /// Its variables.
    pub env: BTreeMap<String, Text>,
}

/// The variables of a container's process, as far as they are known.
pub fn environment(container: &Container) -> BTreeMap<String, Text> {
    Environment::of(container).vars
}

/// The process that a container starts; `None` where the image decides and is not known.
pub fn process(container: &Container) -> Option<Process> {
    let mut env = Environment::of(container);
    let argv = argv(container, &mut env)?;
    let argv: Vec<Text> = argv.into_iter().map(|word| word.text).collect();
    argv.first()?;
    let script = script_at(&argv).and_then(|at| argv.get(at)).cloned();
    Some(Process { argv, script, env: env.vars })
}

/// Follows a script to its `java` command; its assignments are set in `env`.
fn in_script(script: &Text, env: &mut Environment) -> Invocation {
    match split_command(script) {
        Ok(commands) => in_commands(&commands, 0, env),
        Err(hazard) => {
            let (what, why) = (script.to_string(), Reason::Hazard(hazard));
            env.lost.push(Lost { what, from: Origin::Script, why });
            Invocation::Unknown
        }
    }
}

/// The same for a file, to one of several `java` commands: a shell runs what stands before a mistake.
pub(super) fn in_script_file(script: &str, start: usize, env: &mut Environment) -> Invocation {
    let Script { commands, .. } = read_script(&Text::from(script));
    in_commands(&commands, start, env)
}

fn in_commands(commands: &[SimpleCommand], mut start: usize, env: &mut Environment) -> Invocation {
    for command in commands {
        // `A=1 java $A` expands `$A` before it is set, yet java gets it.
        let found = java_at(command).map(|at| (at, start.checked_sub(1)));
        if let Some((at, None)) = found {
            let found = java_in(command, at, env);
            assign(command, env);
            return found;
        }
        if let Some((_, Some(left))) = found {
            start = left;
        }
        assign(command, env);
    }
    Invocation::Unknown
}

/// `NAME=value` before a command, or `export NAME=value`.
fn assign(command: &SimpleCommand, env: &mut Environment) {
    let is = |word: &Word, names: &[&str]| {
        word.literal().as_ref().and_then(Text::known).is_some_and(|known| names.contains(&known))
    };
    let words = command.words.iter().skip_while(|word| is(word, &KEYWORDS));
    let exports = words.skip_while(|word| is(word, &["export", "readonly"])).map_while(assignment);
    for (name, word) in command.assignments.iter().cloned().chain(exports) {
        let value = Text::join(word.fields(&|name| env.shell(name)), " ");
        env.set(&name, value, word.mentions(&name));
    }
}

/// Where among its words a command names `java`.
pub fn java_at(command: &SimpleCommand) -> Option<usize> {
    let mut at = 0;
    loop {
        let word = command.words.get(at)?;
        at += match word.last_part()?.as_str() {
            "java" => return Some(at),
            // They run the rest as the user whom they are told.
            "gosu" | "su-exec" => 2,
            name if name == "nohup" || INITS.contains(&name) || KEYWORDS.contains(&name) => 1,
            _ if at > 0 && word.begins_with('-') => 1,
            _ => return None,
        };
    }
}

fn java_in(command: &SimpleCommand, java: usize, env: &mut Environment) -> Invocation {
    let (mut args, mut variables) = (Vec::new(), Vec::new());
    for word in command.words.iter().skip(java + 1) {
        variables.extend(word.sole_variable().map(str::to_owned));
        args.extend(script_arguments(word, env));
    }
    Invocation::Script { args, variables }
}

/// What a word of a script's `java` command becomes.
fn script_arguments(word: &Word, env: &mut Environment) -> Vec<Argument> {
    let variable = word.sole_variable();
    // An image that is not known may set any variable; one that nobody names adds nothing.
    if variable.is_some_and(|name| !env.vars.contains_key(name)) {
        return Vec::new();
    }
    let from = variable.map_or(Origin::Script, |name| Origin::Variable(name.to_owned()));
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
