//! From what a container is given to what its JVM gets.

use super::buildpack;
use super::command::Argument;
use super::env::Environment;
use super::invocation::{Invocation, invocation};
use super::launcher::SCRIPT_VARIABLES;
use super::option::{Word, classify};
use super::script::unsure;
use super::shell::{Evaluated, evaluate, references, words};
use super::{
    Agent, Container, Expansion, JvmOption, Launch, Launcher, Lost, Origin, Reader, Reason, Sourced, Start,
    Variable, clean, holds_options, is_variable, misspelt,
};
use crate::text::Text;

/// What the JVM in this container gets.
pub fn launch(container: &Container, start: &Start) -> Launch {
    let mut env = Environment::of(container);
    let invocation = invocation(container, &mut env);
    let launcher = match &invocation {
        Invocation::Unknown => start.launcher,
        Invocation::Exec(_) if start.launcher == Launcher::Jib => Launcher::Jib,
        Invocation::Exec(_) => Launcher::Java,
        Invocation::Script { .. } => Launcher::Shell,
        Invocation::Catalina(_) => Launcher::Catalina,
    };
    let lost = std::mem::take(&mut env.lost);
    let cwd = env.cwd.clone();
    let launch = Launch { launcher, lost, files: container.files.clone(), ..Launch::default() };
    let mut it =
        Computation { env: &env, start, launcher, invocation: &invocation, cwd: cwd.as_deref(), launch };
    it.read_rows();
    it.unread_variables();
    it.misspelt_variables(container);
    it.finish()
}

pub(super) struct Computation<'a> {
    pub env: &'a Environment,
    pub start: &'a Start,
    /// As the command shows it, else as it was stated.
    pub launcher: Launcher,
    pub invocation: &'a Invocation,
    cwd: Option<&'a str>,
    launch: Launch,
}

