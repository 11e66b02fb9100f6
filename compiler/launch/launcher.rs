//! How a container starts its JVM: which variables are read, by whom, how expanded, in which order.

/// How a container starts its JVM.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Launcher {
    /// The exec form: `java …` is the process.
    #[default]
    Java,
    /// `sh -c 'java $JAVA_OPTS …'`, or a script that does the same.
    Shell,
    /// Tomcat's `catalina.sh`.
    Catalina,
    /// Jib's exec form.
    Jib,
    /// The launcher of Cloud Native Buildpacks.
    Paketo,
}

/// What a script does to a variable before the JVM sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expansion {
    /// No shell looks at it: `${VAR}` arrives as it is written.
    None,
    /// `$VAR` without quotes: split at blanks, quotes are ordinary characters.
    Words,
    /// `eval`: the value is shell source.
    Eval,
}

/// Which program takes the options out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// libjvm, in any process that creates a JVM.
    Jvm,
    /// The `java` launcher of JDK 9 and later.
    JavaLauncher,
    /// The command line, or a script that writes into it.
    CommandLine,
    /// The buildpack's launcher, which appends it to `JAVA_TOOL_OPTIONS`.
    Buildpack,
}

/// Where options stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// In an environment variable.
    Named(&'static str),
    /// In the variable that the application names, or in the command itself.
    Command,
}

/// One place that options come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The place.
    pub variable: Variable,
    /// Who reads it.
    pub reader: Reader,
    /// What happens to it first.
    pub expansion: Expansion,
}

impl Row {
    /// Whether it is the environment variable of that name.
    pub fn is_named(&self, name: &str) -> bool {
        matches!(self.variable, Variable::Named(own) if own == name)
    }
}

const fn named(name: &'static str, reader: Reader, expansion: Expansion) -> Row {
    Row { variable: Variable::Named(name), reader, expansion }
}

const TOOL_OPTIONS: Row = named("JAVA_TOOL_OPTIONS", Reader::Jvm, Expansion::None);
const LAUNCHER_OPTIONS: Row = named("JDK_JAVA_OPTIONS", Reader::JavaLauncher, Expansion::None);
const LAST_OPTIONS: Row = named("_JAVA_OPTIONS", Reader::Jvm, Expansion::None);
const EXEC: Row =
    Row { variable: Variable::Command, reader: Reader::CommandLine, expansion: Expansion::None };
const SCRIPT: Row =
    Row { variable: Variable::Command, reader: Reader::CommandLine, expansion: Expansion::Words };

const DIRECT: &[Row] = &[TOOL_OPTIONS, LAUNCHER_OPTIONS, EXEC, LAST_OPTIONS];
const BY_SHELL: &[Row] = &[TOOL_OPTIONS, LAUNCHER_OPTIONS, SCRIPT, LAST_OPTIONS];
const BY_CATALINA: &[Row] = &[
    TOOL_OPTIONS,
    LAUNCHER_OPTIONS,
    named("JAVA_OPTS", Reader::CommandLine, Expansion::Eval),
    named("CATALINA_OPTS", Reader::CommandLine, Expansion::Eval),
    LAST_OPTIONS,
];
const BY_BUILDPACK: &[Row] = &[
    TOOL_OPTIONS,
    named("JAVA_OPTS", Reader::Buildpack, Expansion::None),
    LAUNCHER_OPTIONS,
    EXEC,
    LAST_OPTIONS,
];

/// Whether a variable of this name holds JVM options, whoever reads it.
pub fn holds_options(name: &str) -> bool {
    Launcher::ALL.iter().flat_map(|launcher| launcher.rows()).any(|row| row.is_named(name))
}

/// Variables that are read by some launcher only: with another one they do nothing.
pub(super) const SCRIPT_VARIABLES: &[&str] = &["JAVA_OPTS", "CATALINA_OPTS"];

impl Launcher {
    /// Every launcher.
    pub const ALL: [Launcher; 5] =
        [Launcher::Java, Launcher::Shell, Launcher::Catalina, Launcher::Jib, Launcher::Paketo];

    /// The places that options come from, in the order in which the JVM takes them.
    pub fn rows(self) -> &'static [Row] {
        match self {
            Launcher::Java | Launcher::Jib => DIRECT,
            Launcher::Shell => BY_SHELL,
            Launcher::Catalina => BY_CATALINA,
            Launcher::Paketo => BY_BUILDPACK,
        }
    }

    /// The variable that carries an agent unless the application names another one. Catalina's own is not
    /// read by `catalina.sh stop`, which would otherwise start the agents a second time.
    pub fn default_variable(self) -> &'static str {
        match self {
            Launcher::Catalina => "CATALINA_OPTS",
            _ => "JAVA_TOOL_OPTIONS",
        }
    }

    /// The word for it in a profile.
    pub fn name(self) -> &'static str {
        match self {
            Launcher::Java => "java",
            Launcher::Shell => "shell",
            Launcher::Catalina => "catalina",
            Launcher::Jib => "jib",
            Launcher::Paketo => "paketo",
        }
    }

    /// The launcher of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Launcher::ALL.into_iter().find(|launcher| launcher.name() == name)
    }
}
