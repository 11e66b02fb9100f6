//! Manifests and Dockerfiles to launch models. Expectations are what `cp`, the kubelet and the image builder do.

use std::collections::BTreeMap;

use agentc::launch::{Container, Content, Download, EnvValue, EnvVar, Launcher, Lookup, Start, launch};
use agentc::read::dockerfile::{self, Build, Permission, ProblemKind, Reading};
use agentc::read::{manifest, pod};
use agentc::text::Opaque;
use proptest::prelude::*;
use serde_json::{Value, json};

fn maps(name: &str) -> Option<BTreeMap<String, String>> {
    let data = [("agent.config", "a=1"), ("opts", "-Xmx1g $(X)")];
    (name == "known").then(|| data.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
}

fn read(spec: &Value, name: &str) -> Container {
    pod::container(spec, name, &maps, None).expect("container is there")
}

fn image(image: &str, path: &str) -> Content {
    Content::Image { image: image.into(), path: path.into() }
}

fn found(content: Content, writable: bool) -> Lookup {
    Lookup::Found { content, beneath: vec![], writable }
}

fn content(lookup: Lookup) -> Option<Content> {
    match lookup {
        Lookup::Found { content, .. } => Some(content),
        _ => None,
    }
}

// ---- pods

/// A pod whose init container `copy` has the volume at `/vol`, and whose container `app` has it at `/agent`.
fn pod_with(init: &Value) -> Value {
    let mut init = init.clone();
    let fields = init.as_object_mut().expect("an object");
    fields.insert("name".into(), json!("copy"));
    fields.insert("image".into(), json!("agent:1"));
    fields.insert("volumeMounts".into(), json!([{ "name": "agent", "mountPath": "/vol" }]));
    json!({
        "initContainers": [init],
        "containers": [{
            "name": "app",
            "image": "app:1",
            "volumeMounts": [{ "name": "agent", "mountPath": "/agent", "readOnly": true }],
        }],
        "volumes": [{ "name": "agent", "emptyDir": {} }],
    })
}

fn at(init: &Value, path: &str) -> Lookup {
    read(&pod_with(init), "app").files.lookup(path)
}

/// D, cp semantics: `SRC/.` copies what is in it, `SRC DST` nests when DST exists.
#[test]
fn exec_form_copies() {
    let contents = json!({ "command": ["cp", "-r", "/skywalking/agent/.", "/vol"] });
    assert_eq!(at(&contents, "/agent/a.jar"), found(image("agent:1", "/skywalking/agent/a.jar"), false));
    let nested = json!({ "command": ["cp", "-R", "/skywalking/agent", "/vol/"] });
    assert_eq!(at(&nested, "/agent/agent/a.jar"), found(image("agent:1", "/skywalking/agent/a.jar"), false));
    assert_eq!(at(&nested, "/agent/a.jar"), Lookup::Absent);
    let renamed = json!({ "command": ["cp", "-a", "/skywalking/agent", "/vol/sw"] });
    assert_eq!(at(&renamed, "/agent/sw/a.jar"), found(image("agent:1", "/skywalking/agent/a.jar"), false));
    let file = json!({ "command": ["cp", "/javaagent.jar", "/vol/javaagent.jar"] });
    assert_eq!(at(&file, "/agent/javaagent.jar"), found(image("agent:1", "/javaagent.jar"), false));
    let file = json!({ "command": ["cp", "/javaagent.jar", "/vol"] });
    assert_eq!(at(&file, "/agent/javaagent.jar"), found(image("agent:1", "/javaagent.jar"), false));
    // Without -r, cp leaves folders out.
    let flat = json!({ "command": ["cp", "/skywalking/agent/.", "/vol"] });
    assert!(matches!(at(&flat, "/agent/a.jar"), Lookup::Unknown { .. }));
    // No shell, no `*`.
    let star = json!({ "command": ["cp", "-r", "/skywalking/agent/*", "/vol"] });
    assert!(matches!(at(&star, "/agent/a.jar"), Lookup::Unknown { .. }));
}

/// The scripts that people write: articles and charts hold them.
#[test]
fn scripts_copy() {
    let script = |text: &str| json!({ "command": ["sh"], "args": ["-c", text] });
    let seen = script("set -ex;mkdir -p /vol/agent;cp -r /usr/skywalking/agent/* /vol/agent;");
    assert_eq!(
        at(&seen, "/agent/agent/a.jar"),
        found(image("agent:1", "/usr/skywalking/agent/a.jar"), false)
    );
    let seen = script("cp -R /skywalking/agent /vol/ ; mkdir -p /vol/agent/logs/ ; chown -R 1001.1001 /vol");
    assert_eq!(content(at(&seen, "/agent/agent/logs")), Some(Content::Empty));
    let seen = script("mkdir -p /vol/a && cp -rp /pp/. /vol/a && cp /x/pinpoint.config /vol/a/profiles/");
    let config = image("agent:1", "/x/pinpoint.config");
    assert_eq!(content(at(&seen, "/agent/a/profiles/pinpoint.config")), Some(config));
    let seen = script("cd /pp && cp -r . /vol");
    assert_eq!(at(&seen, "/agent/a.jar"), found(image("agent:1", "/pp/a.jar"), false));
    let seen = script("cp -r /pp/. /vol; rm -rf /vol/logs; mv /vol/a.jar /vol/b.jar");
    assert_eq!(content(at(&seen, "/agent/b.jar")), Some(image("agent:1", "/pp/a.jar")));
    assert!(matches!(at(&seen, "/agent/logs/x"), Lookup::Unknown { .. }));
    assert!(matches!(at(&seen, "/agent/a.jar"), Lookup::Unknown { .. }));
}

/// SWCK: plugins that a pipeline picks are not known, the agent is.
#[test]
fn a_pipeline_makes_only_its_target_unknown() {
    let script = "cp -r /sw/agent/. /vol && cd /vol/optional-plugins/ && ls | grep -E \"a.*jar\"  | xargs -i cp {} /vol/plugins/";
    let init = json!({ "command": ["sh", "-c", script] });
    assert_eq!(
        at(&init, "/agent/skywalking-agent.jar"),
        found(image("agent:1", "/sw/agent/skywalking-agent.jar"), false)
    );
    let Lookup::Unknown { beneath, .. } = at(&init, "/agent/plugins/x.jar") else { panic!("known") };
    assert_eq!(beneath, [image("agent:1", "/sw/agent/plugins/x.jar")]);
}

#[test]
fn what_is_not_understood_is_unknown() {
    for command in [
        json!(["/copy-agent.sh"]),
        json!(["sh", "-c", "python x.py"]),
        json!(["sh", "-c", "cp -r /a/. '/vol"]),
    ] {
        assert!(
            matches!(at(&json!({ "command": command }), "/agent/a.jar"), Lookup::Unknown { .. }),
            "{command}"
        );
    }
    // The image's own command.
    assert!(matches!(at(&json!({}), "/agent/a.jar"), Lookup::Unknown { .. }));
    // It may not run at all.
    let or = json!({ "command": ["sh", "-c", "test -e /vol/x || cp -r /a/. /vol"] });
    assert!(matches!(at(&or, "/agent/a.jar"), Lookup::Unknown { .. }));
    let conditional = json!({ "command": ["sh", "-c", "if [ -e /x ]; then cp -r /a/. /vol; fi"] });
    assert!(matches!(at(&conditional, "/agent/a.jar"), Lookup::Unknown { .. }));
}

/// Copying a folder into itself and doubling a variable have an end.
#[test]
fn nothing_grows_without_bound() {
    let copies = format!("cp -r /a/. /vol; {}", "cp -r /vol/. /vol/x; ".repeat(60));
    assert!(matches!(at(&json!({ "command": ["sh", "-c", copies] }), "/agent/a"), Lookup::Unknown { .. }));
    let doubled = format!("A=xxxxxxxxxx; {} mkdir /vol/a", "A=$A$A; ".repeat(60));
    assert_eq!(content(at(&json!({ "command": ["sh", "-c", doubled] }), "/agent/a")), Some(Content::Empty));
    let text = format!("FROM scratch\nENV A=0123456789\n{}", "ENV A=$A$A$A$A\n".repeat(40));
    assert!(build(&text).problems.iter().all(|problem| problem.kind == ProblemKind::Syntax));
    assert!(!build(&text).problems.is_empty());
}

/// A regular container that copies races with the application, and so does a native sidecar, which has only to be
/// started before the next container; one with a startup probe does not.
#[test]
fn regular_containers_race() {
    let copy = json!({
        "name": "agent", "image": "agent:1", "command": ["cp", "-r", "/a/.", "/vol"],
        "volumeMounts": [{ "name": "v", "mountPath": "/vol" }],
    });
    let app =
        json!({ "name": "app", "image": "app:1", "volumeMounts": [{ "name": "v", "mountPath": "/agent" }] });
    let spec = json!({ "containers": [copy, app], "volumes": [{ "name": "v", "emptyDir": {} }] });
    let Lookup::Unknown { why, .. } = read(&spec, "app").files.lookup("/agent/a.jar") else {
        panic!("known")
    };
    assert!(why.starts_with("container agent "), "{why}");
    let mut sidecar = copy.clone();
    sidecar["restartPolicy"] = json!("Always");
    let spec = json!({ "initContainers": [sidecar], "containers": [app], "volumes": [{ "name": "v" }] });
    assert!(matches!(read(&spec, "app").files.lookup("/agent/a.jar"), Lookup::Unknown { .. }));
    sidecar["startupProbe"] = json!({ "exec": { "command": ["test", "-f", "/vol/done"] } });
    let spec = json!({ "initContainers": [sidecar], "containers": [app], "volumes": [{ "name": "v" }] });
    assert_eq!(read(&spec, "app").files.lookup("/agent/a.jar"), found(image("agent:1", "/a/a.jar"), true));
}

/// Two init containers share a volume; the second copies from it, and below a sub path.
#[test]
fn init_containers_run_in_order() {
    let spec = json!({
        "initContainers": [
            { "name": "one", "image": "one:1", "command": ["cp", "-r", "/one/.", "/a"],
              "volumeMounts": [{ "name": "v", "mountPath": "/a" }] },
            { "name": "two", "image": "two:1", "command": ["cp", "/one/x.jar", "/b/plugins/"],
              "volumeMounts": [{ "name": "v", "mountPath": "/one" }, { "name": "w", "mountPath": "/b", "subPath": "home" }] },
        ],
        "containers": [{ "name": "late", "image": "late:1", "command": ["cp", "-r", "/l/.", "/v"],
            "volumeMounts": [{ "name": "v", "mountPath": "/v" }] }, { "name": "app", "image": "app:1", "volumeMounts": [
            { "name": "w", "mountPath": "/w" }, { "name": "w", "mountPath": "/one.jar", "subPath": "home/plugins/x.jar" },
        ] }],
        "volumes": [{ "name": "v", "emptyDir": {} }, { "name": "w", "emptyDir": {} }],
    });
    let files = read(&spec, "app").files;
    assert_eq!(content(files.lookup("/w/home/plugins/x.jar")), Some(image("one:1", "/one/x.jar")));
    assert_eq!(content(files.lookup("/one.jar")), Some(image("one:1", "/one/x.jar")));
    // Seen from the second init container, the first one's work is there and its own is not.
    let files = read(&spec, "two").files;
    assert_eq!(content(files.lookup("/one/y.jar")), Some(image("one:1", "/one/y.jar")));
    assert_eq!(files.lookup("/b/plugins/x.jar"), Lookup::Absent);
}

#[test]
fn volumes_of_every_kind() {
    let spec = json!({
        "containers": [{ "name": "app", "image": "app:1",
            "securityContext": { "readOnlyRootFilesystem": true },
            "env": [{ "name": "POD_NAME", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } }],
            "volumeMounts": [
            { "name": "img", "mountPath": "/img" },
            { "name": "sub", "mountPath": "/sub", "subPath": "agent" },
            { "name": "cm", "mountPath": "/cm" },
            { "name": "cm", "mountPath": "/img/agent.config", "subPath": "agent.config" },
            { "name": "items", "mountPath": "/items" },
            { "name": "other", "mountPath": "/other" },
            { "name": "secret", "mountPath": "/secret" },
            { "name": "host", "mountPath": "/host", "readOnly": true },
            { "name": "claim", "mountPath": "/claim" },
            { "name": "logs", "mountPath": "/logs", "subPathExpr": "$(POD_NAME)/x" },
        ] }],
        "volumes": [
            { "name": "img", "image": { "reference": "agent:2", "pullPolicy": "Always" } },
            { "name": "sub", "image": { "reference": "agent:3" } },
            { "name": "cm", "configMap": { "name": "known" } },
            { "name": "items", "configMap": { "name": "known", "items": [{ "key": "opts", "path": "etc/o" }] } },
            { "name": "other", "configMap": { "name": "foreign" } },
            { "name": "secret", "secret": { "secretName": "s" } },
            { "name": "host", "hostPath": { "path": "/opt/agent" } },
            { "name": "claim", "persistentVolumeClaim": { "claimName": "c" } },
            { "name": "logs", "emptyDir": { "medium": "Memory" } },
        ],
    });
    let files = read(&spec, "app").files;
    assert_eq!(files.lookup("/img/x.jar"), found(image("agent:2", "/x.jar"), false));
    assert_eq!(files.lookup("/sub/x.jar"), found(image("agent:3", "/agent/x.jar"), false));
    assert_eq!(files.lookup("/cm/agent.config"), found(Content::Text("a=1".into()), false));
    assert_eq!(files.lookup("/img/agent.config"), found(Content::Text("a=1".into()), false));
    assert_eq!(files.lookup("/cm/nothing"), Lookup::Absent);
    assert_eq!(content(files.lookup("/items/etc/o")), Some(Content::Text("-Xmx1g $(X)".into())));
    assert_eq!(files.lookup("/items/agent.config"), Lookup::Absent);
    for path in ["/other/a", "/secret/a", "/host/a", "/claim/a"] {
        assert!(matches!(files.lookup(path), Lookup::Unknown { .. }), "{path}");
    }
    assert!(matches!(files.lookup("/host/a"), Lookup::Unknown { writable: false, .. }));
    assert!(matches!(files.lookup("/claim/a"), Lookup::Unknown { writable: true, .. }));
    assert_eq!(files.lookup("/logs"), found(Content::Empty, true));
    assert_eq!(files.lookup("/opt/app.jar"), found(image("app:1", "/opt/app.jar"), false));
}

