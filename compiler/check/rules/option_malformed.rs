//! A size or a number that the JVM cannot read.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{JvmOption, Sourced, bytes};

pub const RULE: Rule = Rule {
    code: &codes::OPTION_MALFORMED,
    page: include_str!("option-malformed.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// Flags whose value is a size: `size_t` or `uintx` in `HotSpot`'s globals.hpp.
const SIZES: [&str; 11] = [
    "CompressedClassSpaceSize",
    "InitialHeapSize",
    "MaxDirectMemorySize",
    "MaxHeapSize",
    "MaxMetaspaceSize",
    "MaxNewSize",
    "MetaspaceSize",
    "MinHeapSize",
    "NewSize",
    "ReservedCodeCacheSize",
    "SoftMaxHeapSize",
];
/// Flags whose value is a number with or without a fraction.
const PERCENTAGES: [&str; 3] = ["InitialRAMPercentage", "MaxRAMPercentage", "MinRAMPercentage"];
/// Ends of quantities and of sizes elsewhere, and what the JVM writes instead.
const UNITS: [(&str, &str); 8] =
    [("ki", "k"), ("mi", "m"), ("gi", "g"), ("ti", "t"), ("kb", "k"), ("mb", "m"), ("gb", "g"), ("tb", "t")];

fn check(scope: &JvmScope, found: &mut Findings) {
    for option in &scope.jvm.launch.options {
        let Some((value, takes)) = misread(option) else { continue };
        let message = format!("the JVM does not read `{value}` in `{}`, and exits", option.text);
        let place = scope.option(option);
        let mut finding = Diagnostic::new(RULE.code, place, message);
        finding = match meant(&value) {
            Some(meant) => {
                let text = option.text.to_string();
                let new = format!("{}{meant}", text.strip_suffix(&value).unwrap_or(&text));
                let shown = scope.text_at(place) == text;
                let edit = shown.then(|| (place, new.clone()));
                finding.help(format!("write {new}")).fix(format!("write {new}"), edit.into_iter().collect())
            }
            None => finding.help(takes),
        };
        found.push(finding);
    }
}

/// The value that cannot be read, and what can.
fn misread(option: &Sourced) -> Option<(String, &'static str)> {
    let (value, is_size) = match JvmOption::parse(&option.text) {
        JvmOption::Sized { value, .. } => (value, true),
        JvmOption::Flag { name, value } => {
            let name = name.known()?.to_owned();
            let is_size = SIZES.contains(&name.as_str());
            (is_size || PERCENTAGES.contains(&name.as_str())).then_some((value, is_size))?
        }
        _ => return None,
    };
    let value = value.known()?;
    // Several options in one word are another mistake.
    if value.contains(char::is_whitespace) {
        return None;
    }
    let fits = if is_size {
        value.starts_with("0x") || bytes(value).is_some()
    } else {
        value.starts_with(|c: char| c.is_ascii_digit()) && value.parse::<f64>().is_ok()
    };
    let takes = if is_size {
        "a size is a whole number, alone or with one of k, m, g, t behind it"
    } else {
        "a percentage is a number and nothing else, such as 75.0"
    };
    (!fits).then(|| (value.to_owned(), takes))
}

/// What the JVM would take for it.
fn meant(value: &str) -> Option<String> {
    let (number, unit) = value.split_at(value.find(|c: char| !c.is_ascii_digit())?);
    let (_, own) = UNITS.iter().find(|(other, _)| unit.eq_ignore_ascii_case(other))?;
    (!number.is_empty()).then(|| format!("{number}{own}"))
}
