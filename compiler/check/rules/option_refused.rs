//! An option that this JDK refuses.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Bound, JvmOption, Refused, Sourced, collectors, crossed_heap, malformed, refused};

pub const RULE: Rule = Rule {
    code: &codes::OPTION_REFUSED,
    page: include_str!("option-refused.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let options = &scope.jvm.launch.options;
    if let Some(jdk) = scope.jvm.jdk.filter(|_| !is_tolerant(scope)) {
        for option in options {
            if let Some(why) = refused(&option.text, jdk) {
                found.push(unknown(scope, option, jdk, why));
            }
        }
    }
    for option in options {
        if let Some(why) = malformed(option) {
            let message = format!("the JVM cannot take `{}` in {} and exits", option.text, option.from);
            found.push(at(scope, option, message).help(why));
        }
    }
    found.extend(crossed(scope));
    found.extend(two_collectors(scope));
}

fn crossed(scope: &JvmScope) -> Option<Diagnostic> {
    let (initial, largest) = crossed_heap(&scope.jvm.launch)?;
    let message = format!(
        "`{}` in {} is more than `{}` in {}: the JVM exits",
        initial.text, initial.from, largest.text, largest.from
    );
    Some(at(scope, initial, message).help("let the heap begin with no more than it may have"))
}

/// Whether the JVM passes over options that it does not know.
pub fn is_tolerant(scope: &JvmScope) -> bool {
    let tolerant =
        |option: &Sourced| switch(option) == Some(("IgnoreUnrecognizedVMOptions".to_owned(), true));
    scope.jvm.launch.options.iter().any(tolerant)
}

fn unknown(scope: &JvmScope, option: &Sourced, jdk: u32, why: Refused) -> Diagnostic {
    let bound = match why.by {
        Bound::From(first) if first == jdk => String::new(),
        Bound::From(first) => format!(", as every JDK since {first} does"),
        Bound::Before(first) => format!(": JDK {first} is the first that takes it"),
    };
    let message = format!("JDK {jdk} does not know `{}` in {} and exits{bound}", option.text, option.from);
    at(scope, option, message).help(format!("take it out: {}", why.instead))
}

fn two_collectors(scope: &JvmScope) -> Option<Diagnostic> {
    let known = |option: &&Sourced| scope.jvm.jdk.is_none_or(|jdk| refused(&option.text, jdk).is_none());
    let mut on: Vec<(String, &Sourced)> = Vec::new();
    for option in scope.jvm.launch.options.iter().filter(known) {
        let Some((name, is_on)) = switch(option) else { continue };
        on.retain(|(other, _)| *other != name);
        if is_on && collectors().contains(&name.as_str()) {
            on.push((name, option));
        }
    }
    let [(_, first), (_, second), ..] = &on[..] else { return None };
    if first.may_exclude(second) {
        return None;
    }
    let message = format!(
        "`{}` in {} and `{}` in {} choose two collectors: the JVM exits",
        first.text, first.from, second.text, second.from
    );
    Some(at(scope, second, message).help("keep one of them"))
}

fn switch(option: &Sourced) -> Option<(String, bool)> {
    match JvmOption::parse(&option.text) {
        JvmOption::Switch { name, on } => Some((name.known()?.to_owned(), on)),
        _ => None,
    }
}

fn at(scope: &JvmScope, option: &Sourced, message: String) -> Diagnostic {
    Diagnostic::new(RULE.code, scope.option(option), message)
}
