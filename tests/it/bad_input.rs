//! Bad input: each case gets a finding with a code, at the marked place, that says the way out; the program ends
//! with 1, and nothing is written.
#![expect(clippy::too_many_lines, reason = "tables")]

use std::sync::atomic::{AtomicUsize, Ordering};

use agentc::diagnostic::Severity;

use crate::tree_support::{Built, Detail, Files, Folder, built, files, unmark};

struct Case {
    title: &'static str,
    files: Files,
    code: &'static str,
    message: &'static str,
    help: &'static str,
}

fn case(
    title: &'static str,
    kdl: &str,
    code: &'static str,
    message: &'static str,
    help: &'static str,
) -> Case {
    Case { title, files: files(&[("a.kdl", kdl)]), code, message, help }
}

impl Case {
    fn with(mut self, path: &str, text: &str) -> Self {
        self.files.extend(files(&[(path, text)]));
        self
    }

    /// In memory: this finding, there, and no other. Says what is otherwise.
    fn differs(&self) -> Option<String> {
        let (plain, place) = unmark(&self.files);
        let Built { findings, details, artifacts } = built(&plain);
        let fits = |only: &Detail| {
            only.severity == Severity::Error
                && (only.code, &only.place) == (self.code, &place)
                && only.message.contains(self.message)
                && only.help.contains(self.help)
        };
        // Advice beside an error is another matter.
        let errors: Vec<_> = details.iter().filter(|d| d.severity == Severity::Error).collect();
        let fine =
            matches!(errors.as_slice(), [only] if fits(only)) && place.is_some() && artifacts.is_none();
        let texts: Vec<_> = plain
            .iter()
            .map(|(_, text)| String::from_utf8_lossy(text).chars().take(300).collect::<String>())
            .collect();
        (!fine).then(|| {
            format!(
                "{}\n{}\nmarked {place:?}, found {findings:#?} {:?}",
                self.title,
                texts.join("\n"),
                details.first().map(|d| &d.place)
            )
        })
    }

    /// Through the program: exit 1, the code on stdout, nothing on disk.
    fn run(&self) {
        let (plain, _) = unmark(&self.files);
        let folder = Folder::new(&plain);
        let before = folder.snapshot();
        let ran = folder.build(&["."]);
        assert_eq!(ran.exit, 1, "{}: {ran:?}", self.title);
        assert!(ran.stdout.contains(&format!("error[{} ", self.code)), "{}: {ran:?}", self.title);
        assert!(ran.stderr.is_empty(), "{}: {ran:?}", self.title);
        assert_eq!(folder.snapshot(), before, "{}", self.title);
    }
}

#[test]
fn every_mistake_is_told_where_it_is() {
    let wrong: Vec<String> = all().iter().filter_map(Case::differs).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_mistake_ends_the_program_with_one_and_writes_nothing() {
    let (all, next) = (all(), AtomicUsize::new(0));
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                while let Some(case) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    case.run();
                }
            });
        }
    });
}