#[test]
fn variables_of_every_kind() {
    let spec = json!({ "containers": [{ "name": "app",
        "envFrom": [{ "prefix": "P_", "configMapRef": { "name": "known" } }],
        "env": [
            { "name": "A", "value": "x" },
            { "name": "EMPTY" },
            { "name": "F", "valueFrom": { "fieldRef": { "fieldPath": "metadata.labels['app']" } } },
            { "name": "S", "valueFrom": { "secretKeyRef": { "name": "s", "key": "k" } } },
            { "name": "C", "valueFrom": { "configMapKeyRef": { "name": "known", "key": "opts" } } },
            { "name": "CO", "valueFrom": { "configMapKeyRef": { "name": "known", "key": "no", "optional": true } } },
            { "name": "CX", "valueFrom": { "configMapKeyRef": { "name": "foreign", "key": "k" } } },
            { "name": "R", "valueFrom": { "resourceFieldRef": { "resource": "limits.memory" } } },
        ] }] });
    let container = read(&spec, "app");
    let expected = [
        ("P_agent.config", EnvValue::Verbatim("a=1".into())),
        ("P_opts", EnvValue::Verbatim("-Xmx1g $(X)".into())),
        ("A", EnvValue::Literal("x".into())),
        ("EMPTY", EnvValue::Literal(String::new())),
        ("F", EnvValue::From(Opaque::Field("metadata.labels['app']".into()))),
        ("S", EnvValue::From(Opaque::Secret { name: "s".into(), key: "k".into() })),
        ("C", EnvValue::Verbatim("-Xmx1g $(X)".into())),
        ("CX", EnvValue::From(Opaque::ConfigMap { name: "foreign".into(), key: "k".into() })),
        ("R", EnvValue::From(Opaque::Unknown("limits.memory".into()))),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(n, value)| EnvVar { name: n.into(), value }).collect();
    assert_eq!(container.env, expected);
    assert!(!container.env_from);
    let spec = json!({ "containers": [{ "name": "app", "envFrom": [{ "secretRef": { "name": "s" } }] }] });
    assert!(read(&spec, "app").env_from);
    assert!(pod::container(&spec, "nobody", &maps, None).is_none());
}

