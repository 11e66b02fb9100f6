//! How much a JDK 8 reads of an options variable: the rest is lost without a word.

use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::launch::{JDK8_BYTES, JDK8_OPTIONS, Reader, tokenize};
use crate::plan::{Composed, Container};

use super::env;

/// Reports a carrying variable that a JDK 8 would ignore (JDK-8288483), or not read to its end.
pub fn check(container: &Container, composed: &Composed, sink: &Sink) -> Result<(), Reported> {
    let variable = &container.variable;
    let by_jvm = env::row(container.launcher, variable).is_some_and(|row| row.reader == Reader::Jvm);
    let adds = !composed.leading.is_empty() || !composed.options.is_empty();
    if !by_jvm || !adds || container.jdk.is_some_and(|jdk| jdk > 8) {
        return Ok(());
    }
    // What cannot be written is told where it is written.
    let Ok(value) = env::options_value(container, composed, variable) else { return Ok(()) };
    let (bytes, limit) = (value.bytes(), JDK8_BYTES - 1);
    let options = tokenize::tokenize(&value).map_or(0, |options| options.len());
    let message = if bytes > limit {
        format!("{variable} has {bytes} bytes: a JDK 8 ignores all of it above {limit}")
    } else if options > JDK8_OPTIONS {
        format!("{variable} has {options} options: a JDK 8 drops all behind the first {JDK8_OPTIONS}")
    } else {
        return Ok(());
    };
    let diagnostic = Diagnostic::new(&codes::OPTIONS_TOO_LONG, container.span, message);
    let help = "use fewer or shorter options, or a launcher whose script reads another variable";
    if container.jdk.is_some() {
        return Err(sink.error(diagnostic.help(help)));
    }
    let help = format!("say which JDK it is, as in jdk 17; for a JDK 8 {help}");
    sink.note(diagnostic.severity(Severity::Warning).help(help));
    Ok(())
}
