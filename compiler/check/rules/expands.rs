//! Who expands `${…}` in an option where no shell does: the agent itself, or a framework of the application.

use std::borrow::Cow;

use crate::check::JvmScope;
use crate::launch::{JvmOption, Lost};
use crate::profile::{CarrierKind, Setting};
use crate::text::Text;

/// What becomes of a reference that no shell expands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Whoever reads the option fills it in.
    FilledIn,
    /// The application may.
    Unsure,
    /// Nobody does.
    Stays,
}

/// How a reference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `$NAME`.
    Bare,
    /// `${NAME}`.
    Braced,
    /// `${NAME:-default}` and the like.
    Shell,
    /// `${some.key}`, `${NAME:default}`, `${env:NAME}`: no shell writes it.
    Framework,
}

/// Beginnings of properties in whose values Spring Boot fills in `${NAME}`.
const FILLED_IN: [&str; 4] = ["logging.", "management.", "server.", "spring."];

/// Beginnings of properties that the JDK reads, as they are written.
const OF_THE_JDK: [&str; 11] = [
    "com.sun.",
    "file.",
    "ftp.",
    "http.",
    "https.",
    "java.",
    "javax.",
    "jdk.",
    "socksProxy",
    "sun.",
    "user.",
];

/// What becomes of `${NAME}`, or `$NAME`, in an option that arrives as it is written.
pub fn fate(scope: &JvmScope, lost: &Lost, name: &str) -> Fate {
    let JvmOption::Property { key, .. } = JvmOption::parse(&Text::from(lost.what.as_str())) else {
        return Fate::Stays;
    };
    let key = key.known().unwrap_or_default();
    let begins = |with: &[&str]| with.iter().any(|prefix| key.starts_with(prefix));
    let setting = setting(scope, key);
    let of = |form: Form| match (&setting, form) {
        (_, Form::Framework) => Fate::FilledIn,
        (Some(setting), Form::Braced) if setting.fills_in(name) => Fate::FilledIn,
        (Some(_), _) => Fate::Stays,
        (None, _) if begins(&OF_THE_JDK) => Fate::Stays,
        (None, Form::Shell) => Fate::FilledIn,
        (None, Form::Braced) if begins(&FILLED_IN) => Fate::FilledIn,
        (None, _) => Fate::Unsure,
    };
    forms(&lost.what, name).into_iter().map(of).max().unwrap_or(Fate::Stays)
}

/// The setting of an agent that a property is, loaded or not.
fn setting<'a>(scope: &JvmScope<'a>, key: &str) -> Option<Cow<'a, Setting>> {
    let all = scope.recogniser.known().iter().flat_map(|known| known.editions());
    all.filter_map(|edition| edition.written(CarrierKind::Property, key)).next()
}

/// How a name is referred to in a word, once for each time.
fn forms(word: &str, name: &str) -> Vec<Form> {
    let of_name = |part: &str| {
        let (braced, part) = part.strip_prefix('{').map_or((false, part), |rest| (true, rest));
        let rest = part.strip_prefix(name)?;
        if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            return None;
        }
        let by_shell = [":-", ":=", ":?", ":+", "-", "=", "?", "+", "#", "%"];
        Some(match rest.chars().next() {
            _ if !braced => Form::Bare,
            Some('}') => Form::Braced,
            _ if by_shell.iter().any(|operator| rest.starts_with(operator)) => Form::Shell,
            _ => Form::Framework,
        })
    };
    word.split('$').skip(1).filter_map(of_name).collect()
}

#[cfg(test)]
mod tests {
    use super::{Form, forms};

    #[test]
    fn every_reference_has_its_form() {
        let word = "$a ${a} ${a:-b} ${a:b} ${a.b} ${ab} $ab";
        let expected = [Form::Bare, Form::Braced, Form::Shell, Form::Framework, Form::Framework];
        assert_eq!(forms(word, "a"), expected);
    }
}
