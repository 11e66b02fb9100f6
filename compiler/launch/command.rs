//! The process that a container starts.

use std::collections::BTreeMap;

use super::env::Environment;
use super::shell::{is_shell, script_of};
use super::wrapper::is_catalina;
use super::{Container, Engine, ImageConfig, Origin};
use crate::text::Text;

/// A word of a command and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Argument {
    pub text: Text,
    pub from: Origin,
    /// A shell expanded it.
    pub by_shell: bool,
    /// A branch of a script adds it that may not be taken.
    pub maybe: bool,
}

impl Argument {
    /// One that no shell has seen.
    fn plain(text: Text, from: Origin) -> Self {
        Argument { text, from, by_shell: false, maybe: false }
    }
}

/// The command and its arguments, expanded by the kubelet; `None` where the image decides and is not known.
pub(super) fn argv(container: &Container, env: &mut Environment) -> Option<Vec<Argument>> {
    let image = container.image.as_ref();
    if let Some(engine) = &container.engine {
        return of_engine(engine, image);
    }
    let given = |list: &Option<Vec<String>>| list.as_ref().filter(|l| !l.is_empty()).cloned();
    let (command, args) = (given(&container.command), given(&container.args));
    let mut all = match &command {
        Some(command) => expanded(command, &Origin::Command, env),
        // Images of Tomcat have no ENTRYPOINT.
        None if image.is_none() && args.iter().flatten().next().is_some_and(|word| is_script(word)) => {
            Vec::new()
        }
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

fn is_script(word: &str) -> bool {
    is_catalina(&Text::from(word))
}

/// What an engine starts. Without an ENTRYPOINT that is known, a CMD that begins with a program is what runs: an
/// image whose ENTRYPOINT does something else with it is rare.
fn of_engine(engine: &Engine, image: Option<&ImageConfig>) -> Option<Vec<Argument>> {
    let given = |list: &[Text], from: &Origin| -> Vec<Argument> {
        list.iter().map(|text| Argument::plain(text.clone(), from.clone())).collect()
    };
    let is_program = |cmd: &&Vec<Text>| cmd.first().is_some_and(|word| word.strip_prefix("-").is_none());
    let mut all = match (&engine.entrypoint, image) {
        (Some(entrypoint), _) => given(entrypoint, &Origin::Entrypoint),
        (None, Some(image)) => verbatim(&image.entrypoint, &Origin::Entrypoint),
        (None, None) => engine.cmd.as_ref().filter(is_program).map(|_| Vec::new())?,
    };
    match (&engine.cmd, &engine.entrypoint) {
        (Some(cmd), _) => all.extend(given(cmd, &Origin::Cmd)),
        (None, Some(_)) => {}
        (None, None) => all.extend(verbatim(&image?.cmd, &Origin::Cmd)),
    }
    Some(all)
}

fn expanded(list: &[String], from: &Origin, env: &mut Environment) -> Vec<Argument> {
    list.iter().map(|word| Argument::plain(env.expand(word, from), from.clone())).collect()
}

fn verbatim(list: &[String], from: &Origin) -> Vec<Argument> {
    list.iter().map(|word| Argument::plain(Text::from(word.as_str()), from.clone())).collect()
}

/// Where in a command line the script stands that a shell takes.
pub fn script_at(argv: &[Text]) -> Option<usize> {
    let (program, words) = argv.split_first()?;
    let at = script_of(words).filter(|at| is_shell(program) && *at < words.len())?;
    Some(at + 1)
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
    let words = container.command.iter().chain(&container.args).flatten();
    if words.count() == 0 && container.image.is_none() && container.engine.is_none() {
        return None;
    }
    let mut env = Environment::of(container);
    let argv = argv(container, &mut env)?;
    let argv: Vec<Text> = argv.into_iter().map(|word| word.text).collect();
    argv.first()?;
    let script = script_at(&argv).and_then(|at| argv.get(at)).cloned();
    Some(Process { argv, script, env: env.vars })
}
