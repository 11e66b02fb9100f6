//! Names and paths that end up in folders, objects and file systems.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::Spanned;

/// What a name may look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameForm {
    /// A DNS label (RFC 1123): containers, namespaces, profiles, and everything that becomes a part of a name.
    Label,
    /// Labels joined by dots: workloads.
    Subdomain,
    /// A release: what may stand in an image's tag and in a folder's name.
    Release,
}

impl NameForm {
    fn fits(self, name: &str) -> bool {
        let label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let inner = |c: char| match self {
            NameForm::Label => label(c),
            NameForm::Subdomain => label(c) || c == '.',
            NameForm::Release => c.is_ascii_alphanumeric() || "._-".contains(c),
        };
        let edge = |c: char| c.is_ascii_alphanumeric();
        name.len() <= 63
            && name.chars().all(inner)
            && name.split('.').all(|part| part.starts_with(edge) && part.ends_with(edge))
    }

    fn rule(self) -> &'static str {
        match self {
            NameForm::Label => {
                "lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends"
            }
            NameForm::Subdomain => {
                "lower-case letters, digits, `-` and `.`, at most 63, with a letter or digit at both ends"
            }
            NameForm::Release => {
                "letters, digits, `.`, `_` and `-`, at most 63, with a letter or digit at both ends"
            }
        }
    }
}

/// Names that Windows gives to devices: nobody there could check the output out.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Refuses what cannot be a name of this form, or a folder. `what` is "an app's name" and the like.
pub fn check_name(name: &Spanned<String>, what: &str, form: NameForm, sink: &Sink) -> Result<(), Reported> {
    let device = DEVICES.contains(&name.value.split('.').next().unwrap_or_default());
    if form.fits(&name.value) && !device {
        return Ok(());
    }
    let message = format!("\"{}\" cannot be {what}", name.value.escape_debug());
    let help = if device { "Windows keeps that name for a device: choose another" } else { form.rule() };
    Err(sink.error(Diagnostic::new(&codes::OUTPUT_NAME, name.span, message).help(help)))
}

/// Refuses a path below an agent's folder that is absolute, or leads somewhere else.
pub fn check_relative(path: &Spanned<String>, sink: &Sink) -> Result<(), Reported> {
    if path.value.split('/').all(is_segment) {
        return Ok(());
    }
    let message = format!("\"{}\" is no path below the agent's folder", path.value.escape_debug());
    let help = "write it without a leading `/`, without `.`, `..` and empty parts: \"lib/agent.jar\"";
    Err(sink.error(Diagnostic::new(&codes::TYPE, path.span, message).help(help)))
}

/// Refuses a path that is not absolute, or that says less plainly than it could where it leads. A template is
/// for whoever fills it in to check.
pub fn check_absolute(path: &Spanned<String>, sink: &Sink) -> Result<(), Reported> {
    let below = path.value.strip_prefix('/').map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    if path.value.contains("{{") || below.is_some_and(|below| below.split('/').all(is_segment)) {
        return Ok(());
    }
    let message = format!("\"{}\" is no absolute path of a folder", path.value.escape_debug());
    let help = "begin with `/`, and leave out `.`, `..` and empty parts: \"/opt/agents/mine\"";
    Err(sink.error(Diagnostic::new(&codes::TYPE, path.span, message).help(help)))
}

fn is_segment(part: &str) -> bool {
    !matches!(part, "" | "." | "..") && !part.contains(|c: char| c.is_control() || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for good in ["a", "a-1", "0"] {
            assert!(NameForm::Label.fits(good), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a.b", "a_b", "..", "é", "a/b", "a\n", &"a".repeat(64)] {
            assert!(!NameForm::Label.fits(bad), "{bad:?}");
        }
        assert!(NameForm::Subdomain.fits("a.b-c") && NameForm::Release.fits("9.7.0_RC-1"));
        for bad in [".a", "a.", "a..b", "a.-b"] {
            assert!(!NameForm::Subdomain.fits(bad) && !NameForm::Release.fits(bad), "{bad:?}");
        }
    }
}
