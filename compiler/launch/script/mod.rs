//! A script, followed to the JVMs that it starts.

mod assign;
mod branch;
mod condition;
mod eval;
mod find;
mod path;
mod words;

use super::Files;
use super::command::Argument;
use super::env::Environment;
use super::invocation::Invocation;
use super::shell::{Join, SimpleCommand, Word};
use crate::text::{Opaque, Text};

use branch::{Frames, Reach, Step};
use find::{Starts, name};
pub(super) use find::{inline, java_in, script_file};
pub(super) use path::Path;
pub(super) use words::unsure;

/// More branches than a start script has; each is followed from the script's beginning.
const MOST: usize = 8;
/// Scripts in scripts that are followed.
const DEPTH: usize = 4;
/// How many scripts one script may start that are looked into.
const MOST_INNER: usize = 32;

/// Where a script runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The files of its container.
    pub files: &'a Files,
    /// Its folder, where it is known.
    pub cwd: Option<&'a str>,
}

/// The ways to the JVMs that commands start; what they set besides is set in `env`.
pub(super) fn starts(commands: &[SimpleCommand], place: Place, env: &mut Environment) -> Vec<Path> {
    let mut follower = Follower { place, goal: None, found: Vec::new(), depth: 0, inner: MOST_INNER };
    follower.walk(commands, env);
    follower.found
}

/// What one of those JVMs is started with.
pub(super) fn follow(
    commands: &[SimpleCommand],
    path: &Path,
    place: Place,
    env: &mut Environment,
) -> Invocation {
    let mut follower = Follower { place, goal: Some(path), found: Vec::new(), depth: 0, inner: MOST_INNER };
    follower.walk(commands, env).unwrap_or(Invocation::Unknown)
}

struct Follower<'a> {
    place: Place<'a>,
    /// The JVM that is looked for; else all are.
    goal: Option<&'a Path>,
    found: Vec<Path>,
    depth: usize,
    /// How many more inner scripts are looked into.
    inner: usize,
}

impl Follower<'_> {
    fn walk(&mut self, commands: &[SimpleCommand], env: &mut Environment) -> Option<Invocation> {
        let mut frames = Frames::new(self.goal.map(|goal| &goal.branches));
        for (at, command) in commands.iter().enumerate() {
            let step = {
                let known = env.known();
                frames.step(at, command, &|word| Some(word.whole(&known)))
            };
            let Step::Command(keywords, reach) = step else {
                assign::loop_variable(command, env);
                continue;
            };
            if frames.over {
                break;
            }
            let reach = if self.goal.is_some_and(|goal| goal.at == at) { Reach::Sure } else { reach };
            let words = command.words.get(keywords..).unwrap_or_default();
            if reach == Reach::Never {
                frames.found(command.join, None);
                continue;
            }
            let started = self.start(at, command, words, &frames, env);
            if started.is_some() || self.found.len() >= MOST {
                return started;
            }
            assign::assign(command, words, reach == Reach::Maybe, env);
            if reach == Reach::Sure {
                eval::positional(words, env);
            }
            let argv: Vec<Text> = {
                let known = env.known();
                words.iter().flat_map(|word| word.fields(&known)).collect()
            };
            frames.found(command.join, condition::passes(&argv));
            if self.goal.is_none() && ends(&argv, command) {
                frames.end();
            }
        }
        None
    }

    /// The JVM that a command starts, by itself or by a script, if it is the one that is looked for.
    fn start(
        &mut self,
        at: usize,
        command: &SimpleCommand,
        words: &[Word],
        frames: &Frames,
        env: &mut Environment,
    ) -> Option<Invocation> {
        if self.goal.is_some_and(|goal| goal.at != at && find::is_program(words, env)) {
            return None;
        }
        match find::find(words, self.place, env) {
            Starts::Nothing => None,
            Starts::Program(found) => {
                if self.goal.is_none() {
                    self.found.push(Path { branches: frames.branches(), at, inner: None });
                    return None;
                }
                let found = found(words, env);
                // `A=1 java $A` expands `$A` before it is set, yet java gets it.
                assign::assign(command, words, false, env);
                Some(found)
            }
            Starts::Script { commands, args, is_sourced } => {
                self.inner_script(at, &commands, args, is_sourced, frames, env)
            }
        }
    }

    fn inner_script(
        &mut self,
        at: usize,
        commands: &[SimpleCommand],
        args: Option<Vec<Argument>>,
        is_sourced: bool,
        frames: &Frames,
        env: &mut Environment,
    ) -> Option<Invocation> {
        if self.depth >= DEPTH || self.inner == 0 {
            return None;
        }
        self.inner -= 1;
        let goal = self.goal.filter(|goal| goal.at == at).and_then(|goal| goal.inner.as_deref());
        if self.goal.is_some() && goal.is_none() && !is_sourced {
            return None;
        }
        let mut own = if goal.is_some() || is_sourced { None } else { Some(env.clone()) };
        let inner_env = own.as_mut().unwrap_or(env);
        let outer = args.map(|args| inner_env.args.replace(args));
        let mut inner =
            Follower { place: self.place, goal, found: Vec::new(), depth: self.depth + 1, inner: self.inner };
        let found = inner.walk(commands, inner_env);
        self.inner = inner.inner;
        if let Some(outer) = outer {
            inner_env.args = outer;
        }
        if self.goal.is_none() {
            let path = |inner| Path { branches: frames.branches(), at, inner: Some(Box::new(inner)) };
            self.found.extend(inner.found.into_iter().map(path));
        }
        found
    }
}

/// Whether nothing of the script runs behind a command.
fn ends(argv: &[Text], command: &SimpleCommand) -> bool {
    let replaces = argv.len() > 1 && argv.first().is_some_and(|word| name(word) == "exec");
    let leaves = argv.first().is_some_and(|word| matches!(word.known(), Some("exit")));
    (replaces || leaves) && command.join != Join::Pipe
}

impl Environment {
    /// The values of variables that a condition can rely on.
    pub(super) fn known(&self) -> impl Fn(&str) -> Option<Text> + use<'_> {
        |name| {
            let unsure = self.sure.contains_key(name);
            let unknown = || Text::opaque(Opaque::Unknown(format!("{name} of a branch")));
            if unsure { Some(unknown()) } else { self.shell(name) }
        }
    }
}
