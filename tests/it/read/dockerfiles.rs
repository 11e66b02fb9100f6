//! Dockerfiles, as the image builder reads them.

use agentc::launch::{Container, Content, Download, Launcher, Lookup, Start, launch};
use agentc::read::dockerfile::{self, Build, Permission, ProblemKind, Reading};
use proptest::prelude::*;

use super::{content, image};

pub(super) fn build(text: &str) -> Reading {
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
    assert_eq!(image.config.env, [("JAVA_TOOL_OPTIONS".to_owned(), options.into())]);
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
    let env: Vec<_> = image.config.env.iter().map(|(k, v)| (k.as_str(), v.known().expect("known"))).collect();
    assert_eq!(env, expected);
    let backtick = built("# escape=`\nFROM scratch\nENV A=C:\\x `\n  B=2\n");
    assert_eq!(backtick.config.env, [("A".to_owned(), "C:\\x".into()), ("B".to_owned(), "2".into())]);
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
    let seen =
        launch(&container, &Start { launcher: Launcher::Java, variable: None, jdk: Some(17), tomcat: None });
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
    // Packages stand in folders of the system.
    assert_eq!(problems, []);
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
}
