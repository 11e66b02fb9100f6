//! Init containers that copy, as people write them.

use agentc::launch::{Content, Lookup};
use agentc::read::dockerfile::ProblemKind;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::dockerfiles::build;
use super::{content, found, image, read};

/// A pod whose init container `copy` has the volume at `/vol`, and whose container `app` has it at `/agent`.
pub(super) fn pod_with(init: &Value) -> Value {
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
    // Without -r, cp leaves folders out: "-r not specified; omitting directory".
    let flat = json!({ "command": ["cp", "/skywalking/agent/.", "/vol"] });
    assert_eq!(at(&flat, "/agent/a.jar"), Lookup::Absent);
    // No shell, no `*`.
    let star = json!({ "command": ["cp", "-r", "/skywalking/agent/*", "/vol"] });
    assert!(matches!(at(&star, "/agent/a.jar"), Lookup::Unknown { .. }));
}

/// Other commands that copy: POSIX `tar`, coreutils `install`, `rsync` with and without a slash behind its source.
#[test]
fn others_copy() {
    let script = |text: &str| json!({ "command": ["sh", "-c", text] });
    let whole = Some(image("agent:1", "/sw/agent/a.jar"));
    for (text, path) in [
        ("tar -C /sw/agent -cf - . | tar -C /vol -xf -", "/agent/a.jar"),
        ("tar -C /sw -cf - agent | tar -xf - -C /vol", "/agent/agent/a.jar"),
        ("install -D -m 644 /sw/agent/a.jar /vol/lib/a.jar", "/agent/lib/a.jar"),
        ("install -t /vol /sw/agent/a.jar", "/agent/a.jar"),
        ("rsync -a /sw/agent/ /vol/", "/agent/a.jar"),
        ("rsync -a /sw/agent /vol", "/agent/agent/a.jar"),
        ("true && cp -r /sw/agent/. /vol; exit 0", "/agent/a.jar"),
        // Where it ends with an error the pod does not start.
        ("if [ -x /sw/none ]; then exit 1; fi\ncp -r /sw/agent/. /vol", "/agent/a.jar"),
    ] {
        assert_eq!(content(at(&script(text), path)), whole, "{text}");
    }
    for text in [
        "exit 0; cp -r /sw/agent/. /vol",
        "exec true; cp -r /sw/agent/. /vol",
        "false && cp -r /sw/agent/. /vol",
    ] {
        assert_eq!(at(&script(text), "/agent/a.jar"), Lookup::Absent, "{text}");
    }
    for text in [
        "tar -cf - /sw/*.jar | tar -C /vol -xf -",
        "rsync -a host:/sw/ /vol/",
        "rsync -a --delete /sw/ /vol/",
        "if [ -f /x ]; then exit 0; fi\ncp -r /sw/agent/. /vol",
    ] {
        assert!(matches!(at(&script(text), "/agent/a.jar"), Lookup::Unknown { .. }), "{text}");
    }
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
    assert_eq!(at(&seen, "/agent/logs/x"), Lookup::Absent);
    assert_eq!(at(&seen, "/agent/a.jar"), Lookup::Absent);
    let seen = script("cp -r /pp/. /vol; rm -rf /vol/*; cp /pp/b.jar /vol");
    assert_eq!(at(&seen, "/agent/a.jar"), Lookup::Absent);
    assert_eq!(content(at(&seen, "/agent/b.jar")), Some(image("agent:1", "/pp/b.jar")));
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
    // It may not run at all: an image may hold anything, and a bracket before may keep it from it.
    for script in ["[ -f /x ] || cp -r /a/. /vol", "/x || ( [ -f /vol/x ] || cp -r /a/. /vol )"] {
        let or = json!({ "command": ["sh", "-c", script] });
        assert!(matches!(at(&or, "/agent/a.jar"), Lookup::Unknown { .. }), "{script}");
    }
    let or = json!({ "command": ["sh", "-c", "test -x /vol/x || cp -r /a/. /vol"] });
    assert!(matches!(at(&or, "/agent/a.jar"), Lookup::Unknown { .. }));
    let conditional = json!({ "command": ["sh", "-c", "if [ -e /x ]; then cp -r /a/. /vol; fi"] });
    assert!(matches!(at(&conditional, "/agent/a.jar"), Lookup::Unknown { .. }));
}

/// A mark that nobody has left yet: the copy runs, and what is behind it as well. One that is there keeps it from it.
#[test]
fn a_copy_that_happens_once() {
    let seen = |script: &str| at(&json!({ "command": ["sh", "-c", script] }), "/agent/a.jar");
    let copied = found(image("agent:1", "/a/a.jar"), false);
    assert_eq!(seen("[ -f /vol/x ] || cp -r /a/. /vol && touch /vol/x || exit 1"), copied);
    assert_eq!(seen("test -f /vol/x || cp -r /a/. /vol"), copied);
    assert_eq!(seen("touch /vol/x; [ -f /vol/x ] || cp -r /a/. /vol"), Lookup::Absent);
    assert_eq!(seen("[ -f /vol/x ] && cp -r /a/. /vol"), Lookup::Absent);
    assert_eq!(seen("touch /vol/x; test -f /vol/x || ls | xargs -i cp {} /vol"), Lookup::Absent);
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

proptest! {
    #[test]
    fn no_script_makes_the_reader_fail(script in r#"((cp|mv|rm|tar|cd|mkdir|xargs|curl) [ a-b/$\{\}"'\\=<>&|;.*-]{0,16};){0,5}"#) {
        let _ = at(&json!({ "command": ["sh", "-c", script] }), "/agent/a");
    }
}
