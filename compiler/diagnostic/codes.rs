//! Every code there is. Families: 0xx KDL · 1xx JVM options · 2xx agents and identity · 3xx injection ·
//! 4xx images · 5xx security · 6xx lifecycle · 7xx manifests · 8xx Dockerfiles · 9xx profiles and project.

use super::{Code, Severity};

macro_rules! codes {
    ($($name:ident = $id:literal $slug:literal $severity:ident $summary:literal;)*) => {
        $(#[doc = $summary] #[allow(clippy::doc_markdown)] pub const $name: Code = Code {
            id: $id, slug: $slug, severity: Severity::$severity, summary: $summary,
        };)*
        /// The table, ordered by id.
        pub const CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    KDL_SYNTAX = "AGC001" "kdl-syntax" Error "the text is not KDL";
    KDL_VERSION_1 = "AGC002" "kdl-version-1" Error "KDL 1 syntax where KDL 2 is expected";
    NESTING = "AGC003" "nesting-too-deep" Error "nested deeper than any profile needs";
    NOT_UTF8 = "AGC004" "not-utf8" Error "the file is not UTF-8 text";
    TOO_LARGE = "AGC005" "file-too-large" Error "the file is larger than any source needs to be";
    NUMBER = "AGC006" "number-out-of-range" Error "a number that does not fit";

    UNEXPANDED_VARIABLE = "AGC101" "unexpanded-variable" Error "${VAR} where no shell expands it";
    OPTIONS_FROM_ELSEWHERE = "AGC106" "options-from-elsewhere" Error "the options variable has its value from elsewhere and cannot be added to";
    IMAGE_OPTIONS = "AGC107" "image-options" Warning "the image may set the options variable that the pod replaces";
    OPTIONS_TOO_LONG = "AGC109" "options-too-long" Error "an options variable with more than a JDK 8 reads";
    OPTION_QUOTING = "AGC110" "option-quoting" Error "an options variable that the JVM cannot split";
    NOT_AN_OPTION = "AGC111" "not-an-option" Error "a word in an options variable that stops the JVM";
    JVM_REQUIREMENT = "AGC115" "jvm-requirement" Error "a JVM option that the agent needs is missing or too small";
    OPTIONS_VARIABLE = "AGC117" "options-variable" Error "an options variable written out where options are added to it";
    VARIABLE_NOT_READ = "AGC118" "variable-not-read" Error "an options variable that nothing in the container reads";

    AGENTS_CONFLICT = "AGC201" "agents-conflict" Error "agents that cannot share a JVM";
    AGENT_ORDER = "AGC203" "agent-order" Error "agents that both must load first or last";
    AGENT_TWICE = "AGC204" "agent-twice" Error "one agent loaded twice";
    IDENTITY_LIMIT = "AGC206" "value-limit" Error "a value that the agent does not accept";
    IDENTITY_SOURCE = "AGC207" "identity-source" Error "an identity taken from a field that does not fit";
    IDENTITY_TRUNCATED = "AGC208" "value-truncated" Warning "a value that the agent cuts";
    LEFT_AT_DEFAULT = "AGC210" "left-at-default" Warning "a setting left at a default that nobody wants";
    SETTING_OVERRIDDEN = "AGC216" "setting-overridden" Error "a setting that the application's own options override";

    USER_UNKNOWN = "AGC309" "user-unknown" Warning "a container that must run as the application's user, which is not known";
    NAME_COLLISION = "AGC313" "name-collision" Error "a volume, container or mount of that name is already there";

    CHECKSUM_MISSING = "AGC403" "checksum-missing" Info "a download without a checksum";
    JDK_RANGE = "AGC405" "jdk-range" Error "a JDK that the agent's release does not support";
    REGISTRY_UNSET = "AGC407" "registry-unset" Info "an image nobody publishes and no registry to name it in";
    JDK_ASSUMED = "AGC410" "jdk-assumed" Info "a build without an app for a JDK that nobody named";

    SECRET_LITERAL = "AGC503" "secret-literal" Error "a secret written out";

    MANIFEST = "AGC711" "manifest" Error "a manifest that cannot be used";
    HELM_TEMPLATE = "AGC712" "helm-template" Error "a Helm template where a manifest is expected";
    MANIFEST_CONTAINER = "AGC713" "manifest-container" Error "a container that the manifest does not have";

    DUPLICATE = "AGC901" "duplicate" Error "one thing declared twice";
    EDITED_OUTPUT = "AGC902" "edited-output" Error "a generated file that was edited by hand, or is not ours";
    OUTPUT_NAME = "AGC903" "output-name" Error "an output name that is invalid or claimed twice";
    IMPORT = "AGC904" "import" Error "an import that cannot be followed";
    UNKNOWN_NAME = "AGC905" "unknown-name" Error "a name that nothing declares";
    UNSAFE_CHARACTER = "AGC906" "unsafe-character" Error "a character that no output may hold";
    UNUSED = "AGC907" "unused" Warning "a declaration without effect";
    UNREACHABLE = "AGC908" "unreachable" Error "removes or refines what is not there";
    TYPE = "AGC909" "type" Error "a value of another type";
    RANGE = "AGC910" "range" Error "a value outside its range";
    MISSING = "AGC911" "missing" Error "a required value is missing";
    SHAPE = "AGC912" "shape" Error "a node with other arguments, properties or children than it takes";
    RELEASE = "AGC913" "unlisted-release" Error "a release that the profile does not list";
    TARGET_REFUSED = "AGC914" "target-refused" Error "a target that cannot carry this plan";
    KUBERNETES_VERSION = "AGC915" "kubernetes-version" Error "something that needs a newer Kubernetes";
    REFUSED = "AGC916" "refused" Error "a value that contradicts what a profile writes by itself";
    SHADOWED_PROFILE = "AGC917" "shadowed-profile" Info "a profile of the tree replaces a shipped one";
    TEMPLATE = "AGC918" "template" Error "a template variable that does not exist here";
    TARGET_INVALID = "AGC919" "target-invalid" Error "a target whose own files do not fit together";
    SCHEMA = "AGC920" "schema" Error "an artifact that its schema refuses";
    READ_BACK = "AGC921" "read-back" Error "an artifact that would not launch as planned";
    UNREADABLE = "AGC930" "unreadable" Error "a file or folder that cannot be read";
    OUTPUT_FOLDER = "AGC931" "output-folder" Error "an output folder that cannot be written";
    NO_INPUT = "AGC932" "no-input" Error "nothing to compile";
    AMBIGUOUS = "AGC933" "ambiguous" Error "a name that means several things";
    FILE_EXISTS = "AGC934" "file-exists" Error "a file that would be overwritten";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_slugs_are_unique_and_sorted() {
        assert!(CODES.windows(2).all(|w| w[0].id < w[1].id), "ids ascend");
        let mut slugs: Vec<_> = CODES.iter().map(|c| c.slug).collect();
        slugs.sort_unstable();
        assert!(slugs.windows(2).all(|w| w[0] != w[1]), "slugs are unique");
        assert!(CODES.iter().all(|c| c.id.len() == 6 && c.id.starts_with("AGC")));
    }
}
