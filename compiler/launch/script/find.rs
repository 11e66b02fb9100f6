//! What a command of a script starts.

use std::sync::Arc;

use super::evaluated::evaluated;
use super::words::{arguments, java_arguments};
use crate::launch::command::Argument;
use crate::launch::env::Environment;
use crate::launch::invocation::Invocation;
use crate::launch::shell::{Script, SimpleCommand, Word, is_shell, read_script, script_of, split_command};
use crate::launch::wrapper::{is_catalina, is_java, is_wrapper, program_name};
use crate::launch::{Content, Files, Lookup, Lost, Origin, Reason, clean};
use crate::text::Text;

/// What a command starts.
pub(super) enum Starts {
    Nothing,
    /// A JVM, with what makes its arguments out of the words.
    Program(fn(&[Word], &mut Environment) -> Invocation),
    /// Another script, with its arguments where they are not the same.
    Script {
        commands: Arc<[SimpleCommand]>,
        args: Option<Vec<Argument>>,
        kind: Inner,
    },
}

/// What a script in a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inner {
    /// A function.
    Function,
    /// A text that the shell itself reads: a file behind `.`, or words behind `eval`.
    Read,
    /// A process of its own.
    Process,
}

/// Variables that start scripts keep the path of `java` in.
const JAVA_VARIABLES: [&str; 7] =
    ["JAVA", "JAVACMD", "JAVA_BIN", "JAVA_CMD", "JAVA_EXE", "RUNJAVA", "_RUNJAVA"];
/// Words of compound commands that a command may follow.
const KEYWORDS: [&str; 5] = ["then", "else", "do", "{", "!"];
/// What `java` is asked for that starts no application.
const QUESTIONS: [&str; 6] = ["-version", "--version", "-fullversion", "-help", "--help", "-X"];

/// The name of a program.
pub(super) fn name(program: &Text) -> &str {
    program_name(program).unwrap_or_default()
}

pub(super) fn find(words: &[Word], files: &Files, env: &mut Environment) -> Starts {
    if let Some(called) = called(words, env) {
        return called;
    }
    if java_in(words, env).is_some_and(|at| !is_question(words.get(at + 1..).unwrap_or_default())) {
        return Starts::Program(java);
    }
    if catalina_place(words, env).is_some() {
        return Starts::Program(catalina);
    }
    if let Some(commands) = evaluated(words, env) {
        return Starts::Script { commands: commands.into(), args: None, kind: Inner::Read };
    }
    script_in(words, files, env).unwrap_or(Starts::Nothing)
}

/// The function that a command calls.
fn called(words: &[Word], env: &Environment) -> Option<Starts> {
    let (name, arguments_of) = words.split_first()?;
    let commands = Arc::clone(env.functions.get(name.literal()?.known()?)?);
    Some(Starts::Script { commands, args: Some(arguments(arguments_of, env)), kind: Inner::Function })
}

/// Whether the command starts a JVM itself.
pub(super) fn is_program(words: &[Word], env: &mut Environment) -> bool {
    java_in(words, env).is_some() || catalina_place(words, env).is_some()
}

fn is_question(words: &[Word]) -> bool {
    let known = |word: &Word| word.literal().and_then(|text| text.known().map(str::to_owned));
    !words.is_empty() && words.iter().all(|word| known(word).is_some_and(|word| QUESTIONS.contains(&&*word)))
}

fn java(words: &[Word], env: &mut Environment) -> Invocation {
    let mut variables: Vec<String> =
        words.iter().filter_map(|word| Some(word.sole_variable()?.0.to_owned())).collect();
    let args = java_place(words, env).map(|at| behind(words, at, env)).unwrap_or_default();
    variables.extend(args.iter().filter_map(|arg| match &arg.from {
        Origin::Variable(name) => Some(name.clone()),
        _ => None,
    }));
    Invocation::Script { args, variables }
}

fn catalina(words: &[Word], env: &mut Environment) -> Invocation {
    Invocation::Catalina(catalina_place(words, env).map(|at| behind(words, at, env)).unwrap_or_default())
}

/// Where a program stands: the word, and how many of the arguments that the word may be stand before it.
type At = (usize, usize);

/// What stands behind a program.
fn behind(words: &[Word], (at, before): At, env: &mut Environment) -> Vec<Argument> {
    let within = words.get(at).and_then(|word| env.listed(word));
    let within: Vec<Argument> = within.into_iter().flatten().skip(before + 1).cloned().collect();
    let after = java_arguments(words.get(at + 1..).unwrap_or_default(), env);
    within.into_iter().chain(after).collect()
}

/// Which word of a command is `java`: its first, or one behind a program that starts the rest.
pub(in crate::launch) fn java_in(words: &[Word], env: &Environment) -> Option<usize> {
    java_place(words, env).map(|(at, _)| at)
}

fn java_place(words: &[Word], env: &Environment) -> Option<At> {
    program_in(words, env, &|word, value| {
        let conventional = word.and_then(Word::parameter).is_some_and(|name| JAVA_VARIABLES.contains(&name));
        let is_opaque = value.is_none_or(|value| value.sole_opaque().is_some());
        value.is_some_and(is_java) || conventional && is_opaque
    })
}

