//! A heap that leaves too little of the container's memory.

use super::quantity;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{JvmOption, Size, Sourced, bytes};
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::HEAP_SHARE,
    page: include_str!("heap-share.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// What the heap may have of the limit: classes, threads, code and agents need the rest.
const SHARE: f64 = 0.8;

fn check(scope: &JvmScope, found: &mut Findings) {
    // No JVM is meant to have less than a mebibyte: `512m` is a thousandth.
    let Some((memory, limit)) = memory(scope).filter(|(bytes, _)| *bytes >= 1 << 20) else { return };
    let memory = as_f64(memory);
    let Some((option, share)) = heap(&scope.jvm.launch.options, memory) else { return };
    let place = scope.option(option);
    let message = format!(
        "`{}` is {:.0} % of the container's memory: with what the JVM needs besides, it grows past the limit and is killed",
        option.text,
        share * 100.0
    );
    let finding = Diagnostic::new(RULE.code, place, message).related(limit, "the limit");
    found.push(
        finding.help("give the heap 75 % of the limit at most: -XX:MaxRAMPercentage=75 follows the limit"),
    );
}

/// The memory of the JVM's container or service, and where it is written.
fn memory(scope: &JvmScope) -> Option<(u64, Span)> {
    let container = scope.pod.and_then(|pod| pod.container_of(scope.jvm));
    let limit = container.and_then(|container| container.node.at("/resources/limits/memory"));
    limit.and_then(|node| Some((quantity::of(node)?, node.span))).or(scope.jvm.memory)
}

/// Whole bytes; what a double cannot tell apart is less than a page.
#[allow(clippy::cast_precision_loss)]
fn as_f64(bytes: u64) -> f64 {
    bytes as f64
}

/// The option that decides the largest heap, and its share, where that is too much.
fn heap(options: &[Sourced], memory: f64) -> Option<(&Sourced, f64)> {
    let sized = |option: &Sourced| match JvmOption::parse(&option.text) {
        JvmOption::Sized { of: Size::MaxHeap, value } => Some(bytes(value.known()?)),
        JvmOption::Flag { name, value } if name.known() == Some("MaxHeapSize") => Some(bytes(value.known()?)),
        _ => None,
    };
    let percent = |option: &Sourced| match JvmOption::parse(&option.text) {
        JvmOption::Flag { name, value } if name.known() == Some("MaxRAMPercentage") => {
            Some(value.known()?.parse::<f64>().ok())
        }
        _ => None,
    };
    if let Some((option, size)) = options.iter().rev().find_map(|option| Some((option, sized(option)?))) {
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
        let share = size? as f64 / memory;
        return (share >= SHARE).then_some((option, share));
    }
    let (option, percent) = options.iter().rev().find_map(|option| Some((option, percent(option)?)))?;
    // Whoever thinks in shares has thought of the rest: the round number is left alone.
    let share = percent? / 100.0;
    (share > SHARE).then_some((option, share))
}
