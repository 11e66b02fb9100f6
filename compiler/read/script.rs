//! What a script does to files, command by command.

use std::collections::BTreeMap;

use super::blocks::{Step, steps};
use super::effects::{Effect, Place, put, run};
use super::piped::{Piped, to_output, unpack_piped};
use super::written::written;
use crate::launch::shell::{Join, SimpleCommand, Word, split_command};
use crate::launch::{self, Budget, Content, Files, passes};
use crate::text::{Opaque, Text};

/// Runs a script; returns the commands whose effect is not known.
pub(super) fn run_script(
    script: &Text,
    outer: Lookup<'_>,
    files: &mut Files,
    cwd: Option<&str>,
) -> Vec<String> {
    let commands = match split_command(script) {
        Ok(commands) => commands,
        Err(hazard) => return vec![hazard.to_string()],
    };
    let nested = commands.iter().any(|command| command.join == Join::Group);
    let left = MOST_STEPS + commands.len();
    let steps = steps(&commands);
    let opaque = nested || steps.iter().any(is_opaque);
    let (env, unread) = (BTreeMap::new(), Vec::new());
    let (cwd, budget) = (cwd.map(str::to_owned), Budget::default());
    let mut shell = Shell {
        outer,
        env,
        cwd,
        budget,
        files,
        unread,
        passed: None,
        skips: false,
        piped: None,
        nested,
        opaque,
        ended: None,
        left,
    };
    shell.steps(&steps);
    shell.unread
}

/// More commands than a script runs, each turn of a loop counted.
const MOST_STEPS: usize = 4096;
/// More turns than a list that somebody writes into a `for` has.
const MOST_TURNS: usize = 64;
/// Longer than any text that a command writes into a file.
const LONGEST: usize = 256 << 10;

/// The variables that a script finds.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<Text>;

struct Shell<'a> {
    outer: Lookup<'a>,
    /// Those that it sets.
    env: BTreeMap<String, Text>,
    cwd: Option<String>,
    budget: Budget,
    files: &'a mut Files,
    unread: Vec<String>,
    /// What the last command found, where it surely ran and is known.
    passed: Option<bool>,
    /// The last command surely did not run.
    skips: bool,
    /// What the last command writes to its output.
    piped: Option<Piped>,
    /// There are brackets: what stands in them may not run at all.
    nested: bool,
    /// There are brackets, or blocks that are not followed: what stands in them may not run.
    opaque: bool,
    /// Nothing behind the last command runs; whether that is a failure.
    ended: Option<bool>,
    /// How many more commands are run.
    left: usize,
}

/// Words that begin a block which is not followed.
const OPAQUE: [&str; 8] = ["if", "case", "while", "until", "for", "select", "function", "{"];

/// Whether a block is in it that is not followed.
fn is_opaque(step: &Step) -> bool {
    let any = |steps: &[Step]| steps.iter().any(is_opaque);
    match step {
        Step::Run(command) => {
            let first = command.words.first().and_then(Word::last_part);
            first.is_some_and(|word| OPAQUE.contains(&word.as_str()))
        }
        Step::If(branches, otherwise) => {
            branches.iter().any(|(condition, body)| any(condition) || any(body)) || any(otherwise)
        }
        Step::For(_, _, body) => any(body),
        Step::Loop(condition, body) => any(condition) || any(body),
    }
}

/// Whether a command is the shell's last one, and fails.
fn ends(argv: &[String]) -> Option<bool> {
    let (program, words) = argv.split_first()?;
    match program.as_str() {
        "exit" => Some(words.first().is_some_and(|status| status != "0")),
        "exec" if !words.is_empty() => Some(false),
        _ => None,
    }
}