#[test]
fn supplies_say_who_fills_which_volume() {
    let mut spec = pod_with(&json!({
        "command": ["cp", "-r", "/a/.", "/vol"], "restartPolicy": "Always",
        "securityContext": { "runAsUser": 10001 }, "resources": { "limits": { "memory": "64Mi" } },
    }));
    spec["volumes"][0]["emptyDir"] = json!({ "sizeLimit": "120Mi" });
    let supplies = pod::supplies(&spec, "app");
    let [supply] = supplies.as_slice() else { panic!("{supplies:?}") };
    assert_eq!(
        (supply.container.as_str(), supply.image.as_str(), supply.volume.as_str()),
        ("copy", "agent:1", "agent")
    );
    assert_eq!(supply.size_limit.as_deref(), Some("120Mi"));
    assert!(supply.native_sidecar);
    assert_eq!(supply.security_context, Some(json!({ "runAsUser": 10001 })));
    assert_eq!(supply.resources, Some(json!({ "limits": { "memory": "64Mi" } })));
}

// ---- workloads

#[test]
fn every_workload_kind_has_its_template() {
    let cases = [
        ("apps/v1", "Deployment", json!({ "template": { "spec": { "x": 1 } } })),
        ("apps/v1", "StatefulSet", json!({ "template": { "spec": { "x": 1 } } })),
        ("apps/v1", "DaemonSet", json!({ "template": { "spec": { "x": 1 } } })),
        ("apps/v1", "ReplicaSet", json!({ "template": { "spec": { "x": 1 } } })),
        ("batch/v1", "Job", json!({ "template": { "spec": { "x": 1 } } })),
        ("batch/v1", "CronJob", json!({ "jobTemplate": { "spec": { "template": { "spec": { "x": 1 } } } } })),
        ("v1", "Pod", json!({ "x": 1 })),
        ("argoproj.io/v1alpha1", "Rollout", json!({ "template": { "spec": { "x": 1 } } })),
        ("serving.knative.dev/v1", "Service", json!({ "template": { "spec": { "x": 1 } } })),
    ];
    for (api, kind, spec) in cases {
        let doc = json!({ "apiVersion": api, "kind": kind, "metadata": { "name": "n", "namespace": "ns" }, "spec": spec });
        let workload = manifest::workload(&doc).unwrap_or_else(|| panic!("{kind}"));
        assert_eq!((workload.name.as_str(), workload.namespace.as_deref()), ("n", Some("ns")));
        assert_eq!(workload.pod_spec(&doc), Some(&json!({ "x": 1 })), "{kind}");
        let other = workload.with_template(&doc, &json!({ "spec": { "x": 2 } })).expect("has a template");
        assert_eq!(workload.pod_spec(&other), Some(&json!({ "x": 2 })), "{kind}");
        assert_eq!(manifest::workload(&other), Some(workload));
    }
    // A core Service is none, whatever Knative calls its own.
    assert_eq!(manifest::workload(&json!({ "apiVersion": "v1", "kind": "Service", "metadata": {} })), None);
    assert_eq!(manifest::workload(&json!(["x"])), None);
}