impl Computation<'_> {
    pub fn lose(&mut self, what: &Text, from: &Origin, why: Reason) {
        self.launch.lost.push(Lost { what: what.to_string(), from: from.clone(), why });
    }

    pub fn is_jdk8(&self) -> bool {
        self.start.jdk.is_some_and(|jdk| jdk < 9)
    }

    fn read_rows(&mut self) {
        let mut line = Vec::new();
        for row in self.launcher.rows() {
            if row.reader != Reader::CommandLine {
                self.command_line(std::mem::take(&mut line));
            }
            match (row.reader, row.variable) {
                (Reader::CommandLine, variable) => line.extend(self.arguments(variable, row.expansion)),
                (reader, Variable::Named(name)) => {
                    self.variable(name, *row);
                    if reader == Reader::Buildpack {
                        let added = buildpack::options(&self.env.vars, self.is_jdk8());
                        self.launch.options.extend(added);
                    }
                }
                (_, Variable::Command) => {}
            }
        }
        self.command_line(line);
    }

    /// The value of an options variable, if it is set and can be read.
    pub fn value(&mut self, name: &str) -> Option<Text> {
        let from = Origin::Variable(name.to_owned());
        if self.env.may_come_from_elsewhere(name) {
            self.lose(&Text::from(name), &from, Reason::MaybeEnvFrom);
        }
        let value = self.env.vars.get(name)?.clone();
        if let Some(opaque) = value.sole_opaque() {
            self.lose(&value, &from, Reason::Elsewhere(opaque.clone()));
            return None;
        }
        Some(value)
    }

    /// What a row puts on the command line.
    fn arguments(&mut self, variable: Variable, expansion: Expansion) -> Vec<Argument> {
        let stated = self.start.variable.clone();
        let name = match (variable, self.invocation) {
            (Variable::Command, Invocation::Exec(args) | Invocation::Script { args, .. }) => {
                return args.clone();
            }
            (Variable::Command, Invocation::Unknown | Invocation::Catalina(_))
                if expansion == Expansion::None =>
            {
                return Vec::new();
            }
            (Variable::Command, Invocation::Unknown | Invocation::Catalina(_)) => {
                stated.unwrap_or_else(|| "JAVA_OPTS".to_owned())
            }
            (Variable::Named(name), _) => name.to_owned(),
        };
        let own = self.value(&name).map(|value| self.of_variable(name.clone(), &value, expansion));
        self.with_debugger(&name, own.unwrap_or_default())
    }

    /// The words that a script makes of an options variable.
    pub fn of_variable(&mut self, name: String, value: &Text, expansion: Expansion) -> Vec<Argument> {
        let env = self.env;
        let evaluated = |value: &Text| match expansion {
            Expansion::Eval => evaluate(value, &|name| env.shell(name)),
            Expansion::Words | Expansion::None => Evaluated { fields: words(value), hazard: None },
        };
        let Evaluated { fields, hazard } = evaluated(value);
        let sure = env.sure.get(&name).map(|sure| evaluated(sure).fields);
        let from = Origin::Variable(name);
        if let Some(hazard) = hazard {
            self.lose(value, &from, Reason::Hazard(hazard));
        }
        let maybe = unsure(&fields, sure.as_deref());
        let one = |(text, maybe)| Argument { text, from: from.clone(), by_shell: false, maybe };
        fields.into_iter().zip(maybe).map(one).collect()
    }

    /// Sorts the words of the `java` command into options and the application's.
    fn command_line(&mut self, line: Vec<Argument>) {
        let (mut line, mut has_jar) = (line.into_iter(), false);
        while let Some(word) = line.next() {
            let whole = word.text.sole_opaque().filter(|_| match word.from {
                // A variable inside a variable.
                Origin::Variable(_) => true,
                // Behind `-jar` it is the jar.
                _ if word.by_shell => !has_jar,
                // An engine's command.
                Origin::Entrypoint | Origin::Cmd => true,
                _ => false,
            });
            if let Some(value) = whole {
                // It may hold options, and none is known.
                let why = Reason::Elsewhere(value.clone());
                self.lose(&word.text, &word.from, why);
                continue;
            }
            self.unless_evaluated(&word);
            match classify(&word.text) {
                Word::WithNext(long) => {
                    let value = line.next().map(|next| next.text).unwrap_or_default();
                    let written = Text::join([word.text, value.clone()], " ");
                    let text = with_value(long, &value);
                    self.option(Sourced { text, written: Some(written), from: word.from, maybe: word.maybe });
                }
                Word::Option if !(self.is_jdk8() && word.text.strip_prefix("@").is_some()) => {
                    self.option(Sourced { maybe: word.maybe, ..Sourced::new(word.text, word.from) });
                }
                // Options go on behind it: the first other word is the jar.
                Word::Main if word.text.known() == Some("-jar") => {
                    // Said twice, it says nothing more.
                    if !std::mem::replace(&mut has_jar, true) {
                        self.launch.application.push(word.text);
                    }
                }
                kind => return self.application(kind, word, line),
            }
        }
    }

    fn application(&mut self, kind: Word, main: Argument, mut rest: std::vec::IntoIter<Argument>) {
        self.launch.application.push(main.text);
        if kind == Word::Main {
            self.launch.application.extend(rest.next().map(|name| name.text));
        }
        for word in rest {
            // What an application makes of its arguments is its own; one that is a variable and nothing else was
            // meant to be several.
            if is_variable_alone(&word.text) {
                self.unless_evaluated(&word);
            }
            let for_jvm = match JvmOption::parse(&word.text) {
                JvmOption::Other(text) => text.strip_prefix("-X").is_some(),
                JvmOption::ArgumentFile(_) => false,
                _ => true,
            };
            if for_jvm {
                self.lose(&word.text, &word.from, Reason::AfterMain);
            }
            self.launch.application.push(word.text);
        }
    }

    /// A script's own words and an `eval` were expanded; all others keep their `${VAR}`.
    fn unless_evaluated(&mut self, word: &Argument) {
        let expanded = word.by_shell && !matches!(word.from, Origin::Variable(_));
        if self.launcher != Launcher::Catalina && !expanded {
            self.never_expanded(&word.text, &word.from);
        }
    }

    pub fn never_expanded(&mut self, token: &Text, from: &Origin) {
        for name in references(token) {
            self.lose(token, from, Reason::NeverExpanded(name));
        }
    }

    pub fn option(&mut self, option: Sourced) {
        if let JvmOption::JavaAgent { jar, options } = JvmOption::parse(&option.text) {
            let (jar, from) = (self.absolute(jar), option.from.clone());
            self.launch.agents.push(Agent { jar, options, from, maybe: option.maybe });
        }
        self.launch.options.push(option);
    }

    fn absolute(&self, jar: Text) -> Text {
        match (jar.known(), self.cwd) {
            (Some(path), _) if path.starts_with('/') => Text::from(clean(path)),
            (Some(path), Some(cwd)) => Text::from(clean(&format!("{cwd}/{path}"))),
            _ => jar,
        }
    }

    /// Variables that only other launchers read.
    fn unread_variables(&mut self) {
        let by_script = |name: &str| match self.invocation {
            Invocation::Script { variables, .. } => variables.iter().any(|used| used == name),
            // The script cannot be seen: it may read more than what was stated.
            Invocation::Unknown => self.launcher == Launcher::Shell,
            Invocation::Exec(_) | Invocation::Catalina(_) => false,
        };
        let taken_up = |name: &str| self.env.taken_up.contains(name);
        let read = |name: &str| {
            by_script(name) || taken_up(name) || self.launcher.rows().iter().any(|row| row.is_named(name))
        };
        let stated = self.start.variable.as_deref();
        let names = SCRIPT_VARIABLES.iter().copied().chain(stated.filter(|n| !SCRIPT_VARIABLES.contains(n)));
        let unread: Vec<_> = names.filter(|name| !read(name)).collect();
        for name in unread {
            let Some(value) = self.env.vars.get(name).filter(|value| !value.is_empty()) else { continue };
            let bypassed = self.start.launcher == Launcher::Paketo && self.launcher != Launcher::Paketo;
            let why = if bypassed { Reason::LauncherBypassed } else { Reason::NeverRead };
            self.lose(value, &Origin::Variable(name.to_owned()), why);
        }
    }

    /// Variables that nothing reads, whose names are almost those that JVMs read.
    fn misspelt_variables(&mut self, container: &Container) {
        let env = self.env;
        for (name, value) in &env.vars {
            if let Some(meant) = misspelt(container, name, value) {
                self.lose(value, &Origin::Variable(name.clone()), Reason::Misspelt(meant));
            }
        }
    }

    /// Replaced values matter where the variable holds options.
    fn finish(mut self) -> Launch {
        let stated = self.start.variable.clone();
        let matters = |name: &str| holds_options(name) || stated.as_deref() == Some(name);
        self.launch.lost.retain(|lost| match (&lost.why, &lost.from) {
            (Reason::Replaced | Reason::ImageReplaced, Origin::Variable(name)) => matters(name),
            _ => true,
        });
        self.launch.env.clone_from(&self.env.vars);
        self.launch.awaited.clone_from(&self.env.awaited);
        self.launch.maybe = self.env.sure.keys().cloned().collect();
        self.launch
    }
}

/// `$NAME` or `${NAME}`.
fn is_variable_alone(word: &Text) -> bool {
    let name = word.known().and_then(|text| text.strip_prefix('$'));
    let bare = |name: &str| {
        name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(name).to_owned()
    };
    name.is_some_and(|name| is_variable(&bare(name)))
}

/// `--add-opens x` as the JVM sees it.
pub(super) fn with_value(name: &str, value: &Text) -> Text {
    let mut whole = Text::from(name);
    whole.push_str("=");
    whole.append(value);
    whole
}
