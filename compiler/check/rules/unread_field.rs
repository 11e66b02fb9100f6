//! A field of an operator's resource that has no effect.

use crate::check::{Check, Findings, ObjectScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::UNREAD_FIELD,
    page: include_str!("unread-field.md"),
    strict: false,
    check: Check::Object(check),
};

fn check(scope: &ObjectScope, found: &mut Findings) {
    let unread: Vec<_> = scope.recogniser.known().iter().flat_map(|known| &known.detect.unread).collect();
    for object in scope.objects() {
        let text = |key: &str| object.get(key).and_then(Node::as_str);
        let (Some(kind), Some(version)) = (object.get("kind"), text("apiVersion")) else { continue };
        let group = version.split('/').next().unwrap_or_default();
        for it in unread.iter().filter(|it| kind.as_str() == Some(&it.kind) && it.group == group) {
            let told = |place, what: &str| {
                Diagnostic::new(RULE.code, place, format!("the operator does not read {what}"))
                    .help(it.why.clone())
            };
            if it.fields.is_empty() {
                found.push(told(kind.span, &format!("a {} that somebody wrote", it.kind)));
            }
            for field in &it.fields {
                let name = field.trim_start_matches('/').replace('/', ".");
                found.extend(object.at(field).map(|node| told(node.span, &name)));
            }
        }
    }
}