impl Shell<'_> {
    fn steps(&mut self, all: &[Step]) {
        for step in all {
            if self.ended.is_some() {
                return;
            }
            let Some(left) = self.left.checked_sub(1) else {
                return self.unread.push("more commands than anybody writes".to_owned());
            };
            self.left = left;
            match step {
                Step::Run(command) => self.command(command),
                Step::If(branches, otherwise) => self.choice(branches, otherwise),
                Step::For(name, words, body) => self.repeated(name, words, body),
                Step::Loop(condition, body) => {
                    self.steps(condition);
                    self.block(body, false);
                }
            }
        }
    }

    fn choice(&mut self, branches: &[(Vec<Step>, Vec<Step>)], otherwise: &[Step]) {
        let first = branches.first().and_then(|(condition, _)| condition.first());
        let mut surely = matches!(first, Some(Step::Run(SimpleCommand { join: Join::Then, .. })));
        for (condition, body) in branches {
            self.passed = None;
            self.steps(condition);
            match self.passed {
                Some(false) => {}
                Some(true) => return self.block(body, surely),
                None => {
                    surely = false;
                    self.block(body, surely);
                }
            }
        }
        self.block(otherwise, surely);
    }

    fn repeated(&mut self, name: &str, words: &[Word], body: &[Step]) {
        let values: Vec<Text> =
            words.iter().flat_map(|word| word.fields(&|name| Some(self.value(name)))).collect();
        for value in values.iter().take(MOST_TURNS) {
            // `*` stands for files: a command that is given it does with all of them what the loop does.
            self.env.insert(name.to_owned(), value.clone());
            self.passed = None;
            self.steps(body);
        }
        if values.len() > MOST_TURNS {
            self.unread.push(format!("for {name}"));
        }
        self.passed = None;
    }

    /// Runs what stands in a block; of one that may not run only the question is asked whether it changes anything.
    fn block(&mut self, body: &[Step], surely: bool) {
        let before = (!surely && !body.is_empty()).then(|| self.files.clone());
        self.passed = None;
        self.steps(body);
        self.passed = None;
        // A script that fails keeps the pod from starting: where it starts, the block did not run.
        if let Some(failed) = self.ended.take_if(|_| !surely)
            && !failed
        {
            self.unread.push("a block that may end the script".to_owned());
        }
        if let Some(before) = before.filter(|before| *before != *self.files) {
            *self.files = before;
            self.unread.push("commands of a block that may not run".to_owned());
        }
    }

    fn command(&mut self, command: &SimpleCommand) {
        self.skips = match (command.join, self.passed) {
            (Join::And, Some(false)) | (Join::Or, Some(true)) => true,
            (Join::Pipe, _) => self.skips,
            _ => false,
        };
        if self.skips {
            return;
        }
        let passed = self.passed.take();
        let words = command.argv(&|name| Some(self.value(name)));
        let argv: Option<Vec<String>> = words.iter().map(|word| word.known().map(str::to_owned)).collect();
        for (name, word) in &command.assignments {
            let value = Text::join(word.fields(&|name| Some(self.value(name))), " ");
            self.env.insert(name.clone(), value);
        }
        let text = argv.as_ref().and_then(|argv| written(argv, command.input.as_ref()));
        self.redirects(command, text.as_ref());
        let Some(argv) = argv else {
            return self.unread.push("a command with words that are not known".to_owned());
        };
        let negated = argv.first().is_some_and(|word| word == "!");
        let argv = argv.get(usize::from(negated)..).unwrap_or_default().to_vec();
        let place = Place { cwd: self.cwd.as_deref(), by_shell: true };
        let surely = match command.join {
            Join::Then | Join::Next | Join::Background => true,
            Join::And => passed == Some(true),
            Join::Or => passed == Some(false),
            Join::Pipe | Join::Group => false,
        };
        self.ended = ends(&argv).filter(|_| surely && !self.opaque);
        let piped = self.piped.take().filter(|_| command.join == Join::Pipe);
        let mut written = command.redirects.iter().filter(|redirect| redirect.writes);
        match (to_output(&argv, self.files, place), written.next()) {
            (Some(piped), None) => {
                self.piped = Some(piped);
                return;
            }
            (Some(Piped::Download(download)), Some(redirect)) => {
                return self.write(&redirect.file, Content::Download(download));
            }
            _ => {}
        }
        if let Some(piped) = piped
            && unpack_piped(&argv, piped, self.files, place).is_some()
        {
            return;
        }
        if let Some("cd") = argv.first().map(String::as_str) {
            self.cwd = argv.get(1).and_then(|path| place.absolute(path));
            return;
        }
        self.effect(&argv, negated, command.join, passed);
    }

    /// What a command does to files; `passed` is what the one before it found.
    fn effect(&mut self, argv: &[String], negated: bool, join: Join, passed: Option<bool>) {
        let place = Place { cwd: self.cwd.as_deref(), by_shell: true };
        // What stands after `||` or in brackets may not run.
        let may_not = matches!((join, passed), (Join::Or, None) | (Join::Group, _));
        if !(may_not || self.nested) {
            self.passed = found(argv, self.files, place).map(|passed| passed != negated);
        }
        let mut trial = may_not.then(|| self.files.clone());
        let files = trial.as_mut().unwrap_or(self.files);
        match run(argv, files, place) {
            Effect::Unread(what) => self.unread.push(what),
            Effect::Done if trial.is_some_and(|trial| trial != *self.files) => {
                self.unread.push(argv.join(" "));
            }
            Effect::Done => {}
        }
    }

    /// The image may set what nobody else does.
    fn value(&self, name: &str) -> Text {
        let unknown = || Text::opaque(Opaque::Unknown(name.to_owned()));
        let known = self.env.get(name).cloned().or_else(|| (self.outer)(name));
        self.budget.admit(known.unwrap_or_else(unknown))
    }

    /// `text` is what the command writes, where that is known.
    fn redirects(&mut self, command: &SimpleCommand, text: Option<&String>) {
        for redirect in command.redirects.iter().filter(|redirect| redirect.writes) {
            let before = match (redirect.appends, self.path(&redirect.file)) {
                (false, _) => Some(String::new()),
                (true, path) => path.and_then(|path| self.text_of(&path)),
            };
            let whole = before.zip(text).map(|(before, text)| before + text);
            let whole = whole.filter(|text| !self.nested && text.len() <= LONGEST);
            let unknown = || Content::Unknown("a redirection".to_owned());
            self.write(&redirect.file, whole.map_or_else(unknown, Content::Text));
        }
    }

    /// The text of a file; a file that nothing has put there is one that `>>` makes.
    fn text_of(&self, path: &str) -> Option<String> {
        match self.files.lookup(path) {
            launch::Lookup::Found { content: Content::Text(text), .. } => Some(text),
            launch::Lookup::Absent => Some(String::new()),
            _ => None,
        }
    }

    fn path(&self, file: &Word) -> Option<String> {
        let fields = file.fields(&|name| Some(self.value(name)));
        let place = Place { cwd: self.cwd.as_deref(), by_shell: true };
        match fields.as_slice() {
            [path] => path.known().and_then(|path| place.absolute(path)),
            _ => None,
        }
    }

    fn write(&mut self, file: &Word, content: Content) {
        let Some(path) = self.path(file) else {
            return self.unread.push("a redirection to a file that is not known".to_owned());
        };
        // Devices hold nothing, and a file that cannot be written stays as it is.
        if !path.starts_with("/dev/") && path != "/1" && path != "/2" {
            let _ = put(self.files, &path, content);
        }
    }
}

