//! Options in a variable that libjvm or the `java` launcher reads itself.

use super::compute::{Computation, with_value};
use super::option::{Word, classify};
use super::script::unsure;
use super::tokenize::tokenize;
use super::{Launcher, Origin, Reader, Reason, Row, Sourced, Variable};
use crate::text::{Piece, Text};

/// JDK 8 reads an options variable into a buffer of this many bytes, the closing NUL included.
pub const JDK8_BYTES: usize = 1024;
/// Options that JDK 8 takes from one variable.
pub const JDK8_OPTIONS: usize = 64;

impl Computation<'_> {
    /// Takes the options out of the variable of that name.
    pub(super) fn variable(&mut self, name: &str, row: Row) {
        let Some(value) = self.value(name) else { return };
        let from = Origin::Variable(name.to_owned());
        let by_launcher = row.reader == Reader::JavaLauncher;
        if self.is_jdk8() && by_launcher {
            return self.lose(&value, &from, Reason::NeedsJdk9);
        }
        if self.is_jdk8() && self.buffer_bytes(&value, row) >= JDK8_BYTES {
            return self.lose(&value, &from, Reason::TooLong);
        }
        let tokens = match tokenize(&value) {
            Ok(tokens) => tokens,
            Err(quote) => return self.lose(&value, &from, Reason::UnmatchedQuote(quote)),
        };
        let sure = self.env.sure.get(name).map(|sure| tokenize(sure).unwrap_or_default());
        let maybe = unsure(&tokens, sure.as_deref());
        let taken = if self.is_jdk8() { JDK8_OPTIONS } else { tokens.len() };
        let mut taken_tokens = tokens.iter().zip(maybe).take(taken);
        while let Some((token, maybe)) = taken_tokens.next() {
            self.never_expanded(token, &from);
            match classify(token) {
                Word::WithNext(long) if by_launcher => {
                    let value = taken_tokens.next().map(|(value, _)| value.clone()).unwrap_or_default();
                    let written = Some(Text::join([token.clone(), value.clone()], " "));
                    let text = with_value(long, &value);
                    self.option(Sourced { text, written, from: from.clone(), maybe });
                }
                word => match refusal(token, word, by_launcher) {
                    Some(why) => self.lose(token, &from, why),
                    None => self.option(Sourced { maybe, ..Sourced::new(token.clone(), from.clone()) }),
                },
            }
        }
        for token in tokens.iter().skip(taken) {
            self.lose(token, &from, Reason::TooMany);
        }
    }

    /// Bytes that JDK 8 must fit into its buffer.
    fn buffer_bytes(&self, value: &Text, row: Row) -> usize {
        // The buildpack joins the two variables before the JVM reads them.
        let other = match (self.launcher, row.variable) {
            (Launcher::Paketo, Variable::Named("JAVA_TOOL_OPTIONS")) => "JAVA_OPTS",
            (Launcher::Paketo, Variable::Named("JAVA_OPTS")) => "JAVA_TOOL_OPTIONS",
            _ => return value.bytes(),
        };
        value.bytes() + self.env.vars.get(other).map_or(0, |other| other.bytes() + 1)
    }
}

/// Why a token of a variable is no option to whoever reads it.
fn refusal(token: &Text, word: Word, by_launcher: bool) -> Option<Reason> {
    if let Some(Piece::Opaque(value)) = token.pieces().first() {
        return Some(Reason::Elsewhere(value.clone()));
    }
    match word {
        Word::Main | Word::Class if by_launcher => Some(Reason::MainInVariable),
        Word::Main | Word::Class => Some(Reason::NotAnOption),
        Word::WithNext(_) => Some(Reason::SeparateArgument),
        Word::Option if !by_launcher && token.strip_prefix("@").is_some() => Some(Reason::ArgumentFile),
        Word::Option => token.known().filter(|_| !by_launcher).and_then(unknown),
    }
}

/// Options that the `java` launcher keeps for itself.
const OF_LAUNCHER: [&str; 9] = [
    "-server",
    "-client",
    "-version",
    "-showversion",
    "-help",
    "-?",
    "-X",
    "-jre-restrict-search",
    "-splash:",
];

/// How the options begin that a JVM itself may take. `-d64` is told by the JDK.
const OF_JVM: [&str; 12] = [
    "--",
    "-D",
    "-X",
    "-agentlib:",
    "-agentpath:",
    "-javaagent:",
    "-verbose",
    "-ea",
    "-da",
    "-es",
    "-ds",
    "-d",
];

/// Why a JVM exits over an option that begins like none of its own.
fn unknown(option: &str) -> Option<Reason> {
    let is_own = |own: &str| if own.ends_with(':') { option.starts_with(own) } else { option == own };
    if OF_LAUNCHER.iter().any(|own| is_own(own)) {
        return Some(Reason::LauncherOption);
    }
    let may_be = OF_JVM.iter().chain(&["-enable", "-native"]).any(|own| option.starts_with(own));
    let is_letter = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
    (!may_be && option.strip_prefix('-').is_some_and(is_letter)).then_some(Reason::NotAnOption)
}