// ---- Dockerfiles

fn build(text: &str) -> Reading {
    let context = |path: &str| (path == "files/agent.config").then(|| "a=1\n".to_owned());
    dockerfile::read(text, &Build { context: &context, ..Build::default() })
}

fn built(text: &str) -> dockerfile::Image {
    let reading = build(text);
    assert_eq!(reading.problems, [], "{text}");
    reading.image.expect("a stage")
}

/// The two files that bake an agent in: an archive with its checksum, unpacked in another stage.
#[test]
fn an_archive_is_followed_through_stages() {
    let image = built(
        r#"# syntax=docker/dockerfile:1
ARG BASE=registry.example.com/pay:3
FROM busybox:1.37 AS files
ADD --checksum=sha256:aa https://example.com/agent.tar.gz /tmp/agent.tar.gz
RUN ["mkdir", "-p", "/agent"]
RUN ["tar", "-xzf", "/tmp/agent.tar.gz", "-C", "/agent", "--strip-components=1"]
RUN ["chmod", "-R", "a+rX", "/agent"]

FROM ${BASE}
COPY --from=files --chown=10001:0 /agent /opt/agents/simulator-agent
COPY files/agent.config /opt/agents/simulator-agent/config/agent.properties
ENV JAVA_TOOL_OPTIONS="-javaagent:/opt/agents/simulator-agent/a.jar -Dx=\"1 2\""
USER 10001
"#,
    );
    assert_eq!(image.base, "registry.example.com/pay:3");
    let download =
        Download { url: "https://example.com/agent.tar.gz".into(), checksum: Some("sha256:aa".into()) };
    let jar = Content::Archive { download, strip: 1, path: "/a.jar".into() };
    assert_eq!(content(image.files.lookup("/opt/agents/simulator-agent/a.jar")), Some(jar));
    let config = image.files.lookup("/opt/agents/simulator-agent/config/agent.properties");
    assert_eq!(content(config), Some(Content::Text("a=1\n".into())));
    let options = "-javaagent:/opt/agents/simulator-agent/a.jar -Dx=\"1 2\"";
    assert_eq!(image.config.env, [("JAVA_TOOL_OPTIONS".to_owned(), options.to_owned())]);
    assert_eq!((image.user.as_deref(), image.config.user), (Some("10001"), Some(10001)));
    let path = "/opt/agents/simulator-agent".to_owned();
    assert_eq!(
        image.permissions,
        [Permission { path, owner: Some("10001:0".into()), mode: None, recursive: true }]
    );
}