/// How the marks begin that copies leave which are to happen once: no image brings one.
const MARK: &str = ".agentc-";

/// What `true`, `false` and a test find, as far as the files are known: an image may hold anything.
fn found(argv: &[String], files: &Files, place: Place<'_>) -> Option<bool> {
    let words: Vec<&str> = argv.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["true" | ":", ..] => return Some(true),
        ["false", ..] => return Some(false),
        _ => {}
    }
    let (["test", test @ ..] | ["[", test @ .., "]"] | ["[[", test @ .., "]]"]) = words.as_slice() else {
        return None;
    };
    match test {
        ["!", test @ ..] => is_there(test, files, place).map(|there| !there),
        test => is_there(test, files, place),
    }
    .or_else(|| passes(&argv.iter().map(|word| Text::from(word.as_str())).collect::<Vec<_>>()))
}

/// What `-f FILE` finds.
fn is_there(test: &[&str], files: &Files, place: Place<'_>) -> Option<bool> {
    let [kind @ ("-f" | "-e" | "-r" | "-d"), file] = test else { return None };
    match (files.lookup(&place.absolute(file)?), *kind) {
        (launch::Lookup::Absent, _) => Some(false),
        (launch::Lookup::Found { content: Content::Text(_) | Content::Download(_), .. }, kind) => {
            Some(kind != "-d")
        }
        (launch::Lookup::Found { content: Content::Empty, .. }, kind) => Some(kind != "-f"),
        (launch::Lookup::Found { content: Content::Image { path, .. }, .. }, _) if is_mark(&path) => {
            Some(false)
        }
        _ => None,
    }
}

fn is_mark(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with(MARK))
}
