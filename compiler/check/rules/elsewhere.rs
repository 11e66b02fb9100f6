//! Rules whose findings are told where a text is read or compiled.

use crate::check::{Check, Rule};
use crate::diagnostic::{Code, codes};

const fn elsewhere(code: &'static Code, page: &'static str) -> Rule {
    Rule { code, page, strict: false, check: Check::Elsewhere }
}

pub const DUPLICATE_KEY: Rule = elsewhere(&codes::DUPLICATE_KEY, include_str!("duplicate-key.md"));
pub const MANIFEST: Rule = elsewhere(&codes::MANIFEST, include_str!("manifest.md"));
pub const HELM_TEMPLATE: Rule = elsewhere(&codes::HELM_TEMPLATE, include_str!("helm-template.md"));
pub const MANIFEST_CONTAINER: Rule =
    elsewhere(&codes::MANIFEST_CONTAINER, include_str!("manifest-container.md"));
pub const NO_JVM: Rule = elsewhere(&codes::NO_JVM, include_str!("no-jvm.md"));
pub const DOCKERFILE: Rule = elsewhere(&codes::DOCKERFILE, include_str!("dockerfile-syntax.md"));
pub const KUSTOMIZE_INPUT: Rule = elsewhere(&codes::KUSTOMIZE_INPUT, include_str!("kustomize-input.md"));