#[test]
fn copies_from_images_keep_their_origin() {
    let base =
        "FROM busybox\nCOPY --from=apache/skywalking-java-agent:9.3.0-alpine /skywalking/agent /agent\n";
    let agent = image("apache/skywalking-java-agent:9.3.0-alpine", "/skywalking/agent/a.jar");
    assert_eq!(content(built(base).files.lookup("/agent/a.jar")), Some(agent));
    // Into a folder: a file goes by its own name, a folder's entries go straight in.
    let into = built("FROM scratch\nCOPY --from=otel:1 /javaagent.jar /otel/\n");
    assert_eq!(content(into.files.lookup("/otel/javaagent.jar")), Some(image("otel:1", "/javaagent.jar")));
    let config = built("FROM scratch\nWORKDIR /opt\nWORKDIR sw\nCOPY files/agent.config config/\n");
    assert_eq!(config.config.working_dir.as_deref(), Some("/opt/sw"));
    let text = Content::Text("a=1\n".into());
    assert_eq!(content(config.files.lookup("/opt/sw/config/agent.config")), Some(text));
}

/// The builder's rules for lines, quotes and variables.
#[test]
fn environment_is_read_as_the_builder_does() {
    let image = built(
        "FROM scratch\nARG V=1.0\nARG OTHER\nENV A=x\\ y B='$V' C=\"$V-${V}\" D=${OTHER:-d} E=$A\n\
         ENV LEGACY two words  $A\nENV F=\"a\\$b\\\\c\" A=2\nENV G=1 \\\n  # a comment\n\n  H=2\n",
    );
    let expected = [
        ("A", "2"),
        ("B", "$V"),
        ("C", "1.0-1.0"),
        ("D", "d"),
        ("E", ""),
        ("LEGACY", "two words  x y"),
        ("F", "a$b\\c"),
        ("G", "1"),
        ("H", "2"),
    ];
    let env: Vec<_> = image.config.env.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(env, expected);
    let backtick = built("# escape=`\nFROM scratch\nENV A=C:\\x `\n  B=2\n");
    assert_eq!(backtick.config.env, [("A".to_owned(), "C:\\x".to_owned()), ("B".to_owned(), "2".to_owned())]);
}

