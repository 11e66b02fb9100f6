//! A volume for dumps that has no size, or too small a one.

use super::dump::Target;
use super::quantity;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::largest_heap;
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::DUMP_ROOM,
    page: include_str!("dump-room.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(target) = Target::of(scope) else { return };
    let Some((key, folder)) = target.volume().and_then(empty_dir) else { return };
    let heap = largest_heap(&scope.jvm.launch);
    let wanted = heap.map(|heap| quantity::mebibytes(heap.saturating_mul(2)));
    let help = match &wanted {
        Some(size) => format!("sizeLimit: {size} is room for two dumps, each as large as the heap"),
        None => "give it a sizeLimit: a dump is as large as the heap".to_owned(),
    };
    let limit = folder.get("sizeLimit");
    let size = limit.and_then(quantity::of);
    let (place, message) = match (limit, size, heap) {
        (None, ..) => {
            let message = "dumps fill the node's disk: their emptyDir has no sizeLimit".to_owned();
            (if folder.span.start == folder.span.end { key.span } else { folder.span }, message)
        }
        (Some(limit), Some(size), Some(heap)) if size < heap => {
            let heap = quantity::mebibytes(heap);
            let text = limit.key().unwrap_or_default();
            (
                limit.span,
                format!("a dump of {heap} does not fit into {text}: the pod is evicted while it is written"),
            )
        }
        _ => return,
    };
    let edit = wanted.and_then(|size| match limit {
        Some(limit) => edit::replace(limit, &size),
        None => edit::insert(folder, "sizeLimit", &size, scope.source),
    });
    let finding = Diagnostic::new(RULE.code, place, message).help(help);
    found.push(finding.unsafe_fix("make room for two dumps", edit.into_iter().collect()));
}

/// The `emptyDir` of a volume, and its key.
fn empty_dir(volume: &Node) -> Option<(&Node, &Node)> {
    let (key, value) = volume.entries().iter().find(|(key, _)| key.as_str() == Some("emptyDir"))?;
    Some((key, value))
}
