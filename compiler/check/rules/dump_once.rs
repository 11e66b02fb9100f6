//! A dump into a file of a fixed name.

use super::dump::Target;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::DUMP_ONCE,
    page: include_str!("dump-once.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(target) = Target::of(scope) else { return };
    if target.is_folder != Some(false) || target.obstacle().is_some() {
        return;
    }
    let (Some(path), Some(folder), true) = (&target.path, target.folder(), target.mount().is_some()) else {
        return;
    };
    let message = format!(
        "only the first dump is written: {path} is still there at the second, and the JVM replaces no file"
    );
    let help = format!(
        "name the folder, {folder}/, and let a sidecar move each dump away: the JVM's own file name has only \
         its process in it, which is the same after a restart"
    );
    let place = target.place(scope);
    let edit = name_of(path, place, scope).map(|name| (name, String::new()));
    let finding = Diagnostic::new(RULE.code, place, message).help(help);
    found.push(finding.unsafe_fix("name the folder", edit.into_iter().collect()));
}

/// The last part of the path, at the end of its option.
fn name_of(path: &str, option: Span, scope: &JvmScope) -> Option<Span> {
    let name = path.rsplit('/').next()?;
    let text = scope.source.text.get(option.start as usize..option.end as usize)?;
    let start = option.end - u32::try_from(name.len()).ok()?;
    text.ends_with(&format!("/{name}")).then_some(Span { start, ..option })
}
