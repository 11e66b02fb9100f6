//! An annotation or label for an operator that no operator reads where, or as, it is written.

use super::lookalike::distance;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::{Known, fits};
use crate::profile::Operator;
use crate::yaml::{Node, edit};

pub const RULE: Rule = Rule {
    code: &codes::OPERATOR_KEY,
    page: include_str!("operator-key.md"),
    strict: false,
    check: Check::Pod(check),
};

const MAPS: [&str; 2] = ["annotations", "labels"];

fn check(scope: &PodScope, found: &mut Findings) {
    for map in MAPS {
        let entries = scope.metadata.and_then(|metadata| metadata.get(map)).map_or(&[][..], Node::entries);
        for (node, _) in entries {
            let Some(key) = node.key() else { continue };
            found.extend(misplaced(scope, map, node, &key).or_else(|| misspelt(scope, node, &key)));
        }
        found.extend(outside(scope, map));
    }
}

/// A label among the annotations, or the other way round.
fn misplaced(scope: &PodScope, map: &str, node: &Node, key: &str) -> Option<Diagnostic> {
    let operator = operators(scope).find(|operator| operator.key == key && operator.map != map)?;
    let message = format!("the operator looks for {key} among the {}, not the {map}", operator.map);
    Some(Diagnostic::new(RULE.code, node.span, message).help(format!("move it to {}", operator.map)))
}

fn misspelt(scope: &PodScope, node: &Node, key: &str) -> Option<Diagnostic> {
    let known = || scope.recogniser.known().iter().flat_map(|known: &Known| known.detect.keys.iter());
    if known().any(|own| fits(own, key)) {
        return None;
    }
    let meant = known().find_map(|own| meant(own, key))?;
    let message = format!("no operator reads {key}");
    let finding = Diagnostic::new(RULE.code, node.span, message).help(format!("did you mean {meant}?"));
    Some(finding.unsafe_fix(format!("call it {meant}"), edit::replace(node, &meant).into_iter().collect()))
}

/// What was meant by a key, if it was this one: one that differs in a letter or two, in `_` for `-`, or in what stands
/// before the slash.
fn meant(own: &str, key: &str) -> Option<String> {
    let (_, name) = key.split_once('/').unwrap_or(("", key));
    let (domain, own_name) = own.split_once('/').unwrap_or(("", own));
    if own_name == "*" {
        let (first, rest) = domain.split_once('.')?;
        let is_below = key.split_once('/').is_some_and(|(wrong, _)| wrong.ends_with(rest));
        let belongs = name.split_once('.').is_some_and(|(begin, _)| begin == first);
        return (is_below && belongs).then(|| format!("{domain}/{name}"));
    }
    // Longer names than any operator has are not compared.
    let near =
        key.len().abs_diff(own.len()) <= 2 && distance(&key.replace('_', "-"), &own.replace('_', "-")) <= 2;
    let moved = !domain.is_empty() && own_name == name && base(domain) == base(key.split('/').next()?);
    (!own.contains('*') && (near || moved)).then(|| own.to_owned())
}

/// A domain without its first part.
fn base(domain: &str) -> &str {
    domain.split_once('.').map_or(domain, |(_, base)| base)
}

/// What asks an operator and stands at the workload, where no operator looks.
fn outside<'a>(scope: &'a PodScope, map: &'static str) -> impl Iterator<Item = Diagnostic> + use<'a> {
    let of = |metadata: Option<&'a Node>| metadata.and_then(|metadata| metadata.get(map));
    let template = of(scope.metadata);
    let outer =
        of(scope.object.get("metadata")).filter(|outer| Some(outer.span) != template.map(|it| it.span));
    operators(scope).filter(move |operator| operator.map == map).filter_map(move |operator| {
        let (key, value) = outer?.entries().iter().find(|(key, _)| key.as_str() == Some(&operator.key))?;
        let asks = value.key().is_some_and(|value| !value.eq_ignore_ascii_case("false"));
        let is_there = template.is_some_and(|template| template.get(&operator.key).is_some());
        let kind = &scope.workload?.kind;
        (asks && !is_there).then(|| {
            let message = format!("{} stands at the {kind}: the operator looks at its pods", operator.key);
            let help = format!("write it under {map} of the pod template's metadata");
            Diagnostic::new(RULE.code, key.span, message).help(help)
        })
    })
}

fn operators<'a>(scope: &'a PodScope) -> impl Iterator<Item = &'a Operator> {
    scope.recogniser.known().iter().flat_map(|known| &known.detect.operators)
}
