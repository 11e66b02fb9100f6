//! A script, followed to the JVMs that it starts.

mod assign;
mod branch;
mod condition;
mod eval;
mod evaluated;
mod find;
mod function;
mod path;
mod wait;
mod words;

use super::Files;
use super::command::Argument;
use super::env::Environment;
use super::invocation::Invocation;
use super::shell::{Join, SimpleCommand, Word};
use crate::text::{Opaque, Text};

use branch::{Frames, Reach, Step};
pub(crate) use condition::passes;
use find::{Inner, Starts, name};
pub(super) use find::{inline, java_in, script_file};
pub(super) use path::Path;
pub(super) use words::unsure;

/// More branches than a start script has; each is followed from the script's beginning.
const MOST: usize = 8;
/// Scripts and functions in one another that are followed.
const DEPTH: usize = 8;

/// What is looked into below a script, in all.
#[derive(Clone, Copy, Debug)]
struct Left {
    /// Scripts that it starts.
    scripts: usize,
    /// Commands of its functions.
    commands: usize,
}

const MOST_INNER: Left = Left { scripts: 32, commands: 20_000 };

/// The ways to the JVMs that commands start; what they set besides is set in `env`.
pub(super) fn starts(commands: &[SimpleCommand], files: &Files, env: &mut Environment) -> Vec<Path> {
    let mut own = env.clone();
    let mut called = Follower::new(files, None, true);
    called.walk(commands, &mut own);
    if !called.found.is_empty() || own.functions.is_empty() {
        *env = own;
        return called.found;
    }
    // Who calls the functions is not known.
    let mut follower = Follower::new(files, None, false);
    follower.walk(commands, env);
    follower.found
}

/// What one of those JVMs is started with.
pub(super) fn follow(
    commands: &[SimpleCommand],
    path: &Path,
    files: &Files,
    env: &mut Environment,
) -> Invocation {
    let mut follower = Follower::new(files, Some(path), path.by_call);
    follower.walk(commands, env).unwrap_or(Invocation::Unknown)
}

struct Follower<'a> {
    files: &'a Files,
    /// The JVM that is looked for; else all are.
    goal: Option<&'a Path>,
    /// Functions are followed where they are called, not where they stand.
    by_call: bool,
    found: Vec<Path>,
    depth: usize,
    left: Left,
    /// The last inner script ends the outer one.
    ended: bool,
}

impl<'a> Follower<'a> {
    fn new(files: &'a Files, goal: Option<&'a Path>, by_call: bool) -> Self {
        Follower { files, goal, by_call, found: Vec::new(), depth: 0, left: MOST_INNER, ended: false }
    }

    fn walk(&mut self, commands: &[SimpleCommand], env: &mut Environment) -> Option<Invocation> {
        let mut frames = Frames::new(self.goal.map(|goal| &goal.branches));
        let (mut behind, mut by_call) = (0, self.by_call);
        for (at, command) in commands.iter().enumerate() {
            if at < behind {
                continue;
            }
            if by_call && (command.defines || function::is_keyword(command)) {
                if let Some(function) = function::defined(commands.get(at..).unwrap_or_default()) {
                    behind = at + function.length;
                    env.functions.insert(function.name, function.body);
                    continue;
                }
                // Nothing closes it: what follows is not sought again and again.
                by_call = false;
            }
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
            if reach == Reach::Never {
                frames.found(command.join, None);
                continue;
            }
            let started = self.command((commands, at, keywords), reach, &mut frames, env);
            if started.is_some() || self.found.len() >= MOST {
                return started;
            }
        }
        self.ended = frames.over && self.ended;
        None
    }

