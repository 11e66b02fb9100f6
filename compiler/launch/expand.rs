//! The kubelet's `$(VAR)`, as Kubernetes' `expansion` package does it: `$$` is `$`, a reference that
//! nothing resolves stays as it is written, results are not expanded again.

use crate::text::Text;

/// An expanded value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The value.
    pub text: Text,
    /// Names of references that nothing resolved, in order. They stand in the text as they were written.
    pub unresolved: Vec<String>,
}

/// Expands the references that `lookup` resolves.
pub fn expand(input: &str, lookup: impl Fn(&str) -> Option<Text>) -> Expanded {
    let mut out = Expanded::default();
    // Without a closer further on, `$(` is text: looking each time would make hostile input quadratic.
    let last_closer = input.rfind(')').unwrap_or(0);
    let mut rest = input;
    while let Some((before, after)) = rest.split_once('$') {
        out.text.push_str(before);
        let at = input.len() - after.len();
        if let Some(escaped) = after.strip_prefix('$') {
            out.text.push_str("$");
            rest = escaped;
        } else if let Some(opened) = after.strip_prefix('(').filter(|_| at < last_closer) {
            rest = reference(opened, &mut out, &lookup);
        } else {
            out.text.push_str("$");
            rest = after;
        }
    }
    out.text.push_str(rest);
    out
}

/// Resolves the name before the next `)` and returns what follows it.
fn reference<'a>(opened: &'a str, out: &mut Expanded, lookup: impl Fn(&str) -> Option<Text>) -> &'a str {
    let (name, rest) = opened.split_once(')').unwrap_or((opened, ""));
    if let Some(value) = lookup(name) {
        out.text.append(&value);
    } else {
        out.text.push_str("$(");
        out.text.push_str(name);
        out.text.push_str(")");
        out.unresolved.push(name.to_owned());
    }
    rest
}

/// Writes a text so that [`expand`] gives it back, whatever stands after it.
///
/// Doubles every `$` that could begin something: before `$`, before `(`, at the end, and before a character
/// that is not ASCII, which older kubelets garble.
pub fn escape_reference(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        escaped.push(c);
        let harmless = |next: &char| next.is_ascii() && !matches!(next, '$' | '(');
        if c == '$' && !chars.peek().is_some_and(harmless) {
            escaped.push('$');
        }
    }
    escaped
}