fn all() -> Vec<Case> {
    [
        names(),
        values(),
        agents(),
        jvms(),
        manifests(),
        texts(),
        odd_names(),
        layers(),
        imports(),
        duplicates(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Nearest names are offered at a Damerau-Levenshtein distance of a third of the name.
fn names() -> Vec<Case> {
    vec![
        case("top-level node", "«apps» \"pay\" {}", "AGC905", "unknown node `apps`", "did you mean `app`?"),
        case(
            "node of an app",
            "app \"pay\" { «luancher» \"java\" }",
            "AGC905",
            "unknown node `luancher`",
            "did you mean `launcher`?",
        ),
        case(
            "setting",
            r#"app "pay" { use "skywalking" { «colector» "oap:11800" } }"#,
            "AGC905",
            "`skywalking` has no setting `colector`",
            "did you mean `collector`?",
        ),
        case(
            "setting that is near nothing",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; «frobnicate» 1 } }"#,
            "AGC905",
            "`skywalking` has no setting `frobnicate`",
            "what it does not know goes by `env`, `property` or `option`",
        ),
        case(
            "profile that is used",
            r#"app "pay" { use «"skywaking"» }"#,
            "AGC905",
            "unknown profile `skywaking`",
            "did you mean `skywalking`?",
        ),
        case(
            "profile that is refined",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; settings «"otell"» { endpoint "http://c:4317" } }"#,
            "AGC905",
            "unknown profile `otell`",
            "did you mean `otel`?",
        ),
        case(
            "target",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; target «"init-contaner"» }"#,
            "AGC905",
            "unknown target `init-contaner`",
            "did you mean `init-container`?",
        ),
        case(
            "property",
            r#"app "pay" { use "skywalking" «relase»="9.7.0" { collector "oap:11800" } }"#,
            "AGC905",
            "`use` has no property `relase`",
            "did you mean `release`?",
        ),
        case(
            "launcher",
            r#"app "pay" { launcher «"catlina"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC905",
            "unknown launcher `catlina`",
            "did you mean `catalina`?",
        ),
        case(
            "defaults",
            r#"defaults "tomcat" { launcher "catalina" }; app "pay" { extends «"tomcta"» }"#,
            "AGC905",
            "no `defaults \"tomcta\"`",
            "did you mean `tomcat`?",
        ),
        case(
            "app of an environment",
            r#"app "pay" { jvm "-Xmx1g" }; environment "prod" { app «"pya"» { jvm "-Xmx2g" } }"#,
            "AGC905",
            "no app `pya` to refine",
            "did you mean `pay`?",
        ),
        case(
            "template variable",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; service «"{{ap.name}}"» } }"#,
            "AGC918",
            "`{{ap.name}}` is no template variable",
            "did you mean `app.name`?",
        ),
        case(
            "template variable without its end",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; service «"{{app.name"» } }"#,
            "AGC918",
            "`{{` without `}}`",
            "{{name}}",
        ),
        case(
            "node of a profile",
            "profile \"mine\" { «sumary» \"x\" }",
            "AGC905",
            "unknown node `sumary` in `profile`",
            "did you mean `summary`?",
        ),
        case(
            "type of a setting",
            "profile \"mine\" { setting \"a\" type=«\"strng\"» { env \"A\" } }",
            "AGC905",
            "unknown type `strng`",
            "did you mean `string`?",
        ),
    ]
}

/// Limits are those of profiles/*/README.md; types those of the profile's `setting`.
fn values() -> Vec<Case> {
    vec![
        case(
            "text for a number",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; agent.span_limit_per_segment «"many"» } }"#,
            "AGC909",
            "`agent.span_limit_per_segment` takes a whole number, found `many`",
            "",
        ),
        case(
            "text for a boolean",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; agent.keep_tracing «"yes"» } }"#,
            "AGC909",
            "`agent.keep_tracing` takes #true or #false, found `yes`",
            "",
        ),
        case(
            "a word that is not in the list",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; logging.resolver «"JSN"» } }"#,
            "AGC905",
            "`logging.resolver` does not take `JSN`",
            "did you mean `JSON`?",
        ),
        case(
            "nothing for text",
            r#"app "pay" { use "skywalking" { collector «#null» } }"#,
            "AGC909",
            "`collector` takes text, found #null",
            "",
        ),
        case(
            "a fraction for text: 1.30 would be 1.3",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; service «1.30» } }"#,
            "AGC909",
            "`service` takes text",
            "quote it",
        ),
        case(
            "a fraction for a version",
            "kubernetes min=«1.30»; app \"pay\" { jvm \"-Xmx1g\" }",
            "AGC909",
            "a version is text",
            "min=\"1.30\"",
        ),
        case(
            "no version",
            "kubernetes min=«\"new\"»; app \"pay\" { jvm \"-Xmx1g\" }",
            "AGC909",
            "`new` is no Kubernetes version",
            "min=\"1.30\"",
        ),
        case(
            "out of range",
            r#"app "pay" { use "pinpoint" { collector "c"; sampling-percent «250» } }"#,
            "AGC910",
            "`sampling-percent` is 250, the agent takes 0.01 to 100",
            "0.01 to 100",
        ),
        case("no JDK", "app \"pay\" { jdk «150» }", "AGC910", "150 is no JDK", "8, 11, 17, 21, 25"),
        case("text for a JDK", "app \"pay\" { jdk «\"eight\"» }", "AGC909", "found \"eight\"", ""),
        case(
            "missing",
            r#"app "pay" { «use "skywalking"» }"#,
            "AGC911",
            "`skywalking` needs a value for `collector`",
            r#"use "skywalking" { collector "…" }"#,
        ),
        case(
            "missing secret",
            r#"profile "mine" { setting "token" sensitive=#true required=#true { env "T" } }; app "pay" { «use "mine"» }"#,
            "AGC911",
            "`mine` needs a value for `token`",
            "secret=\"name/key\"",
        ),
        case(
            "Pinpoint's id of 25 characters",
            r#"app "pay" { use "pinpoint" { collector "c"; agent-id «"abcdefghijklmnopqrstuvwxy"» } }"#,
            "AGC206",
            "`agent-id` has 25 characters, the agent takes 24",
            "leave it out",
        ),
        case(
            "an app's name as Pinpoint's application",
            r#"app "abcdefghijklmnopqrstuvwxy" { «use "pinpoint" { collector "c" }» }"#,
            "AGC206",
            "`application`, the app's name, has 25 characters, the agent takes 24",
            "application \"…\"",
        ),
        case(
            "Pinpoint's id from the pod's name",
            r#"app "pay" { use "pinpoint" { collector "c"; «agent-id "{{pod.name}}"» } }"#,
            "AGC207",
            "`agent-id` cannot be taken from `metadata.name`",
            "longer than the 24 characters",
        ),
        case(
            "the same as a field",
            r#"app "pay" { use "pinpoint" { collector "c"; «agent-id field="metadata.name"» } }"#,
            "AGC207",
            "`agent-id` cannot be taken from `metadata.name`",
            "put it in agent-name",
        ),
        case(
            "host without port",
            r#"app "pay" { use "skywalking" { collector «"oap"» } }"#,
            "AGC909",
            "found `oap` without a port",
            "\"oap:PORT\"",
        ),
        case(
            "host with a scheme",
            r#"app "pay" { use "skywalking" { collector «"http://oap:11800"» } }"#,
            "AGC909",
            "without a scheme, found `http://`",
            "write \"oap:11800\"",
        ),
        case(
            "two hosts in one text",
            r#"app "pay" { use "skywalking" { collector «"a:1,b:2"» } }"#,
            "AGC909",
            "holds the separator `,`",
            "an argument of its own",
        ),
        case(
            "secret written out",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; authentication «"s3cret"» } }"#,
            "AGC503",
            "`authentication` is a secret: it must not stand in the source",
            "authentication secret=\"name/key\"",
        ),
        case(
            "secret from a ConfigMap",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; «authentication config-map="a/b"» } }"#,
            "AGC503",
            "only `secret=` gives it",
            "secret=\"name/key\"",
        ),
        case(
            "secret without key",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; authentication secret=«"sky"» } }"#,
            "AGC909",
            "`sky` is not name/key",
            "secret=\"agent/token\"",
        ),
        case(
            "two sources",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; authentication «secret»="a/b" config-map="a/b" } }"#,
            "AGC912",
            "`authentication` has several sources",
            "give one of",
        ),
        case(
            "empty",
            r#"app "pay" { use "skywalking" { collector "oap:11800"; service «""» } }"#,
            "AGC909",
            "`service` is empty",
            "remove the setting",
        ),
        case(
            "image",
            "app \"pay\" { image «\"R/X:1\"»; jvm \"-Xmx1g\" }",
            "AGC909",
            "`R/X:1` is no image reference",
            "",
        ),
        case(
            "registry with a scheme",
            r#"registry «"https://harbor.example.com"»; app "pay" { jvm "-Xmx1g" }"#,
            "AGC909",
            "cannot stand before an image's name",
            "without scheme",
        ),
    ]
}

