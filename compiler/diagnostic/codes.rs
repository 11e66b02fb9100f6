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
    SCRIPT_VARIABLE = "AGC102" "script-variable" Warning "${VAR} that only a start script which is not known may expand";
    UNDEFINED_REFERENCE = "AGC103" "undefined-reference" Error "$(VAR) names a variable that is not defined before it";
    SHELL_DOLLAR = "AGC104" "shell-dollar" Warning "a $ for the shell that the kubelet takes";
    VARIABLE_TWICE = "AGC105" "variable-twice" Error "one variable set twice: the last one holds";
    OPTIONS_FROM_ELSEWHERE = "AGC106" "options-from-elsewhere" Error "the options variable has its value from elsewhere and cannot be added to";
    IMAGE_OPTIONS = "AGC107" "image-options" Warning "the image may set the options variable that the pod replaces";
    OPTION_OVERRIDDEN = "AGC108" "option-overridden" Warning "one JVM option in two places, with two values";
    OPTIONS_TOO_LONG = "AGC109" "options-too-long" Error "an options variable with more than a JDK 8 reads";
    OPTION_QUOTING = "AGC110" "option-quoting" Error "an options variable that the JVM cannot split";
    NOT_AN_OPTION = "AGC111" "not-an-option" Error "something that is no option in an options variable: the JVM exits";
    SHELL_CHARACTERS = "AGC112" "shell-characters" Error "characters that the start script's shell would interpret";
    AGENT_IN_JAVA_OPTS = "AGC113" "agent-in-java-opts" Warning "an agent that catalina.sh stop loads too";
    AGENT_IN_TOOLS = "AGC114" "agent-in-tools" Info "an agent that the JDK's tools in the container load too";
    OPTION_REFUSED = "AGC115" "option-refused" Error "a JVM option that this JDK refuses";
    HEAP_SHARE = "AGC116" "heap-share" Warning "a heap that leaves too little of the memory limit";
    OPTION_UNREAD = "AGC117" "option-unread" Warning "an option that no JVM reads where it stands";
    JVM_REQUIREMENT = "AGC118" "jvm-requirement" Error "a JVM option that the agent needs is missing or too small";
    OPTIONS_VARIABLE = "AGC119" "options-variable" Error "an options variable written out where options are added to it";
    OPTIONS_IN_ONE_WORD = "AGC120" "options-in-one-word" Error "several JVM options in one word of a command";
    OPTION_MALFORMED = "AGC121" "option-malformed" Error "a size or number that the JVM cannot read";
    LAST_OPTIONS = "AGC122" "last-options" Warning "an agent in the variable that overrides the command line";
    NO_PROGRAM = "AGC123" "no-program" Error "a command that begins with no program";
    VARIABLE_MISSPELT = "AGC124" "variable-misspelt" Warning "a variable that is called almost as one that JVMs read";

    AGENTS_CONFLICT = "AGC201" "agents-conflict" Error "agents that cannot share a JVM";
    AGENT_NOT_FIRST = "AGC202" "agent-not-first" Warning "an agent that works best as the first one and is not";
    AGENT_ORDER = "AGC203" "agent-order" Error "an agent that must load first or last and does not";
    AGENT_TWICE = "AGC204" "agent-twice" Error "one agent loaded twice";
    AGENT_MISSING = "AGC205" "agent-missing" Error "an agent whose jar does not arrive";
    IDENTITY_LIMIT = "AGC206" "value-limit" Error "a value that the agent does not accept";
    IDENTITY_SOURCE = "AGC207" "identity-source" Error "an identity taken from a field that does not fit";
    IDENTITY_TRUNCATED = "AGC208" "value-truncated" Warning "a value that the agent cuts";
    UNKNOWN_SETTING = "AGC209" "unknown-setting" Error "a setting that the agent does not know";
    LEFT_AT_DEFAULT = "AGC210" "left-at-default" Warning "a setting left at a default that nobody wants";
    PROTOCOL_PORT = "AGC211" "protocol-port" Error "a port where another protocol is spoken";
    UNSAID_DEFAULT = "AGC212" "unsaid-default" Info "a default of the agent that is better said";
    LEFTOVER_SETTING = "AGC213" "leftover-setting" Error "settings of an agent that is not loaded any more";
    INSTANCE_SHARED = "AGC214" "instance-shared" Warning "one instance name for all replicas";
    DEBUG_SWITCH = "AGC215" "debug-switch" Warning "a setting that is for debugging only";
    AGENT_IMAGE_TAG = "AGC216" "agent-image-tag" Error "a tag that the agent's image does not have";
    SETTING_ELSEWHERE = "AGC217" "setting-elsewhere" Warning "an agent's setting in a container that does not run it";
    SETTING_OVERRIDDEN = "AGC218" "setting-overridden" Error "a setting that the application's own options override";
    SETTING_TWICE = "AGC219" "setting-twice" Warning "one setting of an agent given in two ways, with two values";
    SETTING_TYPE = "AGC220" "setting-type" Error "a value of another type than the agent's setting has";
    AGENT_FOLDER = "AGC221" "agent-folder" Error "an agent whose folder is not called as it has to be";
    AGENT_RENAMED = "AGC222" "agent-renamed" Error "an agent whose jar is not called as it has to be";
    IDENTITY_ADDRESS = "AGC223" "identity-address" Info "an identity taken from a field that does not fit in every cluster";

    AGENT_RACE = "AGC301" "agent-race" Error "an agent copied by a container that starts beside the JVM";
    INIT_RESOURCES = "AGC302" "init-resources" Info "an init container that brings an agent and says no resources";
    AGENT_VOLUME_UNLIMITED = "AGC303" "agent-volume-unlimited" Warning "an agent's emptyDir without a sizeLimit";
    AGENT_VOLUME_SMALL = "AGC304" "agent-volume-small" Error "a sizeLimit that the agent does not fit into";
    AGENT_FOLDER_WRITABLE = "AGC305" "agent-folder-writable" Warning "an agent's folder that the application can write";
    MOUNT_HIDES = "AGC306" "mount-hides" Error "a mount over something that is needed";
    COPY_COMMAND = "AGC307" "copy-command" Info "a copy that leaves files out or takes rights along";
    NEEDLESS_SHELL = "AGC308" "needless-shell" Info "a shell that only starts one program";
    USER_UNKNOWN = "AGC309" "user-unknown" Warning "a container that must run as the application's user, and does not, or that user is not known";
    AGENT_LATE = "AGC310" "agent-late" Error "an agent that is copied after the JVM that loads it";
    INJECTED_TWICE = "AGC311" "injected-twice" Error "an agent that an operator and the pod itself load";
    HOST_PATH = "AGC312" "host-path" Warning "a folder of the node for what the pod should bring itself";
    NAME_COLLISION = "AGC313" "name-collision" Error "a volume, container or mount of that name is already there";
    ROOT_IMAGE = "AGC314" "root-image" Error "an image that runs as root in a pod that forbids it";
    INJECTION_REPLACES = "AGC315" "injection-replaces" Warning "options that an operator overwrites";
    AGENT_FOLDER_READ_ONLY = "AGC316" "agent-folder-read-only" Warning "a folder that the agent writes to and cannot";
    SHELL_MISSING = "AGC317" "shell-missing" Error "a shell in an image that has none";
    OPERATOR_KEY = "AGC318" "operator-key" Warning "an annotation or label that no operator reads as it is written";
    UNREAD_FIELD = "AGC319" "unread-field" Warning "a field of an operator's resource that has no effect";
    AGENT_ALONE = "AGC320" "agent-alone" Error "an agent's jar without the folder that it needs";

    LATEST_TAG = "AGC401" "latest-tag" Warning "an image without a tag, or tagged latest";
    IMAGE_UNDIGESTED = "AGC402" "image-undigested" Info "an image without a digest";
    CHECKSUM_MISSING = "AGC403" "checksum-missing" Info "a download without a checksum";
    IMAGE_PULL = "AGC404" "image-pull" Info "a pull policy that does not fit the image's name";
    JDK_RANGE = "AGC405" "jdk-range" Error "a JDK that the agent's release does not support";
    REGISTRY_UNLISTED = "AGC406" "registry-unlisted" Warning "an image of a registry that the project does not list";
    REGISTRY_UNSET = "AGC407" "registry-unset" Info "an image nobody publishes and no registry to name it in";
    JDK_ASSUMED = "AGC410" "jdk-assumed" Info "a build without an app for a JDK that nobody named";

    DEBUGGER_OPEN = "AGC501" "debugger-open" Error "a debugger's port that others reach";
    JMX_OPEN = "AGC502" "jmx-open" Error "a JMX port that asks nobody who he is";
    SECRET_LITERAL = "AGC503" "secret-literal" Error "a secret written out";
    SECRET_SHOWN = "AGC504" "secret-shown" Warning "a secret where many can read it";
    CARRIER_RIGHTS = "AGC505" "carrier-rights" Warning "an init container with rights that copying files does not take";
    PLAINTEXT_COLLECTOR = "AGC506" "plaintext-collector" Warning "data of an agent that leaves the cluster in clear text";
    POD_OPENED = "AGC507" "pod-opened" Warning "processes of a pod opened to each other or to the node";

    DUMP_LOST = "AGC601" "dump-lost" Warning "a dump of the heap that no volume keeps";
    DUMP_ONCE = "AGC602" "dump-once" Warning "dumps of the heap that all have one name: only the first is written";
    DUMP_FOLDER = "AGC603" "dump-folder" Warning "a dump of the heap into a folder that is not there or read-only";
    DUMP_ROOM = "AGC604" "dump-room" Warning "a volume for dumps of the heap without a size, or too small";
    PRE_STOP_STARTS = "AGC605" "pre-stop-starts" Error "a preStop hook that starts the application again";
    PRE_STOP_WAITS = "AGC606" "pre-stop-waits" Warning "a preStop hook that lasts longer than the pod has time";
    LIMPS_ON = "AGC607" "limps-on" Info "a JVM that goes on after OutOfMemoryError";
    NO_PROBE = "AGC608" "no-probe" Info "no probe that waits until the agent and the application are up";
    ROLLOUT_LIMITS = "AGC609" "rollout-limits" Warning "a rollout that fails too early, or cannot be undone";

    REMOVED_API = "AGC701" "removed-api" Error "an API version that no cluster serves any more";
    SELECTOR = "AGC702" "selector" Error "a workload whose selector is missing or does not find its pods";
    NOT_TEXT = "AGC703" "not-text" Error "a number or boolean where Kubernetes takes a text only";
    BARE_POD = "AGC704" "bare-pod" Warning "an agent brought to a Pod that nothing manages";
    NO_NAMESPACE = "AGC705" "no-namespace" Info "a workload without a namespace of its own";
    ROLLOUT_GAP = "AGC706" "rollout-gap" Warning "a rollout during which no pod runs";
    DUPLICATE_KEY = "AGC707" "duplicate-key" Error "a key that stands twice in one map";
    SHARED_TEXT = "AGC708" "shared-text" Info "options that an anchor or a merge key has in several places";
    OWNED_ELSEWHERE = "AGC709" "owned-elsewhere" Warning "an object that Helm, Argo CD, Flux or a controller writes again";
    NO_DISRUPTION = "AGC710" "no-disruption" Warning "a budget that lets no pod go, or a rollout that is paused";
    MANIFEST = "AGC711" "manifest" Error "a manifest that cannot be used";
    HELM_TEMPLATE = "AGC712" "helm-template" Error "a Helm template where a manifest is expected";
    MANIFEST_CONTAINER = "AGC713" "manifest-container" Error "a container that the manifest does not have";
    NO_JVM = "AGC714" "no-jvm" Info "no container that is known to run a JVM";
    KUSTOMIZE_INPUT = "AGC715" "kustomize-input" Info "what Kustomize builds manifests from, and no manifest";
    FIELD_PATH = "AGC716" "field-path" Error "a field that a variable cannot have its value from";

    SHELL_FORM = "AGC801" "shell-form" Warning "an ENTRYPOINT or CMD in shell form";
    ADD_FILE = "AGC802" "add-file" Info "an ADD of what COPY copies";
    MAINTAINER = "AGC803" "maintainer" Warning "MAINTAINER, which is deprecated";
    BROKEN_LINE = "AGC804" "broken-line" Error "a line of a Dockerfile that does not go on as it was meant";
    IMAGE_DEFAULTS = "AGC805" "image-defaults" Warning "an image that runs as root, or whose start is replaced";
    REMOVED_BELOW = "AGC806" "removed-below" Info "something removed that a lower layer keeps";
    EXEC_FORM_VARIABLE = "AGC807" "exec-form-variable" Error "a variable in an exec form, where no shell expands it";
    DOCKERFILE = "AGC808" "dockerfile-syntax" Error "a Dockerfile that the builder refuses";
    NOT_JSON = "AGC809" "not-json" Error "a list that is no JSON, so that a shell gets it";
    SCRIPT_BRANCH = "AGC810" "script-branch" Warning "a branch of a start script that leaves out the options of the others";
    SCRIPT_EXEC = "AGC811" "script-exec" Info "a start script that stays beside its JVM";
    OPTIONS_REPLACED = "AGC812" "options-replaced" Warning "an options variable that is set anew, without what it held";
    SCRIPT_SYNTAX = "AGC813" "script-syntax" Error "a script that no shell can read";

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
    ALLOWANCE = "AGC935" "allowance" Warning "a comment that allows a rule, without a reason or without need";
    UNKNOWN_RULE = "AGC936" "unknown-rule" Error "a rule that does not exist";
    UNFORMATTED = "AGC937" "unformatted" Error "a source that is not in the form of `agentc fmt`";
    INTERNAL = "AGC999" "internal" Error "a mistake of agentc itself";
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
