//! Options that an operator overwrites when it adds an agent.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Injected;
use crate::launch::{Launcher, Origin};

use super::env;

pub const RULE: Rule = Rule {
    code: &codes::INJECTION_REPLACES,
    page: include_str!("injection-replaces.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let variable = Launcher::Java.default_variable();
    let own = |profile: &str| scope.jvm.agents.iter().any(|it| it.profile.as_deref() == Some(profile));
    // One that the pod loads itself should not be asked for at all: that is told already.
    let replaces = |injected: &&Injected| !injected.appends && !own(&injected.profile);
    let Some(asked) = scope.jvm.injected.iter().find(replaces) else { return };
    let Some(list) = env::list(scope) else { return };
    if env::positions(list, variable).is_empty() {
        return;
    }
    let message =
        format!("{variable} is written anew by whoever is asked by {}: this value is lost", asked.key);
    let place = scope.place(&Origin::Variable(variable.to_owned()));
    found.push(
        Diagnostic::new(RULE.code, place, message)
            .related(asked.asked, "asked here")
            .help("move the application's own options to JDK_JAVA_OPTIONS, or into the command"),
    );
}
