//! What does not reach the JVM, or stops it, and why.

use std::fmt;

use super::Origin;
use super::shell::Hazard;
use super::tokenize::UnmatchedQuote;
use crate::text::Opaque;

/// Something that does not reach the JVM as it was meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// What, as written.
    pub what: String,
    /// Where it was written.
    pub from: Origin,
    /// Why it does not arrive.
    pub why: Reason,
}

/// Why something does not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `${NAME}` where no shell expands it: it arrives, as it is written.
    NeverExpanded(String),
    /// `$(NAME)` where nothing of that name is defined before: it arrives, as it is written.
    Undefined(String),
    /// No script of this launcher reads the variable, and the JVM does not know it.
    NeverRead,
    /// The command runs `java` itself, so the buildpack's launcher does not run.
    LauncherBypassed,
    /// A later value of the same variable holds.
    Replaced,
    /// A branch of a script may set another value of the same variable.
    MaybeReplaced,
    /// The pod sets a variable that the image sets.
    ImageReplaced,
    /// 1024 bytes or more, which JDK 8 ignores without a word.
    TooLong,
    /// Past the 64 options that JDK 8 takes from one variable.
    TooMany,
    /// It stands after `-jar` or the main class: an argument of the application.
    AfterMain,
    /// JDK 8's `java` does not know the variable.
    NeedsJdk9,
    /// The value comes from elsewhere, so the options in it are not known.
    Elsewhere(Opaque),
    /// Unknown keys of `envFrom` may set the variable.
    MaybeEnvFrom,
    /// The JVM finds no end of a quote and exits.
    UnmatchedQuote(UnmatchedQuote),
    /// The script's shell would take it for something else.
    Hazard(Hazard),
    /// `@file` where only the `java` launcher expands it: the JVM exits.
    ArgumentFile,
    /// An option with a blank before its value, where only `=` is accepted: the JVM exits.
    SeparateArgument,
    /// `-jar` or a main class in `JDK_JAVA_OPTIONS`: the launcher exits.
    MainInVariable,
    /// An option that the `java` launcher alone knows, such as `-server`: the JVM exits.
    LauncherOption,
    /// No option at all: the JVM exits.
    NotAnOption,
    /// A whole command line, or an option, where a program is expected: nothing is started.
    NoProgram,
    /// It stands behind the script of a shell that uses no arguments: `sh -c java -jar app.jar`.
    ShellArgument,
    /// Nothing reads a variable of this name; one that is called like it is read.
    Misspelt(&'static str),
}

impl Reason {
    /// Whether it shows that a JVM is meant, even if nothing of it is started.
    pub fn means_jvm(&self) -> bool {
        matches!(self, Reason::NoProgram | Reason::ShellArgument | Reason::Misspelt(_))
    }

    /// Whether the JVM, or the script that starts it, gives up.
    pub fn is_fatal(&self) -> bool {
        matches!(
            self,
            Reason::UnmatchedQuote(_)
                | Reason::Hazard(_)
                | Reason::ArgumentFile
                | Reason::SeparateArgument
                | Reason::MainInVariable
                | Reason::LauncherOption
                | Reason::NotAnOption
                | Reason::NoProgram
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NeverExpanded(name) => {
                write!(f, "no shell expands {name} here, it arrives as it is written")
            }
            Reason::Undefined(name) => {
                write!(f, "nothing before it defines `{name}`, `$({name})` arrives literally")
            }
            Reason::Elsewhere(value) => write!(f, "its value, {value}, is not known here"),
            Reason::UnmatchedQuote(quote) => write!(f, "{quote}: the JVM exits with 1"),
            Reason::Misspelt(meant) => write!(f, "nothing reads a variable of this name, JVMs read {meant}"),
            Reason::Hazard(hazard) => write!(f, "the start script's shell takes it apart: {hazard}"),
            other => f.write_str(other.plain()),
        }
    }
}

impl Reason {
    /// The words for reasons that carry nothing.
    fn plain(&self) -> &'static str {
        match self {
            Reason::NeverRead => "nothing that this container starts reads the variable",
            Reason::LauncherBypassed => "the command runs java without the buildpack's launcher",
            Reason::Replaced => "a later value of the same variable replaces it",
            Reason::MaybeReplaced => "a branch of the script may replace it, and which one runs is not known",
            Reason::ImageReplaced => {
                "the image sets it, and the pod's value of the same variable replaces it"
            }
            Reason::TooLong => "JDK 8 ignores a value of 1024 bytes or more",
            Reason::TooMany => "JDK 8 takes 64 options from one variable",
            Reason::AfterMain => "it stands after the main class, so the application gets it",
            Reason::NeedsJdk9 => "the java launcher of JDK 8 does not read it",
            Reason::MaybeEnvFrom => "an envFrom source may set it",
            Reason::ArgumentFile => "only the java launcher expands @files: the JVM exits with 1",
            Reason::SeparateArgument => "the value must follow `=` here: the JVM exits with 1",
            Reason::LauncherOption => "only the java launcher takes it: the JVM exits with 1",
            Reason::MainInVariable => "the launcher allows no main class in a variable and exits with 1",
            Reason::NoProgram => "no program is called so: nothing is started",
            Reason::ShellArgument => {
                "it stands behind the script of the shell, which uses no arguments: java does not get it"
            }
            _ => "it is no option: the JVM exits with 1",
        }
    }
}
