//! What rules about lost text have in common.

use crate::check::JvmScope;
use crate::diagnostic::{Code, Diagnostic};
use crate::launch::Lost;

/// A finding about something that does not arrive, where it is written.
pub fn finding(code: &'static Code, scope: &JvmScope, lost: &Lost) -> Diagnostic {
    let message = format!("`{}` in {}: {}", lost.what, lost.from, lost.why);
    Diagnostic::new(code, scope.place(&lost.from), message)
}
