//! One line each, for editors and `grep`.

use super::{one_line, place};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|d| line(d, sources)).collect()
}

fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let at = place::home(diagnostic, sources).map_or_else(String::new, |(file, range)| {
        format!("{}:{}:{}: ", one_line(&file), range.start.line, range.start.column)
    });
    let (severity, code) = (diagnostic.severity.as_str(), diagnostic.code.id);
    let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("; help: {}", one_line(help)));
    format!("{at}{severity}[{code}]: {}{help}\n", one_line(&diagnostic.message))
}
