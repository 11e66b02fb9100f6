//! Findings that no rule looks for: they are told where a text is read, compiled or written. Here are their pages.

use crate::check::{Check, Rule};
use crate::diagnostic::codes;

macro_rules! elsewhere {
    ($($code:ident $page:literal;)*) => {
        $(pub const $code: Rule =
            Rule { code: &codes::$code, page: include_str!($page), strict: false, check: Check::Elsewhere };)*
    };
}

elsewhere! {
    KDL_SYNTAX "kdl-syntax.md";
    KDL_VERSION_1 "kdl-version-1.md";
    NESTING "nesting-too-deep.md";
    NOT_UTF8 "not-utf8.md";
    TOO_LARGE "file-too-large.md";
    NUMBER "number-out-of-range.md";
    OPTIONS_VARIABLE "options-variable.md";
    SETTING_OVERRIDDEN "setting-overridden.md";
    REGISTRY_UNSET "registry-unset.md";
    JDK_ASSUMED "jdk-assumed.md";
    DUPLICATE_KEY "duplicate-key.md";
    MANIFEST "manifest.md";
    HELM_TEMPLATE "helm-template.md";
    MANIFEST_CONTAINER "manifest-container.md";
    NO_JVM "no-jvm.md";
    KUSTOMIZE_INPUT "kustomize-input.md";
    DOCKERFILE "dockerfile-syntax.md";
    DUPLICATE "duplicate.md";
    EDITED_OUTPUT "edited-output.md";
    OUTPUT_NAME "output-name.md";
    IMPORT "import.md";
    UNKNOWN_NAME "unknown-name.md";
    UNSAFE_CHARACTER "unsafe-character.md";
    UNUSED "unused.md";
    UNREACHABLE "unreachable.md";
    TYPE "type.md";
    RANGE "range.md";
    MISSING "missing.md";
    SHAPE "shape.md";
    RELEASE "unlisted-release.md";
    TARGET_REFUSED "target-refused.md";
    KUBERNETES_VERSION "kubernetes-version.md";
    REFUSED "refused.md";
    SHADOWED_PROFILE "shadowed-profile.md";
    TEMPLATE "template.md";
    TARGET_INVALID "target-invalid.md";
    SCHEMA "schema.md";
    READ_BACK "read-back.md";
    UNREADABLE "unreadable.md";
    OUTPUT_FOLDER "output-folder.md";
    NO_INPUT "no-input.md";
    AMBIGUOUS "ambiguous.md";
    FILE_EXISTS "file-exists.md";
    ALLOWANCE "allowance.md";
    UNKNOWN_RULE "unknown-rule.md";
    UNFORMATTED "unformatted.md";
    INTERNAL "internal.md";
}
