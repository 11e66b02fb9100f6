//! One setting of an agent, given in two ways with two values.

use super::written;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Said;
use crate::profile::CarrierKind;
use crate::text::{Piece, Text};

pub const RULE: Rule = Rule {
    code: &codes::SETTING_TWICE,
    page: include_str!("setting-twice.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// A variable by its name, a property as it is written.
fn called(said: &Said) -> String {
    match said.kind {
        CarrierKind::Property => format!("-D{}", said.name),
        CarrierKind::Option => format!("the agent option {}", said.name),
        CarrierKind::Env | CarrierKind::File => said.name.clone(),
    }
}

/// Whether two values are surely different: what comes from elsewhere may be what the other one says, if what stands
/// around it does.
fn differ(one: &Text, other: &Text) -> bool {
    match (one.known(), other.known()) {
        (Some(one), Some(other)) => one != other,
        (Some(known), None) => !may_be(other, known),
        (None, Some(known)) => !may_be(one, known),
        (None, None) => false,
    }
}

/// Whether a text may come to this in the pod.
fn may_be(text: &Text, known: &str) -> bool {
    let ends = |piece: Option<&Piece>, fits: &dyn Fn(&str) -> bool| match piece {
        Some(Piece::Known(own)) => fits(own),
        _ => true,
    };
    ends(text.pieces().first(), &|own| known.starts_with(own))
        && ends(text.pieces().last(), &|own| known.ends_with(own))
}

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        for said in agent.given.all() {
            let Some(setting) = agent.setting_of(said) else { continue };
            let Some(holds) = agent.given.said(&setting).filter(|holds| *holds != said) else { continue };
            // An empty value is a mistake of its own.
            if said.value.is_empty() || holds.value.is_empty() || !differ(&said.value, &holds.value) {
                continue;
            }
            let value = |text: &str| if setting.sensitive { String::new() } else { format!(" `{text}`") };
            let (own, other) = (said.value.to_string(), holds.value.to_string());
            let (one, two) = (called(said), called(holds));
            let message = format!("{one} says{}, and {two} says{}, which holds", value(&own), value(&other));
            let is_passed = setting.skips_invalid && said.value.known().is_some_and(|it| !setting.takes(it));
            let message = if is_passed {
                format!("{one} says{}, which the agent does not take: {two} holds", value(&own))
            } else {
                message
            };
            found.push(
                Diagnostic::new(RULE.code, written::of(scope, said).value, message)
                    .related(written::of(scope, holds).value, "this one holds")
                    .help("keep one of them: which one wins is a matter of the agent, and of its release"),
            );
        }
    }
}
