//! A setting that every app has to give, left at the agent's default.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::image::Name;
use crate::jvms::{Loaded, Running};
use crate::launch::Content;
use crate::profile::{CarrierKind, Setting};
use crate::read::Provider;
use crate::source::Span;

use super::written;

pub const RULE: Rule = Rule {
    code: &codes::LEFT_AT_DEFAULT,
    page: include_str!("left-at-default.md"),
    strict: false,
    check: Check::Jvm(check),
};

/// What has no default that suits anybody.
const CONCEPTS: [&str; 2] = [SERVICE, "collector.endpoint"];
const SERVICE: &str = "service.name";

fn check(scope: &JvmScope, found: &mut Findings) {
    // An image and a script get variables when they run.
    let Some(container) = scope.pod.and_then(|pod| pod.container_of(scope.jvm)) else { return };
    // What a patch lacks stands in its base, or in another patch.
    if container.node.get("image").is_none() && scope.jvm.workload.is_some() {
        return;
    }
    let open = container.node.get("envFrom").is_some();
    for agent in scope.agents.iter().filter(|agent| !agent.is_off() && !agent.has_further_settings()) {
        for concept in CONCEPTS {
            let Some(setting) = agent.edition.concept(concept).filter(|setting| setting.required) else {
                continue;
            };
            let said = agent.given.said(setting);
            let default = setting.builtin.as_deref();
            match (said, agent.concept(concept), agent.loaded) {
                // Who writes out where telemetry goes may have a collector there: a name is nobody's.
                (Some(said), Some((value, _)), _)
                    if concept == SERVICE && default.is_some() && value.known() == default =>
                {
                    let message = format!("{} is told the name that it has by itself: {value}", jar(agent));
                    found.push(finding(setting, message, written::of(scope, said).value));
                }
                (None, None, Some(loaded)) if !open && is_unsaid(agent, setting, loaded) => {
                    let stays = default.map_or_else(
                        || "without it the agent does not start".to_owned(),
                        |default| format!("the agent takes {default}"),
                    );
                    let message = format!("{} is not told its {concept}: {stays}", jar(agent));
                    let place = scope.place_of_agent(&loaded.agent);
                    let severity = if default.is_none() { Severity::Error } else { RULE.code.severity };
                    found.push(finding(setting, message, place).severity(severity));
                }
                _ => {}
            }
        }
    }
}

fn finding(setting: &Setting, message: String, place: Span) -> Diagnostic {
    let name = &setting.name.value;
    let carrier = setting.carriers.iter().find(|carrier| carrier.kind == CarrierKind::Env);
    let carrier = carrier.or(setting.carriers.first()).map_or(name.as_str(), |carrier| carrier.name.as_str());
    Diagnostic::new(RULE.code, place, message).help(format!("set {carrier}"))
}

fn jar(agent: &Running) -> String {
    agent.loaded.map_or_else(|| agent.known.name.clone(), |loaded| loaded.agent.jar.to_string())
}

/// Whether nothing says it: not what came with the agent, nor an option behind its jar.
fn is_unsaid(agent: &Running, setting: &Setting, loaded: &Loaded) -> bool {
    // An agent in the application's image may have its variables there, too.
    let is_brought = !matches!(loaded.arrival.provider, None | Some(Provider::Image));
    let nowhere = setting.launch_only && is_brought && loaded.agent.options.is_none();
    !in_file(setting) && (is_stock(agent) || nowhere)
}

/// Whether the agent is as its makers ship it: another image may have other defaults in its files.
fn is_stock(agent: &Running) -> bool {
    let own = agent.known.facts().image.as_ref().map(|own| Name::of(&own.value).last());
    match agent.loaded.and_then(|loaded| loaded.arrival.content.as_ref()) {
        Some(Content::Image { image, .. }) => own == Some(Name::of(image).last()),
        Some(Content::Archive { .. } | Content::Download(_)) => true,
        _ => false,
    }
}

/// Whether a file of the agent may give it.
fn in_file(setting: &Setting) -> bool {
    setting.carriers.iter().any(|carrier| carrier.kind == CarrierKind::File)
}