fn agents() -> Vec<Case> {
    vec![
        case(
            "two agents that trace",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; «use "otel" { endpoint "http://c:4317" }» }"#,
            "AGC201",
            "`skywalking` and `otel`: two tracing agents in one JVM",
            "remove use=\"otel\"",
        ),
        case(
            "two agents that must be last",
            r#"profile "a" { image "r/a:1"; files mount="/opt/a" { jar "a.jar" }; javaagent "a.jar" order="last" }
               profile "b" { image "r/b:1"; files mount="/opt/b" { jar "b.jar" }; javaagent "b.jar" order="last" }
               app "pay" { use "a"; «use "b"» }"#,
            "AGC203",
            "`a` and `b` must both load last",
            "use only one of them",
        ),
        case(
            "an agent that the app loads itself",
            r#"app "pay" { «jvm "-javaagent:/x/skywalking-agent.jar"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC204",
            "skywalking-agent.jar is loaded twice",
            "remove one",
        ),
        case(
            "a JDK that the release does not support",
            r#"app "pay" { jdk 21; «use "skywalking" release="8.16.0" { collector "oap:11800" }» }"#,
            "AGC405",
            "`skywalking` 8.16.0 supports JDK 8 to 17, this container has JDK 21",
            "another release, or another JDK",
        ),
        case(
            "a release that is not listed",
            r#"app "pay" { use "skywalking" release=«"9.7.1"» { collector "oap:11800" } }"#,
            "AGC913",
            "`skywalking` lists no release 9.7.1",
            r#"did you mean `9.7.0`? another release needs its image: use "skywalking" release="9.7.1" image="…""#,
        ),
        case(
            "a release that cannot be one",
            r#"app "pay" { use "skywalking" release=«"../9"» image="r/s:9" { collector "oap:11800" } }"#,
            "AGC903",
            "\"../9\" cannot be a release",
            "",
        ),
        case(
            "a target that the profile cannot go by",
            r#"app "gate" { use "apisix" { plugins "skywalking"; endpoint "http://oap:12800" }; target «"init-container"» }"#,
            "AGC914",
            "`apisix` is configured by files alone",
            "",
        ),
        case(
            "a target that the clusters are too old for",
            r#"kubernetes min=«"1.30"»; app "pay" { use "skywalking" { collector "oap:11800" }; target "image-volume" }"#,
            "AGC915",
            "needs Kubernetes 1.35, the clusters have 1.30",
            "raise `kubernetes min=`",
        ),
        case(
            "a delivery that the target does not have",
            r#"app "pay" { use "skywalking" { collector "oap:11800" }; target "init-container" delivery=«"sidecar"» }"#,
            "AGC905",
            "target `init-container` has no delivery `sidecar`",
            "known: init-container",
        ),
        case(
            "a variable given beside the setting that writes it",
            r#"app "pay" { «env "SW_AGENT_NAME" "x"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC313",
            "SW_AGENT_NAME would be x, and for `skywalking` it must be pay",
            "as a setting of the agent",
        ),
    ]
}

