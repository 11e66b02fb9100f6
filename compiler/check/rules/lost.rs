//! What rules about lost text have in common.

use crate::check::JvmScope;
use crate::diagnostic::{Code, Diagnostic};
use crate::launch::{Expansion, Lost, Origin, Reason, Variable, is_variable, tokenize::tokenize};
use crate::source::Span;
use crate::text::Text;

/// A finding about something that does not arrive, where it is written.
pub fn finding(code: &'static Code, scope: &JvmScope, lost: &Lost) -> Diagnostic {
    let message = format!("`{}` in {}: {}", lost.what, lost.from, lost.why);
    Diagnostic::new(code, place(scope, lost), message)
}

/// Where it stands: the word, else the value that it is in.
pub fn place(scope: &JvmScope, lost: &Lost) -> Span {
    word(scope, lost).unwrap_or_else(|| scope.place(&lost.from))
}

/// The word itself, where the text shows as many of it as were lost.
pub fn word(scope: &JvmScope, lost: &Lost) -> Option<Span> {
    let same = |other: &&Lost| other.what == lost.what && other.from == lost.from && other.why == lost.why;
    let all = &scope.jvm.launch.lost;
    let before = all.iter().take_while(|other| !std::ptr::eq(*other, lost)).filter(same).count();
    let found = scope.words(&lost.from, &lost.what);
    let clear = found.len() == 1 || found.len() == all.iter().filter(same).count();
    found.get(before.min(found.len().checked_sub(1)?)).copied().filter(|_| clear)
}

/// Whether a shell evaluates the text before the JVM sees it.
pub fn is_evaluated(scope: &JvmScope, from: &Origin) -> bool {
    let Origin::Variable(name) = from else { return false };
    let named = |own: &Variable| matches!(own, Variable::Named(own) if own == name);
    let mut rows = scope.jvm.launch.launcher.rows().iter().filter(|row| named(&row.variable));
    rows.any(|row| row.expansion == Expansion::Eval)
}

/// Whether a `$(…)` that nothing defines was meant for the kubelet, and not for the shell that evaluates it.
pub fn is_reference(scope: &JvmScope, from: &Origin, name: &str) -> bool {
    is_variable(name) || !is_evaluated(scope, from)
}

/// Whether it is part of a `$(…)` that arrives as it is written, which is told once.
pub fn is_in_reference(scope: &JvmScope, lost: &Lost) -> bool {
    let whole = |other: &Lost| {
        let words = tokenize(&Text::from(other.what.as_str())).unwrap_or_default();
        words.iter().any(|word| word.known() == Some(lost.what.as_str()))
    };
    let references = scope.jvm.launch.lost.iter().filter(|other| matches!(other.why, Reason::Undefined(_)));
    references.filter(|other| other.from == lost.from).any(whole)
}
