//! The `java` command in what a container starts, or in a script.

use std::ops::Range;

use super::command::{Argument, argv};
use super::env::{Environment, is_variable};
use super::script::{self, Path, inline, java_in, script_file};
use super::shell::{Script, SimpleCommand, is_shell, read_script, script_of};
use super::wrapper::{is_catalina, is_java, is_wrapper, program_name};
use super::{Container, Content, Lost, Origin, Reason, no_program};
use crate::text::Text;

/// How the JVM is started, as far as the command tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Invocation {
    /// The process is `java` with these arguments: no shell sees them.
    Exec(Vec<Argument>),
    /// A script calls `java` with these arguments; the variables that it puts among them.
    Script { args: Vec<Argument>, variables: Vec<String> },
    /// Tomcat's own script is called with these arguments.
    Catalina(Vec<Argument>),
    /// Some other program, or the image's own command, which is not known.
    Unknown,
}

/// What a container starts first.
enum Entry {
    Known(Invocation),
    Script(Vec<SimpleCommand>),
}

/// Finds the `java` command. A script's assignments before it are set in `env`.
pub(super) fn invocation(container: &Container, env: &mut Environment) -> Invocation {
    let commands = match entry(container, env) {
        Entry::Known(found) => return found,
        Entry::Script(commands) => commands,
    };
    let (files, mut trial) = (&container.files, env.clone());
    match script::starts(&commands, files, &mut trial).get(container.start) {
        Some(path) => script::follow(&commands, path, files, env),
        None => {
            *env = trial;
            Invocation::Unknown
        }
    }
}

/// The JVMs that the script of a container starts: where each of their commands stands in it, the script's own text
/// and not one that it reads. None where no script is seen.
pub fn starts(container: &Container) -> Vec<Range<usize>> {
    if !may_run_script(container) {
        return Vec::new();
    }
    let mut env = Environment::of(container);
    match entry(container, &mut env) {
        Entry::Known(_) => Vec::new(),
        Entry::Script(commands) => {
            let found = script::starts(&commands, &container.files, &mut env);
            found.into_iter().map(|path: Path| path.place).collect()
        }
    }
}

/// Whether a word is a command line, or a file of the container a text.
fn may_run_script(container: &Container) -> bool {
    let image = container.image.iter().flat_map(|image| image.entrypoint.iter().chain(&image.cmd));
    let own = container.command.iter().chain(&container.args).flatten();
    let engine = container.engine.iter().flat_map(|engine| engine.entrypoint.iter().chain(&engine.cmd));
    let engine = engine.flatten().filter_map(|word| word.known().or(Some(" ")));
    let mut words = image.chain(own).map(String::as_str).chain(engine);
    let mut layers = container.files.trees.values().flat_map(|tree| &tree.layers);
    container.script.is_some()
        || words.any(|word| word.contains(char::is_whitespace))
        || layers.any(|layer| matches!(layer.content, Content::Text(_)))
}

fn entry(container: &Container, env: &mut Environment) -> Entry {
    if let Some(script) = &container.script {
        // A shell runs what stands before a mistake.
        let Script { commands, .. } = read_script(&Text::from(script.as_str()));
        return Entry::Script(commands);
    }
    let argv = argv(container, env).unwrap_or_default();
    let wrapped = argv.first().and_then(|first| program_name(&first.text)).is_some_and(is_wrapper);
    for (at, program) in argv.iter().enumerate() {
        let after = argv.get(at + 1..).unwrap_or_default();
        if let Some(meant) = no_program::meant(&argv, at, env) {
            return Entry::Known(meant);
        }
        // A program that nobody knows, with `java` among its arguments, is there to start it.
        if is_java(&program.text) {
            return Entry::Known(Invocation::Exec(after.to_vec()));
        }
        if is_catalina(&program.text) {
            return Entry::Known(Invocation::Catalina(after.to_vec()));
        }
        let file =
            script_file(&program.text, &container.files, env.cwd.as_deref()).filter(|_| at == 0 || wrapped);
        if let Some(commands) = file {
            env.args = Some(after.to_vec());
            return Entry::Script(commands);
        }
        if is_shell(&program.text) {
            return of_shell(program, after, container, env);
        }
    }
    Entry::Known(Invocation::Unknown)
}

fn of_shell(shell: &Argument, after: &[Argument], container: &Container, env: &mut Environment) -> Entry {
    let script = script_of(after.iter().map(|word| &word.text)).and_then(|at| after.get(at));
    if let Some(script) = script {
        env.here = script.from.clone();
        env.lost.retain(|lost| !is_substitution(lost));
    }
    let Some((commands, args)) = inline(&shell.text, after, &container.files, env) else {
        return Entry::Known(Invocation::Unknown);
    };
    let at = script_of(after.iter().map(|word| &word.text));
    if let Some((script, behind)) = at.and_then(|at| after.get(at..)).and_then(<[Argument]>::split_first) {
        no_program::behind_script(&script.text, behind, env);
    }
    env.args = Some(args);
    Entry::Script(commands)
}

/// `$(hostname)` in a script: nobody but the shell is meant.
fn is_substitution(lost: &Lost) -> bool {
    let in_command = matches!(lost.from, Origin::Command | Origin::Args);
    in_command && matches!(&lost.why, Reason::Undefined(name) if !is_variable(name))
}

/// Which word of a command is `java`, as far as the command itself tells.
pub fn java_at(command: &SimpleCommand) -> Option<usize> {
    java_in(&command.words, &Environment::default())
}