fn jvms() -> Vec<Case> {
    let long = format!(
        r#"app «"pay"» {{ jdk 8; jvm "-Dx={}"; use "skywalking" {{ collector "oap:11800" }} }}"#,
        "y".repeat(1023)
    );
    vec![
        case(
            "a variable that no shell expands",
            r#"app "pay" { launcher "java"; «jvm "-Dip=${POD_IP}"»; use "skywalking" { collector "oap:11800" } }"#,
            "AGC101",
            "`${POD_IP}` stays as it is: launcher `java`",
            "{{pod.ip}}",
        ),
        case(
            "a variable that the launcher does not read",
            r#"app "pay" { launcher "java" variable=«"CATALINA_OPTS"»; jvm "-Xmx1g" }"#,
            "AGC101",
            "launcher `java` never reads CATALINA_OPTS",
            "known: ",
        ),
        case("more than a JDK 8 reads", &long, "AGC109", "a JDK 8 ignores all of it above 1023", "shorter"),
        case("no option", "app \"pay\" { jvm «\"Xmx1g\"» }", "AGC909", "is no JVM option", "-Xmx512M"),
        case(
            "two options in one text",
            "app \"pay\" { jvm «\"-Xms1g -Xmx1g\"» }",
            "AGC909",
            "holds several JVM options",
            "a `jvm` node of its own",
        ),
        case(
            "a variable's name",
            "app \"pay\" { env «\"A-B\"» \"1\" }",
            "AGC909",
            "`A-B` is no variable's name",
            "",
        ),
    ]
}

const DEPLOYMENT: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: pay}
spec:
  selector: {matchLabels: {app: pay}}
  template:
    metadata: {labels: {app: pay}}
    spec:
      containers:
      - {name: web, image: "r/pay:1"}
      - {name: proxy, image: "r/proxy:1"}
"#;

