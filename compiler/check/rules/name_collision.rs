//! Names of volumes and containers that the API server refuses.

use std::collections::BTreeMap;

use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::NAME_COLLISION,
    page: include_str!("name-collision.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(pod: &PodScope, found: &mut Findings) {
    let elements = |key: &str| pod.spec.get(key).map_or(&[][..], Node::items).iter();
    let containers = elements("initContainers").chain(elements("containers"));
    names("container", containers.collect(), found);
    names("volume", elements("volumes").collect(), found);
}

fn names(what: &str, elements: Vec<&Node>, found: &mut Findings) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in elements.into_iter().filter_map(|element| element.get("name")) {
        let Some(text) = name.as_str() else { continue };
        if let Some(problem) = problem(text) {
            let message = format!("the {what} {text} {problem}");
            found.push(
                Diagnostic::new(RULE.code, name.span, message)
                    .help("at most 63 lower-case letters, digits and `-`, a letter or digit at both ends"),
            );
        }
        if let Some(first) = seen.get(text) {
            let message = format!("two {what}s are called {text}");
            found.push(
                Diagnostic::new(RULE.code, name.span, message)
                    .related(*first, "the first one")
                    .help("give one of them another name: the API server refuses a name twice"),
            );
        } else {
            seen.insert(text, name.span);
        }
    }
}

/// What is wrong with a name. One that something fills in later is not judged.
fn problem(name: &str) -> Option<String> {
    if name.contains(['$', '{', '<', '%']) {
        return None;
    }
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.len() > 63 {
        return Some(format!("has {} characters, 63 at most", name.len()));
    }
    let fits = !name.is_empty() && name.chars().all(inner) && !name.starts_with('-') && !name.ends_with('-');
    (!fits).then(|| "has a character that a name cannot have".to_owned())
}
