//! One JVM option, taken apart; and which options of the `java` command take the next word.

use crate::text::Text;

/// A parsed option.
#[derive(Clone, Debug, PartialEq)]
pub enum JvmOption {
    /// `-javaagent:JAR[=OPTIONS]`.
    JavaAgent {
        /// The jar, as written.
        jar: Text,
        /// What follows the first `=`.
        options: Option<Text>,
    },
    /// `-agentlib:NAME[=OPTIONS]`.
    AgentLib {
        /// The library's name.
        name: Text,
        /// What follows the first `=`.
        options: Option<Text>,
    },
    /// `-agentpath:PATH[=OPTIONS]`.
    AgentPath {
        /// The library's path.
        path: Text,
        /// What follows the first `=`.
        options: Option<Text>,
    },
    /// `-Dkey[=value]`; without `=` the value is empty.
    Property {
        /// The property's name.
        key: Text,
        /// Its value.
        value: Text,
    },
    /// `-XX:+Name`, `-XX:-Name`.
    Switch {
        /// The flag's name.
        name: Text,
        /// Whether it is turned on.
        on: bool,
    },
    /// `-XX:Name=value`.
    Flag {
        /// The flag's name.
        name: Text,
        /// Its value.
        value: Text,
    },
    /// `-Xmx`, `-Xms`, `-Xss`, `-Xmn` with a size.
    Sized {
        /// Of what.
        of: Size,
        /// The size, as written.
        value: Text,
    },
    /// `@FILE`, which the `java` launcher replaces by the options in the file.
    ArgumentFile(Text),
    /// Any other option.
    Other(Text),
}

/// What a short size option sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// `-Xmx`.
    MaxHeap,
    /// `-Xms`.
    InitialHeap,
    /// `-Xss`.
    ThreadStack,
    /// `-Xmn`.
    YoungHeap,
}

impl Size {
    /// Every size option and how it begins.
    pub const ALL: [(&'static str, Size); 4] = [
        ("-Xmx", Size::MaxHeap),
        ("-Xms", Size::InitialHeap),
        ("-Xss", Size::ThreadStack),
        ("-Xmn", Size::YoungHeap),
    ];
}

impl JvmOption {
    /// Takes one token apart. Never fails: what is not known is [`JvmOption::Other`].
    pub fn parse(token: &Text) -> Self {
        let agent = |prefix| token.strip_prefix(prefix).map(|rest| cut(&rest));
        if let Some((jar, options)) = agent("-javaagent:") {
            return JvmOption::JavaAgent { jar, options };
        }
        if let Some((name, options)) = agent("-agentlib:") {
            return JvmOption::AgentLib { name, options };
        }
        if let Some((path, options)) = agent("-agentpath:") {
            return JvmOption::AgentPath { path, options };
        }
        if let Some((key, value)) = agent("-D") {
            return JvmOption::Property { key, value: value.unwrap_or_default() };
        }
        if let Some(file) = token.strip_prefix("@") {
            return JvmOption::ArgumentFile(file);
        }
        flag(token).or_else(|| sized(token)).unwrap_or_else(|| JvmOption::Other(token.clone()))
    }
}

fn flag(token: &Text) -> Option<JvmOption> {
    let rest = token.strip_prefix("-XX:")?;
    let switch = |sign, on| rest.strip_prefix(sign).map(|name| JvmOption::Switch { name, on });
    switch("+", true).or_else(|| switch("-", false)).or_else(|| {
        let (name, value) = rest.split_once('=')?;
        Some(JvmOption::Flag { name, value })
    })
}

fn sized(token: &Text) -> Option<JvmOption> {
    let find = |&(prefix, of)| token.strip_prefix(prefix).map(|value| JvmOption::Sized { of, value });
    Size::ALL.iter().find_map(find)
}

/// At the first `=`.
fn cut(text: &Text) -> (Text, Option<Text>) {
    text.split_once('=').map_or((text.clone(), None), |(left, right)| (left, Some(right)))
}

/// Whether a word is an option that the `java` command takes before its main class, or the `-jar` before that.
pub fn is_jvm_option(word: &Text) -> bool {
    match JvmOption::parse(word) {
        JvmOption::Other(text) => text.strip_prefix("-X").is_some() || text.known() == Some("-jar"),
        JvmOption::ArgumentFile(_) => false,
        _ => true,
    }
}

/// What a word of the `java` command is, before the main class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// `-jar`, `-m`: the next word names the main class, the rest is the application's.
    Main,
    /// An option that is complete.
    Option,
    /// An option whose value is the next word; the JVM sees it as `NAME=VALUE`.
    WithNext(&'static str),
    /// The main class.
    Class,
}

/// Options of the `java` launcher with the value in the next word, and the form that holds both.
const WITH_NEXT: &[(&str, &str)] = &[
    ("-cp", "--class-path"),
    ("-classpath", "--class-path"),
    ("--class-path", "--class-path"),
    ("-p", "--module-path"),
    ("--module-path", "--module-path"),
    ("--upgrade-module-path", "--upgrade-module-path"),
    ("--add-modules", "--add-modules"),
    ("--limit-modules", "--limit-modules"),
    ("--add-exports", "--add-exports"),
    ("--add-opens", "--add-opens"),
    ("--add-reads", "--add-reads"),
    ("--patch-module", "--patch-module"),
    ("--enable-native-access", "--enable-native-access"),
    ("--source", "--source"),
    ("-d", "--describe-module"),
    ("--describe-module", "--describe-module"),
];

/// The form with the value in one word, for an option whose value is the next word.
pub fn long_form(word: &str) -> Option<&'static str> {
    WITH_NEXT.iter().find(|(name, _)| *name == word).map(|(_, long)| *long)
}

/// Sorts a word as the `java` launcher does.
pub(super) fn classify(word: &Text) -> Word {
    let Some(known) = word.known() else {
        let is_option = word.strip_prefix("-").is_some() || word.strip_prefix("@").is_some();
        return if is_option { Word::Option } else { Word::Class };
    };
    match WITH_NEXT.iter().find(|(name, _)| *name == known) {
        Some((_, long)) => Word::WithNext(long),
        None if matches!(known, "-jar" | "-m" | "--module") => Word::Main,
        None if known.starts_with('-') || known.starts_with('@') => Word::Option,
        None => Word::Class,
    }
}
