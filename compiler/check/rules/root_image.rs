//! An image that runs as root in a pod that forbids it.

use serde_json::Value;

use super::{delivery, users};
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::edit;

pub const RULE: Rule = Rule {
    code: &codes::ROOT_IMAGE,
    page: include_str!("root-image.md"),
    strict: false,
    check: Check::Pod(check),
};

/// `nobody` in most images; files can be copied by anybody.
const NOBODY: &str = "65534";

fn check(pod: &PodScope, found: &mut Findings) {
    for carrier in delivery::carriers(pod) {
        let image = delivery::image(&carrier);
        let of_root = pod.recogniser.of_image(image).is_some_and(|it| it.facts().runs_as_root);
        let forbids = users::context(pod, &carrier, "runAsNonRoot").and_then(Value::as_bool) == Some(true);
        let says = users::context(pod, &carrier, "runAsUser").is_some();
        if !of_root || !forbids || says || pod.is_patch() {
            continue;
        }
        let context = carrier.node.get("securityContext");
        let edit = match context {
            Some(context) => edit::insert(context, "runAsUser", NOBODY, pod.source),
            None => {
                edit::insert(carrier.node, "securityContext", &format!("{{runAsUser: {NOBODY}}}"), pod.source)
            }
        };
        let message =
            format!("{} never starts: its image runs as root, and the pod has runAsNonRoot", carrier.name);
        found.push(
            Diagnostic::new(RULE.code, carrier.place("image"), message)
                .help("give it a numeric runAsUser, best the application's own")
                .unsafe_fix(format!("run it as {NOBODY}"), edit.into_iter().collect()),
        );
    }
}