/// B5: a comment behind the backslash ends the instruction, and its next line is none.
#[test]
fn a_comment_behind_a_backslash_breaks_the_line() {
    let reading = build("FROM scratch\nENV A=1 \\   # comment\n    B=2\n");
    let lines: Vec<_> = reading.problems.iter().map(|p| (p.line, p.kind)).collect();
    assert!(lines.contains(&(3, ProblemKind::Syntax)), "{lines:?}");
}

#[test]
fn entrypoints_in_both_forms() {
    let exec = built("FROM scratch\nCMD [\"a\"]\nENTRYPOINT [\"java\", \"-jar\", \"/app.jar\"]\n");
    assert_eq!(exec.config.entrypoint, ["java", "-jar", "/app.jar"]);
    assert_eq!(exec.config.cmd, ["a"]);
    let shell = built("FROM scratch\nENV JAVA_OPTS=-Xmx1g\nENTRYPOINT exec java $JAVA_OPTS -jar /app.jar\n");
    assert_eq!(shell.config.entrypoint, ["/bin/sh", "-c", "exec java $JAVA_OPTS -jar /app.jar"]);
    let container = Container { image: Some(shell.config), files: shell.files, ..Container::default() };
    let seen = launch(&container, &Start { launcher: Launcher::Java, variable: None, jdk: Some(17) });
    assert_eq!(seen.options.len(), 1);
    assert_eq!(seen.options[0].text.to_string(), "-Xmx1g");
    // An ENTRYPOINT of one's own clears the base's CMD.
    let base = |_: &str| Some(agentc::launch::ImageConfig { cmd: vec!["x".into()], ..Default::default() });
    let reading =
        dockerfile::read("FROM base\nENTRYPOINT [\"y\"]\n", &Build { images: &base, ..Build::default() });
    assert!(reading.image.expect("a stage").config.cmd.is_empty());
}

