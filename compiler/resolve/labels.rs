//! Labels of a variant, by the rules of the API server (apimachinery `validation.go`).

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::Spanned;

/// Refuses a label that the API server would.
pub fn check(key: &Spanned<String>, value: &Spanned<String>, sink: &Sink) -> Result<(), Reported> {
    let (prefix, name) = key.value.rsplit_once('/').map_or((None, key.value.as_str()), |(p, n)| (Some(p), n));
    let refuse = |text: &Spanned<String>, what: &str| {
        let message = format!("\"{}\" is no label's {what}", text.value.escape_debug());
        let help = "letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends";
        Err(sink.error(Diagnostic::new(&codes::TYPE, text.span, message).help(help)))
    };
    if !is_name(name) || prefix.is_some_and(|prefix| !is_domain(prefix)) {
        return refuse(key, "name");
    }
    if !value.value.is_empty() && !is_name(&value.value) {
        return refuse(value, "value");
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    let inner = |c: char| edge(c) || "-_.".contains(c);
    text.len() <= 63 && text.starts_with(edge) && text.ends_with(edge) && text.chars().all(inner)
}

fn is_domain(text: &str) -> bool {
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let label = |l: &str| l.starts_with(edge) && l.ends_with(edge) && l.chars().all(|c| edge(c) || c == '-');
    text.len() <= 253 && text.split('.').all(label)
}
