//! An options variable of the image that the pod replaces.

use super::lost;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::Setter;
use crate::launch::{Origin, Reason};

pub const RULE: Rule = Rule {
    code: &codes::IMAGE_OPTIONS,
    page: include_str!("image-options.md"),
    strict: true,
    check: Check::Jvm(check),
};

const HELP: &str = "write the image's options into the pod's value too: Kubernetes does not join them";

fn check(scope: &JvmScope, found: &mut Findings) {
    let jvm = scope.jvm;
    let replaced = jvm.launch.lost.iter().filter(|lost| lost.why == Reason::ImageReplaced);
    found.extend(replaced.map(|lost| lost::finding(RULE.code, scope, lost).help(HELP)));
    let set = |name: &str| jvm.variables.iter().any(|(own, from)| own == name && *from != Setter::Image);
    let agent = jvm.variables.iter().find_map(|(name, _)| Some((name, scope.recogniser.variable(name)?)));
    // An agent that nothing here loads, and that the pod configures, is loaded by the image.
    let Some((variable, known)) = agent.filter(|_| jvm.agents.is_empty() && scope.pod.is_some()) else {
        return;
    };
    for name in ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "CATALINA_OPTS"] {
        if set(name) {
            let message = format!(
                "{variable} configures {}, which nothing here loads: if the image loads it by {name}, the pod's value replaces that",
                known.name
            );
            let finding =
                Diagnostic::new(RULE.code, scope.place(&Origin::Variable(name.to_owned())), message);
            found.push(finding.severity(Severity::Info).help(HELP));
        }
    }
}