/// Where Tomcat's own script stands, unless it is there to stop or to tell something.
fn catalina_place(words: &[Word], env: &mut Environment) -> Option<At> {
    let at = program_in(words, env, &|_, value| value.is_some_and(is_catalina))?;
    let lost = env.lost.len();
    let behind = behind(words, at, env);
    env.lost.truncate(lost);
    let then = behind.first().and_then(|word| word.text.known());
    (!matches!(then, Some("stop" | "version" | "configtest" | "help"))).then_some(at)
}

fn program_in(
    words: &[Word],
    env: &Environment,
    wanted: &dyn Fn(Option<&Word>, Option<&Text>) -> bool,
) -> Option<At> {
    let mut wrapped = false;
    for (at, word) in words.iter().enumerate() {
        if let Some(args) = env.listed(word) {
            for (before, arg) in args.iter().enumerate() {
                if wanted(None, Some(&arg.text)) {
                    return Some((at, before));
                }
                wrapped |= is_wrapper(name(&arg.text));
                if !wrapped {
                    return None;
                }
            }
            continue;
        }
        let value = first(word, env);
        if wanted(Some(word), value.as_ref()) {
            return Some((at, 0));
        }
        let name = value.as_ref().map(name).unwrap_or_default();
        let asks = name == "command" && words.get(at + 1).is_some_and(is_question_of_command);
        if KEYWORDS.contains(&name) && !wrapped {
            continue;
        }
        wrapped |= is_wrapper(name) && !asks;
        if !wrapped {
            return None;
        }
    }
    None
}

/// `command -v java` says where it is.
fn is_question_of_command(word: &Word) -> bool {
    word.literal().is_some_and(|word| matches!(word.known(), Some("-v" | "-V")))
}

fn first(word: &Word, env: &Environment) -> Option<Text> {
    word.fields(&|name| env.shell(name)).into_iter().next()
}

/// The script that a command runs: of a shell, of `su -c`, a file, one that is sourced.
fn script_in(words: &[Word], files: &Files, env: &mut Environment) -> Option<Starts> {
    let given = arguments(words, env);
    let mut wrapped = true;
    for (at, word) in given.iter().enumerate() {
        if !wrapped {
            return None;
        }
        let after = given.get(at + 1..).unwrap_or_default();
        let program = name(&word.text);
        if at == 0 && matches!(program, "." | "source") {
            let (file, args) = after.split_first()?;
            let commands = script_file(&file.text, files, env.cwd.as_deref())?;
            let args = (!args.is_empty()).then(|| args.to_vec());
            return Some(Starts::Script { commands: commands.into(), args, kind: Inner::Read });
        }
        if is_shell(&word.text) || matches!(program, "su" | "runuser") {
            let (commands, args) = inline(&word.text, after, files, env)?;
            return Some(process(commands, args));
        }
        if let Some(commands) = script_file(&word.text, files, env.cwd.as_deref()) {
            return Some(process(commands, after.to_vec()));
        }
        wrapped = at > 0 || is_wrapper(program);
    }
    None
}

fn process(commands: Vec<SimpleCommand>, args: Vec<Argument>) -> Starts {
    Starts::Script { commands: commands.into(), args: Some(args), kind: Inner::Process }
}

/// The script of a shell, behind `-c` or a file, and its arguments.
pub(in crate::launch) fn inline(
    shell: &Text,
    after: &[Argument],
    files: &Files,
    env: &mut Environment,
) -> Option<(Vec<SimpleCommand>, Vec<Argument>)> {
    let at = if is_shell(shell) {
        script_of(after.iter().map(|word| &word.text))
    } else {
        after.iter().position(|word| word.text.known() == Some("-c")).map(|at| at + 1)
    };
    let Some(at) = at else {
        let is_option = |word: &Argument| word.text.known().is_some_and(|word| word.starts_with(['-', '+']));
        let file = after.iter().position(|word| !is_option(word))?;
        let (file, args) = after.get(file..)?.split_first()?;
        return Some((script_file(&file.text, files, env.cwd.as_deref())?, args.to_vec()));
    };
    let script = &after.get(at)?.text;
    // The first word behind the script is its `$0`.
    let args = after.get(at + 2..).unwrap_or_default().to_vec();
    match split_command(script) {
        Ok(commands) => Some((commands, args)),
        Err(hazard) => {
            let (what, why) = (script.to_string(), Reason::Hazard(hazard));
            env.lost.push(Lost { what, from: env.here.clone(), why });
            None
        }
    }
}

/// The commands of a script that stands in the container's files.
pub(in crate::launch) fn script_file(
    path: &Text,
    files: &Files,
    cwd: Option<&str>,
) -> Option<Vec<SimpleCommand>> {
    let path = path.known()?;
    let path = match (path.starts_with('/'), cwd) {
        (true, _) => clean(path),
        (false, Some(cwd)) if path.contains('/') => clean(&format!("{cwd}/{path}")),
        _ => return None,
    };
    let Lookup::Found { content: Content::Text(text), .. } = files.lookup(&path) else { return None };
    let first = text.lines().next().unwrap_or_default();
    let is_script = path.ends_with(".sh") || first.starts_with("#!") && first.trim_end().ends_with("sh");
    let Script { commands, .. } = is_script.then(|| read_script(&Text::from(text.as_str())))?;
    Some(commands)
}