#[test]
fn heredocs_are_no_instructions() {
    let image = built(
        "FROM scratch\nCOPY <<'EOF' /etc/a.conf\nFROM x\nRUN y\nEOF\nCOPY <<-END /b\n\tz\n\tEND\nUSER 7\n",
    );
    assert_eq!(content(image.files.lookup("/etc/a.conf")), Some(Content::Text("FROM x\nRUN y\n".into())));
    assert_eq!(content(image.files.lookup("/b")), Some(Content::Text("z\n".into())));
    assert_eq!(image.user.as_deref(), Some("7"));
    let open = build("FROM scratch\nRUN <<EOF\nmkdir /a\n");
    assert_eq!(open.problems.first().map(|p| (p.line, p.kind)), Some((2, ProblemKind::Syntax)));
}

/// A hand-written file: what is understood is followed, what is not is named with its line.
#[test]
fn shell_forms_are_followed_as_far_as_they_are_known() {
    let text = "FROM openjdk:17\nRUN apt-get update && \\\n    apt-get install -y wget\n\
                RUN mkdir -p /pp && wget -q -O /pp/a.tgz https://example.com/pinpoint-2.4.1.tar.gz && \
                tar -xzf /pp/a.tgz -C /pp --strip-components=1 && rm /pp/a.tgz\nCOPY build/libs/*.jar app.jar\n";
    let reading = build(text);
    let problems: Vec<_> = reading.problems.iter().map(|p| (p.line, p.kind)).collect();
    assert_eq!(problems, [(2, ProblemKind::Unread), (2, ProblemKind::Unread)]);
    let files = reading.image.expect("a stage").files;
    let download = Download { url: "https://example.com/pinpoint-2.4.1.tar.gz".into(), checksum: None };
    let jar = Content::Archive { download, strip: 1, path: "/pinpoint-bootstrap.jar".into() };
    assert_eq!(content(files.lookup("/pp/pinpoint-bootstrap.jar")), Some(jar));
    assert!(matches!(files.lookup("/app.jar"), Lookup::Unknown { .. }));
}

#[test]
fn mistakes_have_a_line() {
    let first = |text: &str| build(text).problems.first().map(|p| (p.line, p.kind));
    assert_eq!(first("# only a comment\n"), Some((1, ProblemKind::Syntax)));
    assert_eq!(first("RUN x\nFROM a\n"), Some((1, ProblemKind::Syntax)));
    assert_eq!(first("FROM a\n\nENVV A=1\n"), Some((3, ProblemKind::Syntax)));
    assert_eq!(first("FROM a\nENV A=\"1\n"), Some((2, ProblemKind::Syntax)));
    assert_eq!(first("FROM a b c d\n"), Some((1, ProblemKind::Syntax)));
    assert_eq!(first("FROM a\nCOPY x\n"), Some((2, ProblemKind::Syntax)));
}

proptest! {
    #[test]
    fn no_dockerfile_makes_the_reader_fail(text in r#"((FROM|RUN|COPY|ADD|ENV|ARG|CMD|# escape=|USER)[ a-b/$\{\}"'`\\=<\[\]*:-]{0,12}\r?\n){0,8}"#) {
        let _ = build(&text);
    }

    #[test]
    fn no_script_makes_the_reader_fail(script in r#"((cp|mv|rm|tar|cd|mkdir|xargs|curl) [ a-b/$\{\}"'\\=<>&|;.*-]{0,16};){0,5}"#) {
        let _ = at(&json!({ "command": ["sh", "-c", script] }), "/agent/a");
    }
}
