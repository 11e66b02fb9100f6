//! One option given in two places, with two values.

use std::collections::BTreeMap;

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{JvmOption, Sourced, bytes, option_key};

pub const RULE: Rule = Rule {
    code: &codes::OPTION_OVERRIDDEN,
    page: include_str!("option-overridden.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let mut last: BTreeMap<String, &Sourced> = BTreeMap::new();
    let options = scope.jvm.launch.options.iter();
    for option in options.clone().filter(|option| has_one_value(option)) {
        last.insert(key(option), option);
    }
    for option in options {
        let Some(winner) =
            last.get(&key(option)).filter(|winner| winner.from != option.from && !option.may_exclude(winner))
        else {
            continue;
        };
        if value(option) == value(winner) {
            continue;
        }
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

fn key(option: &Sourced) -> String {
    option_key(&option.text.to_string())
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
    let written = match JvmOption::parse(&option.text) {
        JvmOption::Flag { value, .. } | JvmOption::Sized { value, .. } => value.to_string(),
        _ => return text,
    };
    let number = || written.parse::<f64>().ok().map(|number| number.to_string());
    bytes(&written).map(|bytes| bytes.to_string()).or_else(number).unwrap_or(text)
}
