//! One option given in two places, with two values.

use std::collections::BTreeMap;

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{JvmOption, Size, Sourced, bytes, option_key};

pub const RULE: Rule = Rule {
    code: &codes::OPTION_OVERRIDDEN,
    page: include_str!("option-overridden.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// Counted in KiB, where `-Xss` counts bytes.
const THREAD_STACK: &str = "ThreadStackSize";

fn check(scope: &JvmScope, found: &mut Findings) {
    let mut last: BTreeMap<String, &Sourced> = BTreeMap::new();
    let options = scope.jvm.launch.options.iter();
    for option in options.clone().filter(|option| has_one_value(option)) {
        for key in keys(option) {
            last.insert(key, option);
        }
    }
    for option in options {
        let replaces = |winner: &&&Sourced| {
            let elsewhere = winner.from != option.from && !option.may_exclude(winner);
            elsewhere && value(option) != value(winner)
        };
        let Some(winner) = keys(option).iter().filter_map(|key| last.get(key)).find(replaces) else {
            continue;
        };
        let message = format!(
            "`{}` in {} is replaced by `{}` in {}",
            option.text, option.from, winner.text, winner.from
        );
        let help = "give it once: the JVM takes JAVA_TOOL_OPTIONS, then JDK_JAVA_OPTIONS, then the command line, then _JAVA_OPTIONS, and the last one holds";
        let finding = Diagnostic::new(RULE.code, scope.option(option), message).help(help);
        let holds = scope.jvm.written_at(&winner.from).map(|_| scope.option(winner));
        found.push(match holds {
            Some(place) => finding.related(place, "this one holds"),
            None => finding,
        });
    }
}

/// What an option sets: the short ones set what the long ones are called.
fn keys(option: &Sourced) -> Vec<String> {
    let flags: &[&str] = match JvmOption::parse(&option.text) {
        JvmOption::Sized { of: Size::MaxHeap, .. } => &["MaxHeapSize"],
        JvmOption::Sized { of: Size::InitialHeap, .. } => &["InitialHeapSize", "MinHeapSize"],
        JvmOption::Sized { of: Size::ThreadStack, .. } => &[THREAD_STACK],
        JvmOption::Sized { of: Size::YoungHeap, .. } => &["NewSize", "MaxNewSize"],
        _ => return vec![option_key(&option.text.to_string())],
    };
    flags.iter().map(|flag| format!("-XX:{flag}")).collect()
}

/// Agents and `--add-opens` add up.
fn has_one_value(option: &Sourced) -> bool {
    let parsed = JvmOption::parse(&option.text);
    matches!(
        parsed,
        JvmOption::Property { .. }
            | JvmOption::Switch { .. }
            | JvmOption::Flag { .. }
            | JvmOption::Sized { .. }
    )
}

/// The value, so that `1g` and `1024m` are one.
fn value(option: &Sourced) -> String {
    let text = option.text.to_string();
    let (written, unit) = match JvmOption::parse(&option.text) {
        JvmOption::Flag { name, value } if name.known() == Some(THREAD_STACK) => (value.to_string(), 1024),
        JvmOption::Flag { value, .. } | JvmOption::Sized { value, .. } => (value.to_string(), 1),
        _ => return text,
    };
    let number = || written.parse::<f64>().ok().map(|number| number.to_string());
    bytes(&written).map(|bytes| bytes.saturating_mul(unit).to_string()).or_else(number).unwrap_or(text)
}
