//! A default of the agent that is better said.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};

pub const RULE: Rule = Rule {
    code: &codes::UNSAID_DEFAULT,
    page: include_str!("unsaid-default.md"),
    strict: true,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    // An image and a script get variables when they run.
    let Some(container) = scope.pod.and_then(|pod| pod.container_of(scope.jvm)) else { return };
    if container.node.get("envFrom").is_some() {
        return;
    }
    for agent in scope.agents.iter().filter(|agent| !agent.is_off() && !agent.has_further_settings()) {
        let Some(loaded) = agent.loaded else { continue };
        let settings = agent.edition.facts.settings.values();
        let settings = settings.filter_map(|setting| Some((setting, setting.explicit.as_ref()?)));
        for (setting, why) in settings.filter(|(setting, _)| agent.given.effective(setting).is_none()) {
            let Some(carrier) = setting.carriers.first() else { continue };
            let default = setting.builtin.as_deref().unwrap_or_default();
            let message = format!("{} is not set, so it is {default}", carrier.name);
            let place = scope.place_of_agent(&loaded.agent);
            found.push(Diagnostic::new(RULE.code, place, message).help(why.clone()));
        }
    }
}