    /// What a command does that may run.
    fn command(
        &mut self,
        (commands, at, keywords): (&[SimpleCommand], usize, usize),
        reach: Reach,
        frames: &mut Frames,
        env: &mut Environment,
    ) -> Option<Invocation> {
        let command = commands.get(at)?;
        let (keywords, words) = command.words.split_at_checked(keywords)?;
        self.ended = false;
        let started = self.start(at, command, words, frames, env);
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
        wait::change_folder(&argv, command.join, reach == Reach::Sure, env);
        let awaited = wait::awaited(keywords, &argv, env.cwd.as_deref());
        if let Some(file) = awaited.filter(|_| reach == Reach::Sure) {
            env.awaited.insert(file, !wait::may_give_up(commands.get(at + 1)));
        }
        frames.found(command.join, condition::passes(&argv));
        let returns = argv.first().is_some_and(|word| word.known() == Some("return"));
        let inner_ended = std::mem::take(&mut self.ended);
        if self.goal.is_none() && (inner_ended || returns || ends(&argv, command)) {
            self.ended = !returns;
            frames.end();
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
        match find::find(words, self.files, env) {
            Starts::Nothing => None,
            Starts::Program(found) => {
                if self.goal.is_none() {
                    self.found.push(self.path(at, command, frames));
                    return None;
                }
                let found = found(words, env);
                // `A=1 java $A` expands `$A` before it is set, yet java gets it.
                assign::assign(command, words, false, env);
                Some(found)
            }
            Starts::Script { commands, args, kind } => {
                let outer = self.path(at, command, frames);
                self.inner_script(&outer, &commands, args, kind, env)
            }
        }
    }

    fn path(&self, at: usize, command: &SimpleCommand, frames: &Frames) -> Path {
        let (place, branches) = (command.range.clone(), frames.branches());
        Path { branches, at, inner: None, place, by_call: self.by_call }
    }

    fn inner_script(
        &mut self,
        outer: &Path,
        commands: &[SimpleCommand],
        args: Option<Vec<Argument>>,
        kind: Inner,
        env: &mut Environment,
    ) -> Option<Invocation> {
        let is_process = kind == Inner::Process;
        let goal = self.goal.filter(|goal| goal.at == outer.at).and_then(|goal| goal.inner.as_deref());
        if self.depth >= DEPTH || self.goal.is_some() && goal.is_none() && is_process {
            return None;
        }
        self.left = self.left.without(kind, commands.len())?;
        let mut own = if goal.is_some() || !is_process { None } else { Some(env.clone()) };
        let inner_env = own.as_mut().unwrap_or(env);
        let outer_args = args.map(|args| inner_env.args.replace(args));
        let (depth, left) = (self.depth + 1, self.left);
        let mut inner = Follower { depth, left, ..Follower::new(self.files, goal, self.by_call) };
        let found = inner.walk(commands, inner_env);
        self.left = inner.left;
        self.ended = inner.ended && !is_process;
        if let Some(outer_args) = outer_args.filter(|_| found.is_none()) {
            inner_env.args = outer_args;
        }
        if self.goal.is_none() {
            let path = |inner: Path| {
                let place = if kind == Inner::Function { inner.place.clone() } else { outer.place.clone() };
                Path { place, inner: Some(Box::new(inner)), ..outer.clone() }
            };
            self.found.extend(inner.found.into_iter().map(path));
        }
        found
    }
}

impl Left {
    /// What is left behind a script of so many commands.
    fn without(self, kind: Inner, commands: usize) -> Option<Self> {
        Some(match kind {
            Inner::Function => Left { commands: self.commands.checked_sub(commands + 1)?, ..self },
            Inner::Read | Inner::Process => Left { scripts: self.scripts.checked_sub(1)?, ..self },
        })
    }
}

/// Whether nothing of the script runs behind a command.
fn ends(argv: &[Text], command: &SimpleCommand) -> bool {
    let known = |at: usize| argv.get(at).and_then(Text::known);
    let replaces = argv.len() > 1 && argv.first().is_some_and(|word| name(word) == "exec");
    let evaluates =
        known(0) == Some("eval") && known(1).is_some_and(|words| words.split(' ').next() == Some("exec"));
    (replaces || evaluates || known(0) == Some("exit")) && command.join != Join::Pipe
}

impl Environment {
    /// The values of variables that a condition can rely on.
    pub(super) fn known(&self) -> impl Fn(&str) -> Option<Text> + use<'_> {
        |name| {
            let unknown = || Text::opaque(Opaque::Unknown(format!("{name} of a branch")));
            let value = self.shell(name);
            // What nobody who is known sets decides nothing either, whatever its default is.
            let is_open =
                |value: &Text| matches!(value.sole_opaque(), Some(Opaque::Unknown(own)) if own == name);
            let unsure = self.sure.contains_key(name) || value.as_ref().is_some_and(is_open);
            if unsure { Some(unknown()) } else { value }
        }
    }
}