fn manifests() -> Vec<Case> {
    let from = |path: &str| {
        format!(
            r#"app "pay" {{ workload "Deployment" from=«"{path}"»; use "skywalking" {{ collector "oap:11800" }} }}"#
        )
    };
    let fine = from("pay.yaml").replace(['«', '»'], "");
    vec![
        case("missing", &from("pay.yaml"), "AGC711", "cannot read `pay.yaml`: no such file", "is relative to"),
        case("outside", &from("../pay.yaml"), "AGC711", "`../pay.yaml` leads out", "inside the tree"),
        case("absolute", &from("/etc/passwd"), "AGC711", "`/etc/passwd` leads out", "inside the tree"),
        case("no YAML", &fine, "AGC711", "no YAML", "").with("pay.yaml", "a: [1\nb«»: 2\n"),
        case("an unknown kind", &fine.replace("\"Deployment\"", "«\"Deploymnt\"»"), "AGC905", "is no kind of workload", "`Deployment`")
            .with("pay.yaml", DEPLOYMENT),
        case("no such kind", &from("pay.yaml"), "AGC711", "`pay.yaml` holds no Deployment", "another manifest")
            .with("pay.yaml", &DEPLOYMENT.replace("kind: Deployment", "kind: StatefulSet")),
        case("empty", &from("pay.yaml"), "AGC711", "`pay.yaml` holds no Deployment", "").with("pay.yaml", ""),
        case("no pod", &from("pay.yaml"), "AGC711", "has no containers", "the pod template")
            .with("pay.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\n"),
        case("several, none like the app", &from("pay.yaml"), "AGC711", "holds 2 of kind Deployment, none named `pay`", "`a`, `b`")
            .with(
                "pay.yaml",
                &["a", "b"].map(|name| DEPLOYMENT.replace("{name: pay}", &format!("{{name: {name}}}"))).join("---\n"),
            ),
        case("a Helm template", &fine, "AGC712", "a Helm template", "`helm template`")
            .with("pay.yaml", &DEPLOYMENT.replace("\"r/pay:1\"", "\"«{{» .Values.image }}\"")),
        case("a Helm template without quotes", &fine, "AGC712", "a Helm template", "`helm template`")
            .with("pay.yaml", &format!("«{{{{»- if .Values.on }}}}\n{DEPLOYMENT}{{{{- end }}}}\n")),
        case("a field that there is not", &fine, "AGC711", "unknown field `imagge`; did you mean `image`?", "the API server")
            .with("pay.yaml", &DEPLOYMENT.replace("{name: web, image: \"r/pay:1\"}", "«{name: web, image: \"r/pay:1\", imagge: x}»").replace("      - {name: proxy, image: \"r/proxy:1\"}\n", "")),
        case("a variable given twice", r#"app «"pay"» { workload "Deployment" from="pay.yaml"; use "skywalking" { collector "oap:11800" } }"#, "AGC711", "the manifest gives JAVA_TOOL_OPTIONS 2 times", "keep the last one")
            .with("pay.yaml", &DEPLOYMENT.replace("image: \"r/pay:1\"", "image: x, env: [{name: JAVA_TOOL_OPTIONS, value: -Xa}, {name: JAVA_TOOL_OPTIONS, value: -Xb}]").replace("      - {name: proxy, image: \"r/proxy:1\"}\n", "")),
        case("which container", &from("pay.yaml"), "AGC713", "has 2 containers", "container \"web\" { … }; the manifest has web, proxy")
            .with("pay.yaml", DEPLOYMENT),
        case(
            "no such container",
            r#"app "pay" { workload "Deployment" from="pay.yaml"; container «"wbe"» { use "skywalking" { collector "oap:11800" } } }"#,
            "AGC713",
            "the manifest has no container `wbe`",
            "did you mean `web`?",
        )
        .with("pay.yaml", DEPLOYMENT),
        case("image configuration", "app \"pay\" { image \"r/pay:1\" config=«\"i.json\"»; jvm \"-Xmx1g\" }", "AGC711", "cannot read `i.json`", "is relative to"),
        case("image configuration that is none", "app \"pay\" { image \"r/pay:1\" config=«\"i.json\"»; jvm \"-Xmx1g\" }", "AGC711", "is no JSON", "")
            .with("i.json", "{"),
    ]
}

/// What is no KDL, or only looks like it. The syntax tests have the rest.
fn texts() -> Vec<Case> {
    let deep = |unit: &str, fine: usize| {
        let unit = unit.repeat(100_000);
        format!("{}«{}»{}", &unit[..fine], &unit[fine..=fine], &unit[fine + 1..])
    };
    vec![
        case(
            "a block that is not closed",
            "app \"pay\" «{»\n",
            "AGC001",
            "the block of `app` is not closed",
            "close it",
        ),
        case("KDL 1", "app \"pay\" { env \"A\" «true» }", "AGC002", "KDL 2 writes `#true`", "`#true`"),
        case("an option without quotes", "app \"pay\" { jvm «-Da=b» }", "AGC001", "`-Da=b`", "\"-Da=b\""),
        case("100,000 blocks", &deep("a{", 65), "AGC003", "blocks nested more than 32 deep", ""),
        case("100,000 `(`", &format!("«{}»", "(".repeat(100_000)), "AGC001", "`(`", "quote it"),
        case("100,000 `[`", &format!("«{}»", "[".repeat(100_000)), "AGC001", "`[`", "quote it"),
        case("a text direction character", "app \"a«\u{202e}»b\" {}", "AGC906", "U+202E", "delete it"),
        case("the same as an escape", r#"app «"a\u{202e}b"» {}"#, "AGC906", "U+202E", ""),
        case("NUL", r#"app «"a\u{0}b"» {}"#, "AGC906", "U+0000", ""),
        case("a mark at the start is fine, and moves nothing", "\u{feff}apps", "", "", ""),
    ]
    .into_iter()
    .filter(|case| !case.code.is_empty())
    .collect()
}

/// Names become folders, objects and file names.
fn odd_names() -> Vec<Case> {
    let holders: [(&str, &str); 6] = [
        (r#"app «NAME» { use "skywalking" { collector "oap:11800" } }"#, "cannot be an app's name"),
        (
            r#"app "pay" namespace=«NAME» { use "skywalking" { collector "oap:11800" } }"#,
            "cannot be a namespace",
        ),
        (
            r#"app "pay" { container «NAME» { use "skywalking" { collector "oap:11800" } } }"#,
            "cannot be a container's name",
        ),
        (r#"app "pay" { variant «NAME» { jvm "-Xmx1g" } }"#, "cannot be a variant's name"),
        (r#"app "pay" { jvm "-Xmx1g" }; environment «NAME» {}"#, "cannot be an environment's name"),
        (r#"profile «NAME» { files mount="/opt/x" { jar "x.jar" } }"#, "cannot be a profile's name"),
    ];
    let names = ["..", ".", "", "a/b", "a b", r"a\nb", "Pay", "_cluster", "-a", "a-", "con", "è"];
    let long = "a".repeat(64);
    let mut all = Vec::new();
    for (kdl, message) in holders {
        for name in names.iter().copied().chain([long.as_str()]) {
            let kdl = kdl.replace("NAME", &format!("\"{name}\""));
            let help = if name == "con" { "Windows" } else { "with a letter or digit at both ends" };
            all.push(case("a name", &kdl, "AGC903", message, help));
        }
    }
    all.extend([
        case("variable", r#"app "pay" { env «"../A"» "1" }"#, "AGC909", "is no variable's name", ""),
        case(
            "label",
            r#"app "pay" { variant "v" { labels «".."»="x" } }"#,
            "AGC909",
            "is no label's name",
            "63",
        ),
        case(
            "label's value",
            r#"app "pay" { variant "v" { labels a=«"b c"» } }"#,
            "AGC909",
            "is no label's value",
            "",
        ),
        case(
            "out",
            r#"out «"../elsewhere"»; app "pay" {}"#,
            "AGC903",
            "no folder below this file's",
            "`--out`",
        ),
        case(
            "out, absolute",
            r#"out «"/tmp"»; app "pay" {}"#,
            "AGC903",
            "no folder below this file's",
            "`--out`",
        ),
        case("release", r#"profile "p" { release «"a/b"» }"#, "AGC903", "cannot be a release", ""),
        case(
            "mount",
            r#"profile "p" { files mount=«"/opt/../etc"» {} }"#,
            "AGC909",
            "no absolute path",
            "`..`",
        ),
        case(
            "mount, relative",
            r#"profile "p" { files mount=«"opt"» {} }"#,
            "AGC909",
            "no absolute path",
            "`/`",
        ),
        case(
            "jar",
            r#"profile "p" { files mount="/opt/p" { jar «"../x.jar"» } }"#,
            "AGC909",
            "no path below the agent's",
            "`..`",
        ),
        case(
            "jar, absolute",
            r#"profile "p" { javaagent «"/x.jar"» }"#,
            "AGC909",
            "no path below the agent's",
            "",
        ),
        case("file", r#"profile "p" { file «"../../etc/x"» }"#, "AGC909", "no path below the agent's", ""),
        case(
            "writable",
            r#"profile "p" { files mount="/opt/p" { writable «".."» } }"#,
            "AGC909",
            "no path below",
            "",
        ),
    ]);
    all
}

fn layers() -> Vec<Case> {
    let app = |inner: &str| {
        format!(r#"app "pay" {{ env "TZ" "UTC"; use "skywalking" {{ collector "oap:11800" }}; {inner} }}"#)
    };
    vec![
        case(
            "use",
            &app("«remove use=\"otel\"»"),
            "AGC908",
            "no use of `otel` to remove",
            "fix the name, or delete",
        ),
        case("env", &app("«remove env=\"TX\"»"), "AGC908", "no env `TX` to remove", ""),
        case("jvm", &app("«remove jvm=\"-Xmx\"»"), "AGC908", "no JVM option `-Xmx` to remove", ""),
        case(
            "setting",
            &app("«remove setting=\"sampling\"»"),
            "AGC908",
            "no setting `sampling` to remove",
            "",
        ),
        case(
            "target",
            &app("«remove target=\"dockerfile\"»"),
            "AGC908",
            "no target `dockerfile` to remove",
            "",
        ),
        case("nothing", &app("«remove»"), "AGC912", "`remove` of nothing", "`use=`"),
        case(
            "a `remove` for all apps that hits none",
            r#"app "a" { jvm "-Xmx1g" }; app "b" { jvm "-Xmx1g" }; environment "prod" { «remove env="TZ"» }"#,
            "AGC908",
            "no env `TZ` to remove",
            "",
        ),
        case(
            "defaults that extend themselves",
            r#"defaults "a" { extends "b" }; defaults "b" { extends «"a"» }; app "pay" { extends "a" }"#,
            "AGC904",
            "defaults `a` extend themselves",
            "remove one of these `extends`",
        ),
        case(
            "two apps in one folder",
            r#"app "pay-canary" { jvm "-Xmx1g" }; app "pay" { jvm "-Xmx1g"; variant «"canary"» {} }"#,
            "AGC903",
            "two apps would be written to the folder `pay-canary`",
            "rename one",
        ),
        case(
            "two apps in one folder, by namespace",
            r#"app "x" namespace="a" { jvm "-Xmx1g" }; app "x" namespace="b" { jvm "-Xmx1g" }
               app «"a.x"» { container "web" { jvm "-Xmx1g" } }"#,
            "AGC903",
            "two apps would be written to the folder `a.x`",
            "rename one",
        ),
        case(
            "an app whose name no container can have",
            r#"app «"pay.v2"» { jvm "-Xmx1g" }"#,
            "AGC903",
            "the container would be called \"pay.v2\"",
            "container \"…\"",
        ),
    ]
}

fn imports() -> Vec<Case> {
    vec![
        case(
            "missing",
            "import «\"b.kdl\"»",
            "AGC904",
            "cannot import `b.kdl`: no such file",
            "is relative to",
        ),
        case("outside", "import «\"../../b.kdl\"»", "AGC904", "leads out of the source tree", "stay inside"),
        case("absolute", "import «\"/etc/passwd\"»", "AGC904", "leads out of the source tree", "stay inside"),
        case("itself", "import «\"a.kdl\"»", "AGC904", "a.kdl → a.kdl", "remove one"),
        case("a cycle", "import \"x/b.kdl\"", "AGC904", "a.kdl → x/b.kdl → a.kdl", "remove one")
            .with("x/b.kdl", "import «\"../a.kdl\"»"),
        case("with a backslash", r#"import «"x\\b.kdl"»"#, "AGC904", "backslash", "`/`"),
        case("nothing", "«import»", "AGC912", "`import` needs 1 argument", ""),
        case(
            "a mistake in what two apps import is one mistake",
            r#"app "a" { import "c.kdl" }; app "b" { import "c.kdl" }"#,
            "AGC905",
            "unknown profile `skywalkin`",
            "`skywalking`",
        )
        .with("c.kdl", "use «\"skywalkin\"»"),
        case(
            "so is a syntax error",
            r#"app "a" { import "c.kdl" }; app "b" { import "c.kdl" }"#,
            "AGC001",
            "not closed on its line",
            "",
        )
        .with("c.kdl", "use «\"skywalking»\n"),
    ]
}

fn duplicates() -> Vec<Case> {
    let twice = |what: &'static str, kdl: &str| case(what, kdl, "AGC901", "twice", "keep one");
    vec![
        twice("app", r#"app "a" { jvm "-Xmx1g" }; app «"a"» { jvm "-Xmx1g" }"#),
        twice("profile", r#"profile "p" {}; profile «"p"» {}"#),
        twice("property of a node", r#"app "a" { workload "Deployment" from="x" «from»="y" }"#)
            .saying("remove one of the two"),
        twice("env", r#"app "a" { env "A" "1"; «env "A" "2"» }"#),
        twice("option", r#"app "a" { jvm "-Xmx1g"; «jvm "-Xmx2g"» }"#),
        twice("setting", r#"app "a" { use "skywalking" { collector "o:1"; service "a"; «service "b"» } }"#),
        twice("kubernetes", r#"kubernetes min="1.30"; «kubernetes min="1.31"»; app "a" {}"#),
    ]
}

impl Case {
    fn saying(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }
}

/// The errors, as lines.
fn errors(tree: &Files) -> Vec<String> {
    let Built { findings, details, .. } = built(tree);
    let all = findings.into_iter().zip(details);
    all.filter(|(_, d)| d.severity == Severity::Error).map(|(line, _)| line).collect()
}

#[test]
fn many_mistakes_in_one_run_by_file_and_line() {
    let tree = files(&[
        ("c.kdl", "app \"five\" { remove env=\"TZ\" }\n"),
        ("a.kdl", "app \"one\" { use \"skywalking\" }\napp \"two\" { use \"skywalkin\" }\n"),
        (
            "b.kdl",
            "app \"three\" { use \"skywalking\" { collector \"oap\" } }\napp \"four\" { jvm \"-Xmx1g\"; target \"dokcer\" }\n",
        ),
        ("d.kdl", "app \"six\" { luancher \"java\" }\n"),
    ]);
    let places: Vec<String> =
        errors(&tree).iter().map(|line| line.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        places,
        [
            "a.kdl:1:13 AGC911",
            "a.kdl:2:17 AGC905",
            "b.kdl:1:44 AGC909",
            "b.kdl:2:35 AGC905",
            "c.kdl:1:14 AGC908",
            "d.kdl:1:13 AGC905",
        ]
    );
}

#[test]
fn several_syntax_errors_of_one_file() {
    let tree =
        files(&[("a.kdl", "app \"pay\" {\n    jvm -Da=b\n    env \"A\" true\n    use \"skywalking\"\n")]);
    let codes: Vec<_> = built(&tree).details.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["AGC001", "AGC001", "AGC002"]);
}

/// Each layer is laid over every app in every environment, and each target plans again.
#[test]
fn a_mistake_in_a_shared_layer_is_told_once() {
    let kdl = r#"
defaults {
    use "skywalking" { collector "oap" }
    target "init-container"
    target "sidecar"
}
app "a" {}
app "b" { variant "canary" {} }
environment "dev" {}
environment "prod" {}
"#;
    assert_eq!(
        errors(&files(&[("a.kdl", kdl)])),
        [
            "a.kdl:3:34 AGC909 `collector` takes host:port, found `oap` without a port | name the port, as in \"oap:PORT\"; the agent assumes none"
        ]
    );
    // A manifest is read once for every app in every environment.
    let kdl = r#"
app "a" { workload "Deployment" from="x.yaml"; jvm "-Xmx1g" }
app "b" { workload "Deployment" from="x.yaml"; jvm "-Xmx1g" }
environment "dev" {}
environment "prod" {}
"#;
    let tree = files(&[("a.kdl", kdl), ("x.yaml", "a: 1\na: 2\n")]);
    assert_eq!(errors(&tree).len(), 1);
}

#[test]
fn what_is_only_cut_short_is_built_with_a_warning() {
    let kdl = format!(
        r#"app "pay" {{ use "skywalking" {{ collector "oap:11800"; service "{}" }} }}"#,
        "s".repeat(51)
    );
    let Built { details, artifacts, .. } = built(&files(&[("a.kdl", &kdl)]));
    let told: Vec<_> = details.iter().filter(|d| d.severity != Severity::Info).collect();
    let [only] = told.as_slice() else { panic!("{details:?}") };
    assert_eq!((only.severity, only.code), (Severity::Warning, "AGC208"));
    assert!(only.message.contains("has 51 characters, the agent takes 50: it will be truncated"));
    assert!(artifacts.is_some_and(|all| !all.is_empty()));
}

#[test]
fn what_looks_odd_and_is_fine() {
    let app = r#"app "pay" { use "skywalking" { collector "oap:11800" } }"#;
    let unlisted =
        r#"app "pay" { use "skywalking" release="9.7.1" image="r/sky:9.7.1" { collector "oap:11800" } }"#;
    for text in [
        format!("\u{feff}{app}\n"),
        app.replace(' ', "\r\n")
            .replace("app\r\n", "app ")
            .replace("use\r\n", "use ")
            .replace("collector\r\n", "collector ")
            .replace("\"pay\"\r\n", "\"pay\" ")
            .replace("\"skywalking\"\r\n", "\"skywalking\" "),
        unlisted.to_owned(),
    ] {
        let built = built(&files(&[("a.kdl", &text)]));
        assert!(built.details.iter().all(|d| d.severity == Severity::Info), "{:?}", built.findings);
        assert!(built.artifacts.is_some_and(|all| !all.is_empty()), "{text}");
    }
}

#[test]
fn what_is_not_utf8() {
    let tree = vec![("a.kdl".to_owned(), b"app \"pay\" {\n  env \"A\" \"\xff\"\n}\n".to_vec())];
    assert_eq!(
        built(&tree).findings,
        ["a.kdl:2:12 AGC004 byte 0xff at offset 23 is not UTF-8 | save the file as UTF-8"]
    );
}

/// Fast, whatever the rest of the machine does: all of these are linear.
#[test]
fn nothing_nested_100_000_deep_stops_the_program() {
    for unit in ["{", "a {", "/*", "/-{", "a /-{", "[", "(", "\"", "#", "/-", "\\", "a (", "app \"x\" {"] {
        let tree = files(&[("a.kdl", &unit.repeat(100_000))]);
        let ran = Folder::new(&tree).build(&["."]);
        assert_eq!(ran.exit, 1, "{unit}");
        assert!(ran.stdout.contains("error[AGC00"), "{unit}");
        assert!(ran.stdout.len() < 40_000, "{unit}: {}", ran.stdout.len());
    }
}
