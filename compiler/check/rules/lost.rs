//! What rules about lost text have in common.

use crate::check::JvmScope;
use crate::diagnostic::{Code, Diagnostic};
use crate::launch::{Expansion, Lost, Origin, Variable, is_variable};
use crate::source::Span;

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
    let (rank, found) = (scope.rank(lost), scope.words(&lost.from, &lost.what));
    let clear = found.len() == 1 || found.len() == rank.of;
    found.get(rank.before.min(found.len().checked_sub(1)?)).copied().filter(|_| clear)
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
